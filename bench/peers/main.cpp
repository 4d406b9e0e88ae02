// SPDX-License-Identifier: MIT
// Peers side by side: picket, GEOS, S2 and Boost.Geometry on the same zones and the same places, in one process
// on one core, by turns. First whether they agree where they mean the same, then how long each takes.
// What each workload is and what each library computes: bench/README.md.
#include "agreement.hpp"
#include "contender.hpp"
#include "harness.hpp"

#include "../picket_adapter.hpp"
#include "../support/borders.hpp"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using picket::EdgeKind;

struct Options {
    bool quick = false;
    bool generated = false;
    bool timing = true;
    bool agreement = true;
    std::uint64_t seed = 1;
    std::string only;  ///< a workload: W1, W2, ..., legs
};

/// Bytes handed out by malloc and not yet returned, large blocks included.
std::size_t heap_bytes()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

struct Library {
    const char* name;
    MakeContender make;
};
constexpr std::array<Library, 4> peers{{{"GEOS", make_geos},
                                        {"S2", make_s2},
                                        {"Boost plane", make_boost_cartesian},
                                        {"Boost geodesic", make_boost_geographic}}};

// ---- the table ----------------------------------------------------------------------------------------------

std::string format(const char* pattern, ...) __attribute__((format(printf, 1, 2)));
std::string format(const char* pattern, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

/// Three digits, whatever the size.
std::string number(double value)
{
    if (value >= 99.95) return format("%.0f", value);
    if (value >= 9.995) return format("%.1f", value);
    return format("%.2f", value);
}

struct Goal {
    double single = 0.0;  ///< 0: none
    double batch = 0.0;
};

std::string verdict(double reached, double wanted)
{
    if (wanted == 0.0) return "";
    return reached >= wanted ? format(" (goal %g: yes)", wanted) : format(" (goal %g: NO)", wanted);
}

class Table {
public:
    void heading(const std::string& title)
    {
        std::printf("\n%s\n%-30s %8s %8s | %8s %8s %8s %8s | %s\n", title.c_str(), "ns a query (median)", "picket",
                    "batch", "GEOS", "S2", "Bst pl.", "Bst geo.", "picket is faster than the best peer by");
    }

    /// timings: picket single, picket batch (operations 0 where there is none), then the peers in order.
    void row(const std::string& name, const std::vector<Timing>& timings, const Goal& goal)
    {
        std::string line = format("%-30s", name.c_str());
        for (std::size_t i = 0; i < timings.size(); ++i) {
            if (i == 2) line += " |";
            line += format(" %8s", timings[i].operations == 0 ? "-" : number(timings[i].ns).c_str());
        }
        std::size_t best = 2;
        for (std::size_t i = 3; i < timings.size(); ++i)
            if (timings[i].operations != 0 && (timings[best].operations == 0 || timings[i].ns < timings[best].ns))
                best = i;
        const double single = ratio(timings[best], timings[0]);
        line += format(" | %s: %sx", timings[best].name.c_str(), number(single).c_str()) + verdict(single, goal.single);
        if (timings[1].operations != 0) {
            const double batch = ratio(timings[best], timings[1]);
            line += format(", batch %sx", number(batch).c_str()) + verdict(batch, goal.batch);
        }
        std::puts(line.c_str());
        std::fflush(stdout);
    }
};

// ---- asking everybody ---------------------------------------------------------------------------------------

/// picket and all peers, built once for a set of zones.
class Field {
public:
    /// @param mine  the zones as picket has them, @param theirs  as the peers must have them
    Field(const std::vector<ZoneSpec>& mine, const std::vector<ZoneSpec>& theirs, Purpose purpose)
        : picket_(make_picket(mine, purpose))
    {
        for (const Library& library : peers) peers_.push_back(library.make(theirs, purpose));
    }
    Field(const std::vector<ZoneSpec>& zones, Purpose purpose) : Field(zones, zones, purpose) {}

    template <class Workload>
    void load(const Workload& workload)
    {
        picket_->load(workload);
        for (auto& peer : peers_) peer->load(workload);
    }

    using Method = Tally (Contender::*)(std::size_t, std::size_t);
    [[nodiscard]] std::vector<Timing> time(Method single, Method batch, std::size_t total, const Pace& pace)
    {
        std::vector<Job> jobs;
        const auto add = [&](const char* name, Contender& contender, Method method) {
            jobs.push_back({name, [&contender, method](std::size_t first, std::size_t count) {
                                return (contender.*method)(first, count);
                            }});
        };
        add("picket", *picket_, single);
        if (batch != nullptr) add("picket batch", *picket_, batch);
        for (std::size_t i = 0; i < peers.size(); ++i) add(peers[i].name, *peers_[i], single);
        std::vector<Timing> timings = by_turns(jobs, total, pace);
        if (batch == nullptr) timings.insert(timings.begin() + 1, Timing{});
        return timings;
    }

private:
    std::unique_ptr<Contender> picket_;
    std::vector<std::unique_ptr<Contender>> peers_;
};

class Comparison {
public:
    Comparison(const Options& options, Borders borders)
        : options_(options), borders_(std::move(borders)), seed_(options.seed)
    {
        if (options.quick) pace_ = {0.01, 5};
    }

    /// @return the number of answers that differ where they may not
    std::size_t run()
    {
        if (options_.agreement) agreement();
        if (!options_.timing) return faults_;
        if (wanted("W1") || wanted("W2") || wanted("W3")) {
            table_.heading("Which zones hold this place?");
            if (wanted("W1")) w1();
            if (wanted("W2")) w2();
            if (wanted("W3")) w3();
        }
        if (wanted("W4")) w4();
        if (wanted("legs")) legs();
        if (wanted("W5") || wanted("W6")) build_and_memory();
        return faults_;
    }

private:
    [[nodiscard]] bool wanted(const char* workload) const
    {
        return options_.only.empty() || options_.only == workload;
    }
    [[nodiscard]] Random random(std::uint64_t stream) const { return Random(1000003 * seed_ + stream); }

    static constexpr std::size_t points_count = 100000;
    static constexpr double near_m = 20e3;

    // ---- agreement ----

    void agreement()
    {
        std::puts(
            "\nDo the answers agree where the edges mean the same?  Points: uniform, within 20 km of a border, and\n"
            "1 mm to 1 km from an edge. A difference is allowed only within the stated distance of the edge.");
        std::printf("%-8s %-13s %-15s %9s %9s %7s %12s %9s %s\n", "", "edges", "picket against", "points", "holding",
                    "differ", "farthest", "allowed", "verdict");
        if (wanted("W1")) {
            agree("W1 " + borders_.plain.name, {borders_.plain}, bounding_box(borders_.plain), 1);
            agree("W1 " + borders_.rough.name, {borders_.rough}, bounding_box(borders_.rough), 1);
        }
        if (wanted("W2")) agree("W2", borders_.world, whole_earth, 4);
        const auto zones = overlapping_zones(10000, Circles::polygons, random(30));
        if (wanted("W3")) agree("W3", zones, europe, 1);
        if (wanted("legs")) agree_legs(zones);
        if (wanted("W4")) agree_distance();
    }

    /// @param cost  how many times fewer points the slow peers get
    void agree(const std::string& name, const std::vector<ZoneSpec>& zones, const Box& box, std::size_t cost)
    {
        const std::size_t n = options_.quick ? 5000 : 40000;
        const std::array<Points, 3> sets{uniform_points(box, n, random(1)), near_points(zones, near_m, n, random(2)),
                                         hugging_points(zones, n, random(3))};
        struct Check {
            EdgeKind kind;
            std::size_t peer;
            double allowed_m;
            std::size_t points;
            double latitude;  ///< as far as this, north and south: Debian's Boost 1.74 is wrong round a pole
        };
        // Allowed: what the peer's own arithmetic can do. S2 keeps places as unit vectors of doubles (1 nm), GEOS
        // decides exactly on the degrees it was given (1e-14 deg: 2 nm), Boost's plane has a rounding margin of
        // its own, and Vincenty's azimuths, with which Boost decides sides, are good to a micrometre or so.
        const std::array<Check, 4> checks{{{EdgeKind::great_circle, 1, 1e-7, n, 90.0},
                                           {EdgeKind::lonlat, 0, 1e-7, n, 90.0},
                                           {EdgeKind::lonlat, 2, 1e-6, n / 8 / cost, 90.0},
                                           {EdgeKind::geodesic, 3, 1e-5, n / 100 / cost, 80.0}}};
        std::unique_ptr<Contender> mine;
        std::vector<ZoneSpec> specs;
        std::optional<EdgeKind> kind;
        for (const Check& check : checks) {
            if (check.kind != kind) {
                mine.reset();
                kind = check.kind;
                specs = with_edges(zones, check.kind);
                mine = make_picket(specs, Purpose::holding);
            }
            const auto peer = peers[check.peer].make(specs, Purpose::holding);
            Agreement result;
            for (const Points& set : sets)
                compare_points(*mine, *peer, set, check.points, specs, check.allowed_m, check.latitude, result);
            report(name, to_string(check.kind), peers[check.peer].name, result, check.allowed_m);
        }
    }

    void agree_legs(const std::vector<ZoneSpec>& zones)
    {
        const Legs legs = Fleet(10000, random(40)).legs(1);
        // picket's legs are geodesics: S2's great circle and GEOS's straight line between the same plots lie up
        // to some micrometres and some decimetres beside it.
        struct Check {
            EdgeKind kind;
            std::size_t peer;
            double allowed_m;
            std::size_t legs;
        };
        const std::size_t n = PicketIndex::index_has_legs ? (options_.quick ? 2000 : 20000) : 300;
        for (const Check& check : {Check{EdgeKind::great_circle, 1, 1e-3, n}, Check{EdgeKind::lonlat, 0, 1.0, n},
                                   Check{EdgeKind::geodesic, 3, 1e-3, n / 10}}) {
            const auto specs = with_edges(zones, check.kind);
            const auto mine = make_picket(specs, Purpose::holding);
            const auto peer = peers[check.peer].make(specs, Purpose::holding);
            Agreement result;
            compare_legs(*mine, *peer, legs, check.legs, specs, check.allowed_m, result);
            report("legs", to_string(check.kind), peers[check.peer].name, result, check.allowed_m);
        }
    }

    void agree_distance()
    {
        const std::vector<ZoneSpec> zones{borders_.plain};
        const Points points = near_points(zones, near_m, 2000, random(12));
        const auto mine = make_picket(zones, Purpose::distance);
        const auto vincenty = make_boost_geographic(zones, Purpose::distance);
        const auto sphere = make_s2(zones, Purpose::distance);
        for (Contender* contender : {mine.get(), vincenty.get(), sphere.get()}) contender->load(points);
        const std::size_t n = options_.quick ? 200 : 2000;
        double worst_m = 0.0;
        double least = 1e300;
        double greatest = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const double exact_m = mine->distance_at(i);
            worst_m = std::max(worst_m, std::abs(vincenty->distance_at(i) - exact_m));
            least = std::min(least, sphere->distance_at(i) / exact_m);
            greatest = std::max(greatest, sphere->distance_at(i) / exact_m);
        }
        // Boost's cross-track iteration stops at about a millimetre.
        const bool good = worst_m < 1e-2;
        if (!good) ++faults_;
        std::printf("%-8s %-13s %-15s %9zu: distances differ by at most %.3g mm (allowed 10): %s\n", "W4", "geodesic",
                    "Boost geodesic", n, 1e3 * worst_m, good ? "agree" : "DIFFER");
        std::printf("%-8s %-13s %-15s %9zu: a sphere's distances are %.4f to %.4f of the true ones\n", "W4", "geodesic",
                    "S2", n, least, greatest);
    }

    void report(const std::string& name, const char* kind, const char* peer, const Agreement& result, double allowed_m)
    {
        faults_ += result.beyond_allowed;
        const std::string farthest = result.differing == 0 ? "-" : format("%.3g m", result.farthest_m);
        std::printf("%-8s %-13s %-15s %9zu %9zu %7zu %12s %7.0e m %s\n", name.c_str(), kind, peer, result.asked,
                    result.holding, result.differing, farthest.c_str(), allowed_m,
                    result.beyond_allowed == 0
                        ? "agree"
                        : format("DIFFER: %zu beyond (%s)", result.beyond_allowed, result.example.c_str()).c_str());
        std::fflush(stdout);
    }

    // ---- timing ----

    void time_points(Field& field, const std::string& name, const Points& points, const Goal& goal, bool four_d)
    {
        field.load(points);
        const auto timings = four_d
                                 ? field.time(&Contender::points_4d, &Contender::points_4d_batch, points.size(), pace_)
                                 : field.time(&Contender::points, &Contender::points_batch, points.size(), pace_);
        table_.row(name, timings, goal);
        const Timing& one = timings[0];
        const Timing& all = timings[1];
        if (one.operations == all.operations &&
            (one.found.found != all.found.found || one.found.checksum != all.found.checksum)) {
            ++faults_;
            std::puts("    DIFFER: picket one by one and picket batch do not find the same");
        }
    }

    void w1()
    {
        for (const ZoneSpec& zone : {borders_.plain, borders_.rough}) {
            const std::vector<ZoneSpec> zones{zone};
            Field field(zones, Purpose::holding);
            const Box box = bounding_box(zone);
            const std::string name = "W1 " + zone.name + format(" (%zu)", vertex_count(zones));
            time_points(field, name + " uniform", uniform_points(box, points_count, random(11)), {}, false);
            time_points(field, name + " near", near_points(zones, near_m, points_count, random(12)), {15, 30}, false);
            time_points(field, name + " track", track_points(box, points_count, random(13)), {}, false);
        }
    }

    void w2()
    {
        const std::vector<ZoneSpec>& zones = borders_.world;
        Field field(zones, Purpose::holding);
        const std::string name = format("W2 %zu countries", zones.size());
        time_points(field, name + " uniform", uniform_points(whole_earth, points_count, random(21)), {}, false);
        time_points(field, name + " near", near_points(zones, near_m, points_count, random(22)), {15, 35}, false);
        time_points(field, name + " track", track_points(whole_earth, points_count, random(23)), {}, false);
    }

    void w3()
    {
        const auto mine = overlapping_zones(10000, Circles::exact, random(30));
        const auto theirs = overlapping_zones(10000, Circles::polygons, random(30));
        Field field(mine, theirs, Purpose::holding);
        const Fleet fleet(10000, random(34));
        const Points uniform = uniform_points(europe, points_count, random(31));
        time_points(field, "W3 uniform", uniform, {20, 40}, true);
        time_points(field, "W3 near", near_points(theirs, near_m, points_count, random(32)), {}, true);
        time_points(field, "W3 track", track_points(europe, points_count, random(33)), {}, true);
        time_points(field, "W3 fleet", fleet.points(10), {20, 40}, true);
        time_points(field, "W3 uniform, lateral only", uniform, {}, false);
        time_points(field, "W3 fleet, lateral only", fleet.points(10), {}, false);
    }

    void w4()
    {
        std::printf("\nHow far is the nearest edge?  %s\n%-30s %8s | %8s %8s %8s %8s | %s\n",
                    PicketIndex::index_has_distance ? "" : "(picket: Zone::nearest_edge, every edge; the index has no "
                                                           "distance yet)",
                    "ns a query (median)", "picket", "GEOS deg", "S2 0.4%", "Bst deg", "Bst geo.",
                    "picket is faster by");
        for (const ZoneSpec& zone : {borders_.plain, borders_.rough}) {
            const std::vector<ZoneSpec> zones{zone};
            Field field(zones, Purpose::distance);
            const Points points = near_points(zones, near_m, 20000, random(41));
            field.load(points);
            const auto t = field.time(&Contender::distances, nullptr, points.size(), pace_);
            const double s2 = ratio(t[3], t[0]);
            const double boost = ratio(t[5], t[0]);
            std::printf("%-30s %8s | %8s %8s %8s %8s | S2: %sx%s, Boost geodesic: %sx%s\n",
                        ("W4 " + zone.name + " near").c_str(), number(t[0].ns).c_str(), number(t[2].ns).c_str(),
                        number(t[3].ns).c_str(), number(t[4].ns).c_str(), number(t[5].ns).c_str(), number(s2).c_str(),
                        verdict(s2, 1).c_str(), number(boost).c_str(), verdict(boost, 15).c_str());
            std::fflush(stdout);
        }
    }

    void legs()
    {
        table_.heading(format("Which zones does a leg of 12 seconds meet?  (10,000 zones of W3, legs of its fleet)%s",
                              PicketIndex::index_has_legs
                                  ? ""
                                  : "  (picket: presence() of every zone; the index has no legs yet)"));
        const auto mine = overlapping_zones(10000, Circles::exact, random(30));
        const auto theirs = overlapping_zones(10000, Circles::polygons, random(30));
        Field field(mine, theirs, Purpose::holding);
        const Legs legs = Fleet(10000, random(34)).legs(3);
        field.load(legs);
        const auto t = field.time(&Contender::legs_4d, nullptr, legs.size(), pace_);
        table_.row("legs", t, {});
        const double s2 = ratio(t[3], t[0]);
        std::printf("%-30s S2: %sx%s\n", "", number(s2).c_str(), verdict(s2, 10).c_str());
    }

    void build_and_memory()
    {
        const auto mine = overlapping_zones(10000, Circles::exact, random(30));
        const auto theirs = overlapping_zones(10000, Circles::polygons, random(30));
        struct Builder {
            const char* name;
            MakeContender make;
            const std::vector<ZoneSpec>* zones;
            std::vector<double> times_s;
            std::size_t bytes = 0;
        };
        std::vector<Builder> builders{{"picket", make_picket, &mine, {}, 0}};
        for (const Library& library : peers) builders.push_back({library.name, library.make, &theirs, {}, 0});
        const int turns = options_.quick ? 2 : 5;
        for (int turn = 0; turn < turns; ++turn)
            for (Builder& builder : builders) {
                const std::size_t before = heap_bytes();
                const double start_s = processor_s();
                const auto built = builder.make(*builder.zones, Purpose::holding);
                builder.times_s.push_back(processor_s() - start_s);
                builder.bytes = heap_bytes() - before;
            }
        std::puts(
            "\nBuilding for the 10,000 zones of W3, and what it keeps (mallinfo2: bytes malloc has handed out,\n"
            "after less before; everything that asking about places needs)");
        const double picket_s = median(builders[0].times_s);
        const auto picket_bytes = static_cast<double>(builders[0].bytes);
        for (const Builder& builder : builders)
            std::printf("%-30s %8.1f ms %8.1f MB\n", builder.name, 1e3 * median(builder.times_s),
                        static_cast<double>(builder.bytes) / 1e6);
        const double s2 = median(builders[2].times_s) / picket_s;
        const double boost = picket_bytes / static_cast<double>(builders[3].bytes);
        std::printf("W5 build: S2 takes %sx as long as picket%s\n", number(s2).c_str(), verdict(s2, 1).c_str());
        std::printf("W6 memory: picket keeps %sx as much as Boost's rtree and polygons (goal at most 1.5: %s)\n",
                    number(boost).c_str(), boost <= 1.5 ? "yes" : "NO");
        loading(PicketIndex(mine));
    }

    /// W5: starting from a saved index, the file in the page cache.
    void loading(const PicketIndex& index)
    {
        const std::filesystem::path path = std::filesystem::temp_directory_path() / "picket_bench_index";
        index.save(path);
        std::vector<double> times_s;
        for (int turn = 0; turn < 9; ++turn) {
            const double start_s = processor_s();
            if (PicketIndex::loaded_size(path) != index.size()) ++faults_;
            times_s.push_back(processor_s() - start_s);
        }
        std::filesystem::remove(path);
        const double ms = 1e3 * median(times_s);
        std::printf("W5 loading the saved index (%.1f MB): %.2f ms (goal under 20: %s)\n", static_cast<double>(index.table_bytes()) / 1e6,
                    ms, ms < 20.0 ? "yes" : "NO");
    }

    Options options_;
    Borders borders_;
    std::uint64_t seed_;
    Pace pace_;
    Table table_;
    std::size_t faults_ = 0;
};

