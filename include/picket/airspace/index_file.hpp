// SPDX-License-Identifier: MIT
/// @file
/// A compiled index on disk: written once, mapped back in milliseconds, shared between processes.
#ifndef PICKET_AIRSPACE_INDEX_FILE_HPP
#define PICKET_AIRSPACE_INDEX_FILE_HPP

#include <picket/airspace/airspace_index.hpp>
#include <picket/error.hpp>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
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

/// Writes an index to a file: beside it first, then renamed, so that the file is whole or not there.
///
/// @throws ParseError  naming the file, where it cannot be written
inline void save_index(const AirspaceIndex& index, const std::filesystem::path& path)
{
    const auto fail = [&](const char* what) {
        detail::raise<ParseError>((path.string() + ": " + what).c_str());
    };
    std::filesystem::path beside = path;
    beside += ".part";
    std::error_code error;
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        const auto bytes = index.image();
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        out.flush();
        if (!out) {
            out.close();
            std::filesystem::remove(beside, error);
            fail("cannot be written");
        }
    }
    std::filesystem::rename(beside, path, error);
    if (error) {
        std::filesystem::remove(beside, error);
        fail("cannot be written");
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
        detail::raise<ParseError>((path.string() + ": " + what).c_str());
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
    } catch (const ParseError& error) {
        fail(error.what());
    }
    return {};
}

}  // namespace v0
}  // namespace picket

#endif
