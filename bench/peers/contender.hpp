// SPDX-License-Identifier: MIT
/// @file
/// What every library in the comparison is asked to do. One translation unit per library; the loops over
/// points run inside it, so that no call through this interface is ever part of a measured operation.
#ifndef PICKET_BENCH_PEERS_CONTENDER_HPP
#define PICKET_BENCH_PEERS_CONTENDER_HPP

#include "../support/workloads.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// What a run found: compared between runs and printed, so that nothing can be optimised away.
struct Tally {
    std::uint64_t found = 0;     ///< (point or leg, zone) pairs
    std::uint64_t checksum = 0;  ///< sum of zone numbers
    double distance = 0.0;

    void add(int zone)
    {
        ++found;
        checksum += static_cast<std::uint64_t>(zone);
    }
};

/// One library with one set of zones. Coordinates are handed over before the clock starts (load), each
/// library keeps them in its own form.
class Contender {
public:
    Contender() = default;
    Contender(const Contender&) = delete;
    Contender& operator=(const Contender&) = delete;
    virtual ~Contender() = default;

    virtual void load(const Points& points) = 0;
    virtual void load(const Legs& legs) = 0;

    /// All zones that hold each of the loaded points [first, first + count).
    virtual Tally points(std::size_t first, std::size_t count) = 0;
    /// The same, with altitude band and time of activity.
    virtual Tally points_4d(std::size_t first, std::size_t count) = 0;
    /// Both again, asked for a whole array at once where the library can be.
    virtual Tally points_batch(std::size_t first, std::size_t count) { return points(first, count); }
    virtual Tally points_4d_batch(std::size_t first, std::size_t count) { return points_4d(first, count); }
    /// All zones met by each of the loaded legs, with altitude band and time of activity.
    virtual Tally legs_4d(std::size_t first, std::size_t count) = 0;
    /// Distance from each point to the nearest edge of any zone.
    virtual Tally distances(std::size_t first, std::size_t count) = 0;

    /// The answers themselves, for the agreement checks: as points(), legs_4d() and distances().
    virtual std::vector<int> zones_at(std::size_t point) = 0;
    virtual std::vector<int> zones_on_leg(std::size_t leg) = 0;
    virtual double distance_at(std::size_t point) = 0;
};

/// The loops, written once: Self has on_point(i, f), on_leg(i, f) and nearest(i).
template <class Self>
class Loops : public Contender {
public:
    Tally points(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i)
            self().on_point(i, [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally points_4d(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i)
            self().on_point(i, [&](int zone) {
                if (filter_.admits(zone, alt_m_[i])) tally.add(zone);
            });
        return tally;
    }
    Tally legs_4d(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i)
            self().on_leg(i, [&](int zone) {
                if (filter_.admits(zone, leg_alt_m_[i])) tally.add(zone);
            });
        return tally;
    }
    Tally distances(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i) tally.distance += self().nearest(i);
        return tally;
    }
    std::vector<int> zones_at(std::size_t point) override
    {
        std::vector<int> zones;
        self().on_point(point, [&](int zone) { zones.push_back(zone); });
        return zones;
    }
    std::vector<int> zones_on_leg(std::size_t leg) override
    {
        std::vector<int> zones;
        self().on_leg(leg, [&](int zone) {
            if (filter_.admits(zone, leg_alt_m_[leg])) zones.push_back(zone);
        });
        return zones;
    }
    double distance_at(std::size_t point) override { return self().nearest(point); }

    void load(const Points& points) override
    {
        alt_m_ = points.alt_m;
        self().take(points);
    }
    void load(const Legs& legs) override
    {
        leg_alt_m_ = legs.alt_m;
        self().take(legs);
    }

protected:
    explicit Loops(const std::vector<ZoneSpec>& zones) : filter_(zones, noon_s) {}

private:
    Self& self() { return static_cast<Self&>(*this); }

    BandFilter filter_;
    std::vector<double> alt_m_;
    std::vector<double> leg_alt_m_;
};

/// What a contender is built for: nothing is prepared that the workload does not need.
enum class Purpose { holding, distance };

using MakeContender = std::unique_ptr<Contender> (*)(const std::vector<ZoneSpec>&, Purpose);

std::unique_ptr<Contender> make_picket(const std::vector<ZoneSpec>& zones, Purpose purpose);
std::unique_ptr<Contender> make_s2(const std::vector<ZoneSpec>& zones, Purpose purpose);
std::unique_ptr<Contender> make_geos(const std::vector<ZoneSpec>& zones, Purpose purpose);
std::unique_ptr<Contender> make_boost_cartesian(const std::vector<ZoneSpec>& zones, Purpose purpose);
std::unique_ptr<Contender> make_boost_geographic(const std::vector<ZoneSpec>& zones, Purpose purpose);

/// Which of its two interfaces GEOS is called through here.
const char* geos_interface();

}  // namespace bench

#endif
