# SPDX-License-Identifier: MIT
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class PicketConan(ConanFile):
    name = "picket"
    description = "Airspace violation, intercept and cost, exact on the WGS 84 ellipsoid"
    license = "MIT"
    homepage = "https://github.com/picket/picket"
    topics = ("airspace", "geodesy", "intercept", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_geodesy": [True, False], "with_io": [True, False]}
    default_options = {"with_geodesy": True, "with_io": True}
    no_copy_source = True

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        text = load(self, os.path.join(self._root, "include", "picket", "version.hpp"))
        self.version = ".".join(
            re.search(rf"^#define PICKET_VERSION_{part} (\d+)$", text, re.MULTILINE).group(1)
            for part in ("MAJOR", "MINOR", "PATCH"))

    def export_sources(self):
        copy(self, "LICENSE", src=self._root, dst=self.export_sources_folder)
        copy(self, "include/*", src=self._root, dst=self.export_sources_folder)

    def configure(self):
        # io reads zones, tracks and bases: it stands on airspace and intercept, and so on geodesy.
        if not self.options.with_geodesy:
            self.options.rm_safe("with_io")

    def layout(self):
        basic_layout(self, src_folder=".")

    def requirements(self):
        if self.options.with_geodesy:
            self.requires("eigen/3.4.0", transitive_headers=True)
            self.requires("geographiclib/2.4", transitive_headers=True, transitive_libs=True)
        if self.options.get_safe("with_io"):
            self.requires("nlohmann_json/3.11.3", transitive_headers=True)

    def package_id(self):
        # The headers are the same whatever the options: those only choose what comes along.
        self.info.clear()

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", src=os.path.join(self.source_folder, "include"),
             dst=os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "picket")

        # The same modules as CMakeLists.txt states.
        self._add_component("core", [])
        self._add_component("cost", ["core"])
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.components["cost"].system_libs = ["pthread"]
        everything = ["core", "cost"]
        if self.options.with_geodesy:
            self._add_component("geodesy", ["core", "eigen::eigen", "geographiclib::geographiclib"])
            self._add_component("airspace", ["geodesy"])
            self._add_component("intercept", ["geodesy"])
            everything += ["geodesy", "airspace", "intercept"]
            if self.options.get_safe("with_io"):
                self._add_component("io", ["airspace", "intercept", "nlohmann_json::nlohmann_json"])
                everything.append("io")
            self._add_component("picket", everything)

    def _add_component(self, name, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"picket::{name}")
        component.requires = requires
        component.bindirs = []
        component.libdirs = []
