# SPDX-License-Identifier: MIT
# cmake -DINCLUDE=<include folder> -P check_headers.cmake
#
# What a compiler does not tell of a header: its licence line, its include guard, and that the only macros it
# leaves behind are PICKET_* (a header is text: what is defined stands in it). And that each module's umbrella
# holds all its public headers.
file(GLOB_RECURSE headers RELATIVE "${INCLUDE}" "${INCLUDE}/*.hpp")
if(NOT headers)
    message(FATAL_ERROR "no headers in ${INCLUDE}")
endif()
set(faults "")

foreach(header IN LISTS headers)
    file(READ "${INCLUDE}/${header}" text)
    if(NOT text MATCHES "^// SPDX-License-Identifier: MIT\n/// @file\n")
        list(APPEND faults "${header}: does not start with the licence line and /// @file")
    endif()

    string(TOUPPER "${header}" guard)
    string(REGEX REPLACE "[^A-Z0-9]" "_" guard "${guard}")
    if(NOT text MATCHES "\n#ifndef ${guard}\n#define ${guard}\n" OR NOT text MATCHES "\n#endif\n$")
        list(APPEND faults "${header}: the include guard is not ${guard}")
    endif()

    string(REGEX MATCHALL "\n[ \t]*#[ \t]*define[ \t]+[A-Za-z0-9_]+" defines "${text}")
    list(FILTER defines EXCLUDE REGEX "define[ \t]+PICKET_[A-Z0-9_]+$")
    foreach(define IN LISTS defines)
        string(STRIP "${define}" define)
        list(APPEND faults "${header}: ${define}: only PICKET_* macros")
    endforeach()

    if(header MATCHES "^picket/([a-z]+)/[a-z0-9_]+\\.hpp$")
        set(module ${CMAKE_MATCH_1})
        file(READ "${INCLUDE}/picket/${module}.hpp" umbrella)
        # A header that joins two modules is in the umbrella over all: who wants one module does not get the other.
        if(module STREQUAL "intercept" AND text MATCHES "#include <picket/airspace/")
            file(READ "${INCLUDE}/picket/picket.hpp" umbrella)
        endif()
        if(NOT umbrella MATCHES "\n#include <${header}>\n")
            list(APPEND faults "the umbrella of ${module} does not include <${header}>")
        endif()
    endif()
endforeach()

if(faults)
    list(JOIN faults "\n  " faults)
    message(FATAL_ERROR "\n  ${faults}")
endif()
