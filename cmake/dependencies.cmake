# SPDX-License-Identifier: MIT
# How picket finds what it stands on. Used by its own build and, installed beside picketConfig.cmake, by
# every consumer: one piece of knowledge, one place.

# picket_find_dependency(<package>)
#
# Finds Eigen3, GeographicLib, nlohmann_json or Threads, and sets in the calling scope picket_dependency_target, and
# picket_missing: empty, or the reason why the package cannot be used. A function, so that nothing else of
# the search reaches the caller.
function(picket_find_dependency package)
    set(target "${package}::${package}")
    set(missing "")
    if(package STREQUAL "Eigen3")
        set(target Eigen3::Eigen)
        # No version is passed to find_package: Eigen 3.4.0's version file refuses the range 3.4...5, and
        # Eigen 5's refuses a plain 3.4.
        if(NOT TARGET ${target})
            find_package(Eigen3 CONFIG QUIET)
            if(NOT Eigen3_FOUND)
                set(missing "Eigen 3.4 or later was not found (package Eigen3)")
            elseif(Eigen3_VERSION VERSION_LESS 3.4)
                set(missing "Eigen 3.4 or later is needed, found ${Eigen3_VERSION} in ${Eigen3_DIR}")
            endif()
        endif()
    elseif(package STREQUAL "GeographicLib")
        # Through the find module beside this file: Debian 12, among others, installs no config package.
        if(NOT TARGET ${target})
            list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
            find_package(GeographicLib 2.1 MODULE QUIET)
            if(NOT GeographicLib_FOUND)
                set(missing "GeographicLib 2.1 or later was not found")
            endif()
        endif()
    elseif(package STREQUAL "Threads")
        if(NOT TARGET ${target})
            find_package(Threads MODULE QUIET)
            if(NOT Threads_FOUND)
                set(missing "no library for threads was found")
            endif()
        endif()
    elseif(NOT TARGET ${target})
        find_package(${package} CONFIG QUIET)
        if(NOT ${package}_FOUND)
            set(missing "${package} was not found")
        endif()
    endif()
    set(picket_missing "${missing}" PARENT_SCOPE)
    set(picket_dependency_target ${target} PARENT_SCOPE)
endfunction()
