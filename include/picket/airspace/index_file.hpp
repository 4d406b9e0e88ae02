// SPDX-License-Identifier: MIT
/// @file
/// A compiled index on disk: written once, mapped back in milliseconds, shared between processes.
#ifndef PICKET_AIRSPACE_INDEX_FILE_HPP
#define PICKET_AIRSPACE_INDEX_FILE_HPP

#include <picket/airspace/airspace_index.hpp>
#include <picket/error.hpp>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace picket {
inline namespace v0 {

namespace detail {

/// A path in a message of one line.
[[nodiscard]] inline std::string path_text(const std::filesystem::path& path)
{
    std::string text = path.string();
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) c = '?';
    return text;
}

}  // namespace detail

/// Writes an index to a file: beside it first, then renamed, so that the file is whole or not there.
///
/// @throws ParseError  naming the file, where it cannot be written
///
/// A link stays a link: the file that it names is replaced, and keeps its permissions.
inline void save_index(const AirspaceIndex& index, const std::filesystem::path& path)
{
    namespace fs = std::filesystem;
    const auto fail = [&](const std::error_code& reason) {
        detail::raise<ParseError>((detail::path_text(path) + ": cannot be written: " + reason.message()).c_str());
    };
    std::error_code error;
    const fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
    const fs::file_status status = fs::status(target, error);
    if (fs::exists(status) && !fs::is_regular_file(status)) fail(std::make_error_code(std::errc::invalid_argument));
    // two writers at once must not write into one another's file
    fs::path beside = target;
    beside += ".partial-" + std::to_string(std::random_device{}());
    const auto bytes = index.image();
    errno = 0;
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();  // a full disk shows here at the latest
    const int reason = errno;
    if (!out) {
        fs::remove(beside, error);
        fail(std::error_code(reason != 0 ? reason : EIO, std::generic_category()));
    }
    if (fs::exists(status)) fs::permissions(beside, status.permissions(), error);
    fs::rename(beside, target, error);
    if (error) {
        const std::error_code why = error;
        fs::remove(beside, error);
        fail(why);
    }
}

/// An index from a file that save_index wrote. The file is mapped, not read (where the system can): processes
/// that load it share its memory. It must not be changed while an index or a copy of it lives; replacing it by
/// renaming another over it, as save_index does, is fine.
///
/// The checksum guards against damage, not against a file made to do harm: load only files you trust.
///
/// Cost        about a millisecond for 10 MB in the page cache [bench/peers, W5]
/// @throws ParseError  naming the file, where it cannot be opened, is damaged, or is of another version or machine
[[nodiscard]] inline AirspaceIndex load_index(const std::filesystem::path& path)
{
    const auto fail = [&](const char* what) {
        detail::raise<ParseError>((detail::path_text(path) + ": " + what).c_str());
    };
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
#if defined(__unix__) || defined(__APPLE__)
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("cannot be opened");
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(file);
        fail("is not a file");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) {
        ::close(file);
        fail("not a picket index: too short");
    }
    void* const at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (at == MAP_FAILED) fail("cannot be mapped");
    owner = std::shared_ptr<const void>(at, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
    bytes = {static_cast<const std::byte*>(at), size};
#else
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) fail("cannot be opened");
    auto data = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(in.tellg()));
    in.seekg(0);
    in.read(reinterpret_cast<char*>(data->data()), static_cast<std::streamsize>(data->size()));
    if (!in) fail("cannot be read");
    bytes = *data;
    owner = data;
#endif
    try {
        return AirspaceIndex::from_image(bytes, std::move(owner));
    } catch (const Error& error) {
        fail(error.what());
    }
    return {};
}

}  // namespace v0
}  // namespace picket

#endif
