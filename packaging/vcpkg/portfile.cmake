# Header-only: nothing is built, so there is one configuration and no debug tree.
set(VCPKG_BUILD_TYPE release)

vcpkg_from_github(
    OUT_SOURCE_PATH SOURCE_PATH
    REPO picket/picket
    REF "v${VERSION}"
    SHA512 0 # of the release's archive; vcpkg prints it on the first try
    HEAD_REF main
)

# What a feature leaves out must not be picked up from the machine.
vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
    INVERTED_FEATURES
        geodesy CMAKE_DISABLE_FIND_PACKAGE_Eigen3
        geodesy CMAKE_DISABLE_FIND_PACKAGE_GeographicLib
        io      CMAKE_DISABLE_FIND_PACKAGE_nlohmann_json
)

vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        ${FEATURE_OPTIONS}
        -DPICKET_BUILD_TESTS=OFF
        -DPICKET_BUILD_EXAMPLES=OFF
        -DPICKET_BUILD_BENCHMARKS=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
