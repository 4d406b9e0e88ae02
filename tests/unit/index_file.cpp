// SPDX-License-Identifier: MIT
// An index on disk: written, mapped back and the same in every byte and answer; whatever is wrong with a file is told
// by a ParseError that names it.
#include <picket/airspace/index_file.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;
using picket::Zone;
namespace fs = std::filesystem;

namespace {

/// A folder of this process's own, gone at the end.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("picket_index_file_" + std::to_string(::getpid()))) { fs::create_directories(path_); }
    ~Folder()
    {
        std::error_code error;
        fs::permissions(path_, fs::perms::owner_all, error);
        fs::remove_all(path_, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
    [[nodiscard]] const fs::path& path() const { return path_; }
    [[nodiscard]] std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

/// One of each: kinds of edges, a circle, a hole, arcs, a corridor, a margin, windows, heights, odd names.
std::vector<Zone> some_zones(Random& random)
{
    std::vector<Zone> zones;
    for (int i = 0; i < 24; ++i) {
        const LatLon centre{random.uniform(-89.0, 89.0), random.uniform(-180.0, 180.0)};
        const double radius_m = random.log_uniform(1e3, 100e3);
        ZoneSpec spec;
        picket::PartSpec part;
        switch (i % 6) {
            case 0: part.exterior.circle = picket::CircleSpec{centre, picket::Metres{radius_m}}; break;
            case 1:
                part.exterior = star(random, centre, radius_m, 7, 0.5, false, random.kind());
                part.holes.push_back(star(random, centre, 0.2 * radius_m, 4, 0.5, false, EdgeKind::rhumb));
                break;
            case 2:
                part.corridor.emplace();
                part.corridor->line = star(random, centre, radius_m, 4, 0.5, false, EdgeKind::geodesic).vertices;
                part.corridor->half_width = picket::Metres{0.1 * radius_m};
                break;
            case 3:
                part.exterior = star(random, centre, radius_m, 6, 0.5, false, EdgeKind::geodesic);
                part.margin = picket::Metres{0.2 * radius_m};
                break;
            case 4:
                for (int v = 0; v < 4; ++v)
                    part.exterior.vertices.push_back({direct(centre, -90.0 * v, radius_m), EdgeKind::arc_counter_clockwise, centre});
                break;
            default: part.exterior = star(random, centre, radius_m, 9, 0.5, false, random.kind()); break;
        }
        spec.parts.push_back(part);
        spec.id = i == 0 ? "" : "Zone " + std::to_string(i) + std::string(static_cast<std::size_t>(i), 'x') + "\xC3\xBC";
        if (i % 3 == 0) spec.windows = {{10.0 * i, 10.0 * i + 50.0}, {1e6, 2e6}};
        if (i % 2 == 0) spec.altitude.lower = picket::AltitudeLimit::at({picket::Metres{100.0 * i}, picket::VerticalDatum::amsl});
        if (i % 4 == 0) spec.altitude.upper = picket::AltitudeLimit::at({picket::Metres{5000.0}, picket::VerticalDatum::amsl});
        if (picket::validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

std::vector<char> bytes_of(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, const std::vector<char>& bytes)
{
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// What load_index says of a file; nothing where it loads.
std::optional<std::string> refusal(const fs::path& path)
{
    try {
        (void)picket::load_index(path);
    } catch (const picket::ParseError& error) {
        return error.what();
    }
    return std::nullopt;
}

bool mentions(const std::optional<std::string>& text, const std::string& what) { return text && text->find(what) != std::string::npos; }

/// The error has to name the file, and say what is wrong with it.
void check_refused(const fs::path& path, const std::string& what)
{
    const std::optional<std::string> text = refusal(path);
    INFO((text ? *text : "loaded"));
    CHECK(mentions(text, path.string()));
    CHECK(mentions(text, what));
}

std::vector<std::uint32_t> answers(const AirspaceIndex& index, LatLon place, double height_m, double time_s)
{
    std::vector<std::uint32_t> all;
    index.query(place, [&](std::size_t zone, Containment a) { all.push_back(static_cast<std::uint32_t>(4 * zone) + static_cast<std::uint32_t>(a)); });
    const picket::Position position{place, {picket::Metres{height_m}, picket::VerticalDatum::amsl}};
    index.query(position, index.active_at(time_s), [&](std::size_t zone, Containment a) {
        all.push_back(0x80000000U + static_cast<std::uint32_t>(4 * zone) + static_cast<std::uint32_t>(a));
    });
    all.push_back(static_cast<std::uint32_t>(index.contains_any(place)));
    return all;
}

}  // namespace

TEST_CASE("index file: what is written is what is read", "[index][file]")
{
    Random random("index file", 41);
    const Folder folder;
    const std::vector<Zone> zones = some_zones(random);
    REQUIRE(zones.size() >= 18);
    const AirspaceIndex index(zones, {8});
    picket::save_index(index, folder / "a.index");
    CHECK(folder.entries() == 1);  // and nothing beside it
    const AirspaceIndex read = picket::load_index(folder / "a.index");
    REQUIRE(read.image().size() == index.image().size());
    CHECK(std::memcmp(read.image().data(), index.image().data(), index.image().size()) == 0);
    CHECK(read.size() == zones.size());
    CHECK(read.cells_per_degree() == 8);
    for (std::size_t z = 0; z < zones.size(); ++z) CHECK(read.zone_id(z) == zones[z].id());
    int different = 0;
    int wrong = 0;
    int held = 0;
    for (int i = 0; i < 12000; ++i) {
        const Zone& zone = zones[static_cast<std::size_t>(random.below(static_cast<int>(zones.size())))];
        const auto curves = zone.boundary().curves();
        const auto& curve = curves[static_cast<std::size_t>(random.below(static_cast<int>(curves.size())))];
        const LatLon place = direct({curve.lat_west_deg, curve.lon_west_deg}, random.uniform(0.0, 360.0), random.log_uniform(1.0, 100e3));
        const double height_m = random.uniform(-100.0, 6000.0);
        const double time_s = random.uniform(0.0, 400.0);
        different += answers(index, place, height_m, time_s) != answers(read, place, height_m, time_s);
        if (i % 4 != 0) continue;
        std::vector<Containment> found(zones.size(), Containment::outside);
        read.query(place, [&](std::size_t z, Containment a) { found[z] = a; });
        for (std::size_t z = 0; z < zones.size(); ++z) {
            wrong += found[z] != zones[z].contains(place);
            held += found[z] == Containment::inside;
        }
    }
    std::printf("index file: %zu bytes, %d different, %d wrong, %d held\n", index.image().size(), different, wrong, held);
    CHECK(different == 0);
    CHECK(wrong == 0);
    CHECK(held > 0);
}

TEST_CASE("index file: a copy outlives the index and the file it came from", "[index][file]")
{
    Random random("index file copies", 43);
    const Folder folder;
    const std::vector<Zone> zones = some_zones(random);
    const LatLon inside = zones[0].spec().parts[0].exterior.circle->centre;
    picket::save_index(AirspaceIndex(zones, {4}), folder / "a.index");
    AirspaceIndex copy;
    {
        const AirspaceIndex read = picket::load_index(folder / "a.index");
        copy = read;
    }
    // replacing a file that is mapped is allowed, and does not change what is mapped
    picket::save_index(AirspaceIndex(), folder / "a.index");
    CHECK(copy.contains_any(inside) == Containment::inside);
    CHECK(picket::load_index(folder / "a.index").size() == 0);
    fs::remove(folder / "a.index");
    CHECK(copy.contains_any(inside) == Containment::inside);
    CHECK(folder.entries() == 0);
}

TEST_CASE("index file: what is no index is refused by name", "[index][file]")
{
    const Folder folder;
    check_refused(folder / "missing.index", "cannot be opened");
    check_refused(folder.path(), "is not a file");
    write(folder / "empty.index", {});
    check_refused(folder / "empty.index", "too short");
    write(folder / "short.index", std::vector<char>(100, 'p'));
    check_refused(folder / "short.index", "too short");
    write(folder / "text.index", std::vector<char>(100000, 'p'));
    check_refused(folder / "text.index", "not a picket index");
}

TEST_CASE("index file: another magic, version, byte order or size is refused, and said", "[index][file]")
{
    const Folder folder;
    const fs::path path = folder / "b.index";
    picket::save_index(AirspaceIndex(), path);
    const std::vector<char> good = bytes_of(path);
    REQUIRE(!refusal(path));
    using Header = picket::detail::ImageHeader;
    const auto with = [&](auto&& change) {
        Header header{};
        std::memcpy(&header, good.data(), sizeof header);
        change(header);
        std::vector<char> bytes = good;
        std::memcpy(bytes.data(), &header, sizeof header);
        write(path, bytes);
    };
    with([](Header& h) { h.magic[7] = 'J'; });
    check_refused(path, "not a picket index");
    with([](Header& h) { h.version += 1; });
    check_refused(path, "version");
    with([](Header& h) { h.order = 0x04030201; });
    check_refused(path, "byte order");
    with([](Header& h) { h.bytes += 64; });
    check_refused(path, "size");
    std::vector<char> longer = good;
    longer.resize(longer.size() + 64);
    write(path, longer);
    check_refused(path, "size");
    // with a right checksum: sections that do not fit, or are of other types
    const auto resealed = [&](auto&& change) {
        Header header{};
        std::memcpy(&header, good.data(), sizeof header);
        change(header);
        header.checksum = 0;
        std::vector<char> bytes = good;
        std::memcpy(bytes.data(), &header, sizeof header);
        picket::detail::Checksum sum;
        sum.add(std::as_bytes(std::span(bytes)));
        header.checksum = sum.value();
        std::memcpy(bytes.data(), &header, sizeof header);
        write(path, bytes);
    };
    resealed([](Header&) {});
    CHECK(!refusal(path));
    for (std::size_t s = 0; s < picket::detail::image_sections; ++s) {
        resealed([&](Header& h) { h.sections[s].element += 1; });
        check_refused(path, "another format");
        resealed([&](Header& h) { h.sections[s].offset += 4; });
        check_refused(path, "another format");
        resealed([&](Header& h) { h.sections[s].count = ~std::uint64_t{0}; });
        check_refused(path, "another format");
        resealed([&](Header& h) { h.sections[s].offset = ~std::uint64_t{63}; });
        check_refused(path, "another format");
    }
}

TEST_CASE("index file: a file cut short at any length is refused", "[index][file]")
{
    Random random("index file cut", 47);
    const Folder folder;
    const fs::path path = folder / "c.index";
    const std::vector<Zone> zones = some_zones(random);
    picket::save_index(AirspaceIndex(zones, {4}), path);
    const std::uintmax_t whole = fs::file_size(path);
    int refused = 0;
    int cuts = 0;
    // from the longest to the shortest: one file, cut again and again
    for (std::uintmax_t size = (whole - 1) / 997 * 997;; size -= 997) {
        fs::resize_file(path, size);
        ++cuts;
        refused += mentions(refusal(path), path.string());
        if (size == 0) break;
    }
    std::printf("index file: %d cuts of %ju bytes\n", cuts, whole);
    CHECK(refused == cuts);
    // one byte too few
    picket::save_index(AirspaceIndex(zones, {4}), path);
    fs::resize_file(path, whole - 1);
    check_refused(path, "size");
}

TEST_CASE("index file: every single changed byte is noticed", "[index][file]")
{
    // The table of top cells alone has 374 kB, and a checksum over all of it for each of its bytes would take a minute:
    // the bytes of a smaller image, made of the same parts and read by the same reader, are changed one by one, all of
    // them, in place; of an index's own every 311th, the header and the last sections whole.
    using namespace picket::detail;
    ImageWriter writer;
    for (std::uint32_t s = 0; s < image_sections; ++s) {
        std::vector<std::uint32_t> values(3 + 7 * s);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint32_t>(i * 2654435761U + s);
        writer.put(static_cast<ImageSection>(s), std::span<const std::uint32_t>(values));
    }
    std::vector<std::byte> small = writer.finish();
    const auto refused = [](std::span<const std::byte> bytes) {
        try {
            const ImageReader reader(bytes);
        } catch (const picket::ParseError&) {
            return true;
        }
        return false;
    };
    CHECK(!refused(small));
    std::size_t missed = 0;
    for (std::byte& byte : small)
        for (const unsigned flip : {1U, 2U, 4U, 8U, 16U, 32U, 64U, 128U, 255U}) {
            byte ^= static_cast<std::byte>(flip);
            missed += !refused(small);
            byte ^= static_cast<std::byte>(flip);
        }
    std::printf("index file: %zu bytes of a small image changed in nine ways, %zu missed\n", small.size(), missed);
    CHECK(missed == 0);

    const AirspaceIndex empty;
    std::vector<std::byte> image(empty.image().begin(), empty.image().end());
    CHECK(!refused(image));
    std::size_t changed = 0;
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (i > sizeof(ImageHeader) && i + 512 < image.size() && i % 311 != 0) continue;
        ++changed;
        image[i] ^= std::byte{0x10};
        missed += !refused(image);
        image[i] ^= std::byte{0x10};
    }
    std::printf("index file: %zu bytes of an index changed, %zu missed\n", changed, missed);
    CHECK(missed == 0);
}

TEST_CASE("index file: a changed file is refused by name", "[index][file]")
{
    const Folder folder;
    const fs::path path = folder / "d.index";
    picket::save_index(AirspaceIndex(), path);
    const std::vector<char> good = bytes_of(path);
    for (const std::size_t at : {std::size_t{40}, sizeof(picket::detail::ImageHeader), good.size() / 2, good.size() - 1}) {
        std::vector<char> bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        write(path, bad);
        check_refused(path, "damaged");
    }
}

TEST_CASE("index file: what cannot be written leaves nothing behind", "[index][file]")
{
    const Folder folder;
    const AirspaceIndex index;
    const auto failure = [&](const fs::path& path) -> std::optional<std::string> {
        try {
            picket::save_index(index, path);
        } catch (const picket::ParseError& error) {
            return error.what();
        }
        return std::nullopt;
    };
    const fs::path nowhere = folder / "no/such/folder.index";
    CHECK(mentions(failure(nowhere), nowhere.string()));
    CHECK(mentions(failure(nowhere), "cannot be written"));
    CHECK(folder.entries() == 0);

    // a folder where the file should be: the file beside it can be written, but not renamed
    const fs::path taken = folder / "taken.index";
    fs::create_directory(taken);
    write(taken / "kept", {'k'});
    CHECK(mentions(failure(taken), taken.string()));
    CHECK(folder.entries() == 1);
    CHECK(fs::exists(taken / "kept"));

    // a disk that takes no more: files may grow to 64 bytes only
    {
        const fs::path full = folder / "full.index";
        const auto write_failure = [&] {
            rlimit before{};
            ::getrlimit(RLIMIT_FSIZE, &before);
            rlimit small = before;
            small.rlim_cur = 64;
            auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
            ::setrlimit(RLIMIT_FSIZE, &small);
            const auto result = failure(full);
            ::setrlimit(RLIMIT_FSIZE, &before);
            std::signal(SIGXFSZ, handler);
            return result;
        };
        CHECK(mentions(write_failure(), full.string()));
        CHECK(folder.entries() == 1);
        // and a good file from before stays what it was
        picket::save_index(index, full);
        CHECK(write_failure().has_value());
        CHECK(!refusal(full));
        CHECK(folder.entries() == 2);
    }

    // a link stays a link, and the file keeps its permissions; a device is no file
    const fs::path file = folder / "full.index";
    const fs::path link = folder / "link.index";
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink(file, link);
    CHECK(!failure(link).has_value());
    CHECK(fs::is_symlink(link));
    CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(!refusal(file));
    CHECK(failure("/dev/null").has_value());
    CHECK(mentions(failure(folder / "two\nlines" / "x.index"), "two?lines"));

    // a folder that cannot be written in; whoever is root can write there anyway
    const fs::path locked = folder / "locked";
    fs::create_directory(locked);
    fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec);
    if (::geteuid() != 0) {
        CHECK(mentions(failure(locked / "e.index"), (locked / "e.index").string()));
        CHECK(fs::is_empty(locked));
    } else {
        std::printf("index file: as root no folder is locked; that part is left out\n");
    }
    fs::permissions(locked, fs::perms::owner_all);
}
