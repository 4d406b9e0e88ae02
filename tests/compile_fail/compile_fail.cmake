# SPDX-License-Identifier: MIT
# cmake -DCOMPILER= -DSOURCE= -DINCLUDE= -P compile_fail.cmake
set(command "${COMPILER}" -std=c++20 -fsyntax-only "-I${INCLUDE}")

execute_process(COMMAND ${command} "${SOURCE}" RESULT_VARIABLE failed ERROR_VARIABLE errors)
if(failed)
    message(FATAL_ERROR "the positive control does not compile:\n${errors}")
endif()

# The line number of the marker: the number of lines up to it. Semicolons would make list elements.
file(READ "${SOURCE}" text)
string(FIND "${text}" "// must not compile" end)
if(end EQUAL -1)
    message(FATAL_ERROR "no line of ${SOURCE} says \"// must not compile\"")
endif()
string(SUBSTRING "${text}" 0 ${end} text)
string(REGEX REPLACE "[^\n]" "" text "${text}")
string(LENGTH "${text}" line)
math(EXPR line "${line} + 1")

execute_process(COMMAND ${command} -DPICKET_COMPILE_FAIL "${SOURCE}" RESULT_VARIABLE failed ERROR_VARIABLE errors)
if(NOT failed)
    message(FATAL_ERROR "line ${line} compiles, but must not")
endif()
string(REGEX MATCH "[^\n]*: error: [^\n]*" first "${errors}")
cmake_path(GET SOURCE FILENAME name)
if(NOT first MATCHES "${name}:${line}:")
    message(FATAL_ERROR "refused, but not for line ${line}:\n${errors}")
endif()
message("refused as it must be: ${first}")
