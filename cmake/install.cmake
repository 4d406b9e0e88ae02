# SPDX-License-Identifier: MIT
# One export set and one install component per module: a distribution can package `cost` alone.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(picket_config_dir "${CMAKE_INSTALL_DATADIR}/picket")
foreach(module IN LISTS PICKET_MODULES)
    install(TARGETS picket_${module} EXPORT picket-${module}
        FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${module})
    install(EXPORT picket-${module} NAMESPACE picket:: FILE picket-${module}.cmake
        DESTINATION "${picket_config_dir}" COMPONENT ${module})
endforeach()

list(JOIN PICKET_MODULES ", " picket_modules_text)
configure_package_config_file(cmake/picketConfig.cmake.in "${PROJECT_BINARY_DIR}/picketConfig.cmake"
    INSTALL_DESTINATION "${picket_config_dir}" NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# While 0.x a minor release may break; nothing here depends on the machine that installed it.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/picketConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
    "${PROJECT_BINARY_DIR}/picketConfig.cmake"
    "${PROJECT_BINARY_DIR}/picketConfigVersion.cmake"
    cmake/dependencies.cmake
    cmake/FindGeographicLib.cmake
    DESTINATION "${picket_config_dir}" COMPONENT core)
