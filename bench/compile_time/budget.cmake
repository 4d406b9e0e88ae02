# SPDX-License-Identifier: MIT
# cmake -DCOMPILER= -DINCLUDE= -P budget.cmake
#
# The cheap core stays cheap: units, error and version compile in less than 0.1 s each (measure.sh; 0.01 to
# 0.05 s with g++ 12). Seconds do not repeat, lines do: these are the preprocessed lines measured with
# libstdc++ 12 and a quarter more. <string> alone is 19,000, <chrono> 32,000.
set(version.hpp 20)
set(units.hpp 4600)
set(error.hpp 3900)

foreach(header version.hpp units.hpp error.hpp)
    execute_process(COMMAND "${COMPILER}" -std=c++20 -E -P "-I${INCLUDE}" -x c++ "${INCLUDE}/picket/${header}"
        OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "[^\n]" "" text "${text}")
    string(LENGTH "${text}" lines)
    message("picket/${header}: ${lines} lines, budget ${${header}}")
    if(lines GREATER ${header})
        message(FATAL_ERROR "picket/${header} costs more to include than its budget: what does it include now?")
    endif()
endforeach()