[[noreturn]] void usage(int code)
{
    std::puts(
        "peers [--quick] [--generated] [--agree-only | --time-only] [--seed N] [--only W1|W2|W3|W4|W5|W6|legs]\n"
        "  picket beside GEOS, S2 and Boost.Geometry: do they agree, and how long does each take?\n"
        "  --quick      fewer points and shorter turns\n"
        "  --generated  generated borders even where real ones are at hand\n"
        "  --seed N     other points, zones and flights (default 1)\n"
        "Exit code 1: answers differ where they may not.");
    std::exit(code);
}

Options parse(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--quick") options.quick = true;
        else if (word == "--generated") options.generated = true;
        else if (word == "--agree-only") options.timing = false;
        else if (word == "--time-only") options.agreement = false;
        else if (word == "--seed" && i + 1 < argc) options.seed = std::strtoull(argv[++i], nullptr, 10);
        else if (word == "--only" && i + 1 < argc) options.only = argv[++i];
        else usage(word == "--help" ? 0 : 2);
    }
    return options;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv)
{
    const bench::Options options = bench::parse(argc, argv);
    const double start_s = bench::processor_s();
    bench::Borders borders = bench::load_borders(options.generated ? "" : PICKET_SHARED_DATA_DIR);
    std::printf("picket and its peers: one process, one core, by turns; processor time, medians\n");
    std::printf("borders   %s: %zu zones, %zu vertices\n", borders.source.c_str(), borders.world.size(),
                bench::vertex_count(borders.world));
    std::printf("seed      %llu\n", static_cast<unsigned long long>(options.seed));
    std::printf("compiler  %s\n", __VERSION__);
    std::printf("GEOS      %s\n", bench::geos_interface());
    std::fflush(stdout);
    bench::Comparison comparison(options, std::move(borders));
    const std::size_t faults = comparison.run();
    std::printf("\n%.0f s of processor time in all; answers that differ where they may not: %zu\n", bench::processor_s() - start_s, faults);
    return faults == 0 ? 0 : 1;
}
