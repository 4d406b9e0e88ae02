# SPDX-License-Identifier: MIT
# cmake -DPROJECT= -DBUILD= -DGENERATOR= -DOPTIONS=a|b -DREFUSED=regex -P run.cmake
#
# Configures PROJECT in an empty BUILD, builds it, installs it when it has a prefix of its own, and runs its
# program `consumer` if there is one. With REFUSED, configuring must fail with a message that matches.
# A | separates OPTIONS, and inside an option stands for a semicolon where REQUEST is a list.
string(REGEX MATCHALL "-D[^|]+(\\|[^-|][^|]*)*" options "${OPTIONS}")

file(REMOVE_RECURSE "${BUILD}")
list(TRANSFORM options REPLACE "\\|" "\\\\;")
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${PROJECT}" -B "${BUILD}" -G "${GENERATOR}" ${options}
    RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")

if(REFUSED)
    # CMake wraps its messages: compare with every run of white space as one blank.
    string(REGEX REPLACE "[ \n]+" " " output "${output}")
    if(NOT failed)
        message(FATAL_ERROR "configured, but should have been refused: ${REFUSED}")
    elseif(NOT output MATCHES "${REFUSED}")
        message(FATAL_ERROR "refused, but not because of: ${REFUSED}")
    endif()
    return()
elseif(failed)
    message(FATAL_ERROR "could not be configured")
endif()

execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BUILD}" COMMAND_ERROR_IS_FATAL ANY)
if(OPTIONS MATCHES "CMAKE_INSTALL_PREFIX=")
    execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" COMMAND_ERROR_IS_FATAL ANY)
endif()
if(EXISTS "${BUILD}/consumer")
    execute_process(COMMAND "${BUILD}/consumer" COMMAND_ERROR_IS_FATAL ANY)
endif()
