// SPDX-License-Identifier: MIT
/// @file
/// An index as one run of bytes, the same in memory and in a file.
///
///   +--------+---------------+-----------+-----------+-- ... --+
///   | header | section table | section 0 | section 1 |         |     sections begin at multiples of 64 bytes
///   +--------+---------------+-----------+-----------+-- ... --+
///
/// Sections are flat arrays of one type each. Numbers are as the machine writes them; a file from a machine that
/// writes them otherwise, from another format version, or with a single changed bit is refused.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_IMAGE_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_IMAGE_HPP

#include <picket/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Sections, by number. Never renumbered; a new meaning takes a new number.
enum class ImageSection : std::uint32_t { options, top, leaves, sets, records, zones, gates, circles, windows, names, rings, nodes, kinds, arcs, blocks, locals, first_local, offsets, limits, schedules, periods };
inline constexpr std::size_t image_sections = 21;

struct ImageHeader {
    static constexpr std::array<char, 8> right_magic{'p', 'i', 'c', 'k', 'e', 't', 'A', 'I'};
    static constexpr std::uint32_t right_version = 3;
    static constexpr std::uint32_t right_order = 0x01020304;

    struct Section {
        std::uint64_t offset;
        std::uint64_t count;
        std::uint64_t element;  ///< bytes of one
    };

    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t order;     ///< how the machine writes numbers
    std::uint64_t bytes;     ///< of the whole image
    std::uint64_t checksum;  ///< of the whole image, this field as zero
    std::array<Section, image_sections> sections;
};
static_assert(std::is_trivially_copyable_v<ImageHeader>);

/// A checksum against damage, not against malice: four lanes of multiply and rotate, about 5 GB/s.
class Checksum {
public:
    /// @pre bytes.size() is a multiple of 32 in all calls but the last
    void add(std::span<const std::byte> bytes) noexcept
    {
        std::size_t i = 0;
        for (; i + 32 <= bytes.size(); i += 32)
            for (std::size_t lane = 0; lane < 4; ++lane) mix(lane, load(bytes.data() + i + 8 * lane, 8));
        for (std::size_t lane = 0; i < bytes.size(); i += 8, ++lane)
            mix(lane, load(bytes.data() + i, bytes.size() - i < 8 ? bytes.size() - i : 8));
        size_ += bytes.size();
    }
    [[nodiscard]] std::uint64_t value() const noexcept
    {
        std::uint64_t h = size_;
        for (const std::uint64_t lane : lanes_) {
            h = (h ^ lane) * prime;
            h ^= h >> 32U;
        }
        return h;
    }

private:
    static constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
    [[nodiscard]] static std::uint64_t load(const std::byte* at, std::size_t n) noexcept
    {
        std::uint64_t word = 0;
        std::memcpy(&word, at, n);
        return word;
    }
    void mix(std::size_t lane, std::uint64_t word) noexcept
    {
        const std::uint64_t h = (lanes_[lane] ^ word) * prime;
        lanes_[lane] = h << 29U | h >> 35U;
    }
    std::array<std::uint64_t, 4> lanes_{1, 2, 3, 4};
    std::uint64_t size_ = 0;
};

/// Puts an image together.
class ImageWriter {
public:
    ImageWriter() : bytes_(sizeof(ImageHeader)) {}

    template <class T>
    void put(ImageSection section, std::span<const T> values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes_.resize((bytes_.size() + 63) / 64 * 64);
        header_.sections[static_cast<std::size_t>(section)] = {bytes_.size(), values.size(), sizeof(T)};
        const auto raw = std::as_bytes(values);
        bytes_.insert(bytes_.end(), raw.begin(), raw.end());
    }

    [[nodiscard]] std::vector<std::byte> finish()
    {
        bytes_.resize((bytes_.size() + 63) / 64 * 64);
        bytes_.shrink_to_fit();
        header_.magic = ImageHeader::right_magic;
        header_.version = ImageHeader::right_version;
        header_.order = ImageHeader::right_order;
        header_.bytes = bytes_.size();
        header_.checksum = 0;
        std::memcpy(bytes_.data(), &header_, sizeof header_);
        Checksum sum;
        sum.add(bytes_);
        header_.checksum = sum.value();
        std::memcpy(bytes_.data(), &header_, sizeof header_);
        return std::move(bytes_);
    }

private:
    std::vector<std::byte> bytes_;
    ImageHeader header_{};
};

/// Reads an image that lies in memory, aligned to 64 bytes or at least 16.
class ImageReader {
public:
    /// @throws ParseError  saying what is wrong, without a file's name
    explicit ImageReader(std::span<const std::byte> bytes) : bytes_(bytes)
    {
        if (bytes.size() < sizeof(ImageHeader)) raise<ParseError>("not a picket index: too short");
        std::memcpy(&header_, bytes.data(), sizeof header_);
        if (header_.magic != ImageHeader::right_magic) raise<ParseError>("not a picket index");
        if (header_.order != ImageHeader::right_order) raise<ParseError>("a picket index from a machine with another byte order");
        if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::max_align_t) != 0)
            raise<ParseError>("a picket index must lie at an address that is a multiple of 16");
        if (header_.version != ImageHeader::right_version)
            raise<ParseError>("a picket index of another format version: build it again");
        if (header_.bytes != bytes.size()) raise<ParseError>("a damaged picket index: its size is not the one it states");
        ImageHeader bare = header_;
        bare.checksum = 0;
        static_assert(sizeof(ImageHeader) % 8 == 0);
        constexpr std::size_t aligned = sizeof(ImageHeader) / 32 * 32;
        std::array<std::byte, aligned + 32> head{};
        std::memcpy(head.data(), bytes.data(), head.size());
        std::memcpy(head.data(), &bare, sizeof bare);
        Checksum sum;
        sum.add(head);
        sum.add(bytes.subspan(head.size()));
        if (sum.value() != header_.checksum) raise<ParseError>("a damaged picket index: its checksum does not agree");
    }

    /// @throws ParseError  where the section does not fit
    template <class T>
    [[nodiscard]] std::span<const T> get(ImageSection section) const
    {
        const ImageHeader::Section& s = header_.sections[static_cast<std::size_t>(section)];
        if (s.element != sizeof(T) || s.offset % 64 != 0 || s.offset > bytes_.size() ||
            s.count > (bytes_.size() - s.offset) / sizeof(T))
            raise<ParseError>("a picket index of another format: build it again");
        return {reinterpret_cast<const T*>(bytes_.data() + s.offset), s.count};
    }

private:
    std::span<const std::byte> bytes_;
    ImageHeader header_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
