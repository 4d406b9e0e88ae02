# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake")

# picket_add_module(<name> [HEADERS <file>...] [MODULES <module>...] [PACKAGES <package>...] [LINK <item>...])
#
# Makes the INTERFACE target picket_<name>, alias picket::<name>. Its headers are include/picket/<name>.hpp,
# everything below include/picket/<name>/, and HEADERS (relative to include/picket). It links the picket
# modules and the packages named, and LINK as it stands.
#
# Where a package is missing there is no target and a status message says why: someone who wants picket::cost
# only must not have to install Eigen. picket_<name>_missing tells the reason to the modules above.
#
# Appends to PICKET_MODULES, and to PICKET_NEEDS what picketConfig.cmake has to know.
function(picket_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;MODULES;PACKAGES;LINK")

    set(missing "")
    foreach(module IN LISTS arg_MODULES)
        string(APPEND missing "${picket_${module}_missing}")
        list(APPEND arg_LINK picket::${module})
    endforeach()
    foreach(package IN LISTS arg_PACKAGES)
        picket_find_dependency(${package})
        if(picket_missing AND NOT missing)
            set(missing "${picket_missing}")
        endif()
        list(APPEND arg_LINK ${picket_dependency_target})
    endforeach()
    set(picket_${name}_missing "${missing}" PARENT_SCOPE)
    if(missing)
        message(STATUS "picket: no component ${name}: ${missing}")
        return()
    endif()

    set(root "${PROJECT_SOURCE_DIR}/include")
    # CONFIGURE_DEPENDS: a new header is picked up, checked and installed without an edit here.
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${root}/picket/${name}/*.hpp")
    list(TRANSFORM arg_HEADERS PREPEND "${root}/picket/")

    add_library(picket_${name} INTERFACE)
    add_library(picket::${name} ALIAS picket_${name})
    target_sources(picket_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${root}"
        FILES "${root}/picket/${name}.hpp" ${arg_HEADERS} ${headers})
    target_compile_features(picket_${name} INTERFACE cxx_std_20)
    target_link_libraries(picket_${name} INTERFACE ${arg_LINK})
    set_target_properties(picket_${name} PROPERTIES
        EXPORT_NAME ${name}
        VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})

    set(PICKET_MODULES ${PICKET_MODULES} ${name} PARENT_SCOPE)
    set(PICKET_NEEDS "${PICKET_NEEDS}set(picket_${name}_needs ${arg_MODULES} ${arg_PACKAGES})\n" PARENT_SCOPE)
endfunction()
