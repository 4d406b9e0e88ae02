# SPDX-License-Identifier: MIT
# Defines GeographicLib::GeographicLib. GeographicLib's own config package is used where there is one
# (vcpkg, Conan, a build from source); Debian 12 installs only headers and a library, found here by name.

find_package(GeographicLib CONFIG QUIET)
if(GeographicLib_FOUND)
    # Spellings of the target by release and packager; GeographicLib_LIBRARIES names it in all of them.
    if(NOT TARGET GeographicLib::GeographicLib)
        add_library(GeographicLib::GeographicLib INTERFACE IMPORTED)
        set_target_properties(GeographicLib::GeographicLib PROPERTIES
            INTERFACE_LINK_LIBRARIES "${GeographicLib_LIBRARIES}")
    endif()
else()
    find_path(GeographicLib_INCLUDE_DIR GeographicLib/Config.h)
    # The library was called Geographic until 2.0.
    find_library(GeographicLib_LIBRARY NAMES GeographicLib Geographic)
    mark_as_advanced(GeographicLib_INCLUDE_DIR GeographicLib_LIBRARY)
    if(GeographicLib_INCLUDE_DIR)
        file(STRINGS "${GeographicLib_INCLUDE_DIR}/GeographicLib/Config.h" GeographicLib_VERSION
            REGEX "^#define GEOGRAPHICLIB_VERSION_STRING ")
        string(REGEX REPLACE "^.*\"(.*)\".*$" "\\1" GeographicLib_VERSION "${GeographicLib_VERSION}")
    endif()
    if(GeographicLib_INCLUDE_DIR AND GeographicLib_LIBRARY AND NOT TARGET GeographicLib::GeographicLib)
        add_library(GeographicLib::GeographicLib UNKNOWN IMPORTED)
        set_target_properties(GeographicLib::GeographicLib PROPERTIES
            IMPORTED_LOCATION "${GeographicLib_LIBRARY}"
            INTERFACE_INCLUDE_DIRECTORIES "${GeographicLib_INCLUDE_DIR}")
    endif()
endif()

if(TARGET GeographicLib::GeographicLib)
    set(GeographicLib_target GeographicLib::GeographicLib)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(GeographicLib
    REQUIRED_VARS GeographicLib_target
    VERSION_VAR GeographicLib_VERSION)
