# SPDX-License-Identifier: MIT
# Warnings for picket's own tests, examples and header checks: errors, because a warning in a header
# becomes somebody else's problem. Included only when picket is the top-level project.
option(PICKET_WARNINGS_AS_ERRORS "Stop at a compiler warning" ON)

# A directory-wide option, not a target one: the targets that check each header alone are made by CMake
# and can be reached in no other way.
macro(picket_add_warnings)
    add_compile_options(
        -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wdouble-promotion)
    # GCC 12 takes `"a" + std::to_string(i)` for an overlapping copy at -O3 (its bug 105651, gone in 13).
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        add_compile_options(-Wno-restrict)
    endif()
    if(PICKET_WARNINGS_AS_ERRORS)
        add_compile_options(-Werror)
    endif()
endmacro()
