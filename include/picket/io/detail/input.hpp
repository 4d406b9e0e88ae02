// SPDX-License-Identifier: MIT
/// @file
/// Opening and reading files, with one clear line when that fails. Not for users.
#ifndef PICKET_IO_DETAIL_INPUT_HPP
#define PICKET_IO_DETAIL_INPUT_HPP

#include <picket/io/detail/text.hpp>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// @throws ParseError  `FILE: cannot be opened: No such file or directory`
[[nodiscard]] inline std::ifstream open_input(const std::string& path)
{
    std::error_code ignored;
    // Linux opens a directory as a file and fails only at the first read, without a reason
    if (std::filesystem::is_directory(path, ignored)) parse_failure(printable(path, 400) + ": is a directory");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        const std::string reason = errno != 0 ? ": " + std::generic_category().message(errno) : std::string();
        parse_failure(printable(path, 400) + ": cannot be opened" + reason);
    }
    return in;
}

/// Everything up to the end of the stream.
[[nodiscard]] inline std::string read_all(std::istream& in, std::string_view name)
{
    std::string text;
    std::vector<char> buffer(std::size_t{1} << 16);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) parse_failure(printable(name, 400) + ": cannot be read");
    return text;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
