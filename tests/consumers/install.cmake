# SPDX-License-Identifier: MIT
# A fresh prefix: a file left by an earlier install must not make a consumer pass.
file(REMOVE_RECURSE "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${PICKET_BINARY_DIR}" --prefix "${PREFIX}"
    COMMAND_ERROR_IS_FATAL ANY)
