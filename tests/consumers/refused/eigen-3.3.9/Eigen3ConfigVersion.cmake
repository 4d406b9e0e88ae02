# SPDX-License-Identifier: MIT
set(PACKAGE_VERSION 3.3.9)
