// SPDX-License-Identifier: MIT
// picket: one AirspaceIndex over all zones; whatever the edges are, exactly.
#include "contender.hpp"

#include "../picket_adapter.hpp"

#include <algorithm>

namespace bench {
namespace {

class PicketContender final : public Contender {
public:
    explicit PicketContender(const std::vector<ZoneSpec>& zones) : index_(zones) {}

    void load(const Points& points) override { points_ = points; }
    void load(const Legs& legs) override
    {
        legs_ = legs;
        static_cast<void>(index_.zones());  // made before the clock starts
    }

    Tally points(std::size_t first, std::size_t count) override
    {
        Tally tally;
        if (index_.size() == 1) {  // W1: is it inside?
            for (std::size_t i = first; i < first + count; ++i) tally.found += index_.inside(points_.at(i)) ? 1U : 0U;
            return tally;
        }
        for (std::size_t i = first; i < first + count; ++i)
            index_.on_place(points_.at(i), [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally points_4d(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i)
            index_.on_position(points_.at(i), points_.alt_m[i], [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally points_batch(std::size_t first, std::size_t count) override
    {
        Tally tally;
        if (index_.size() == 1) {
            picket::Containment answers[1024];
            for (std::size_t done = 0; done < count;) {
                const std::size_t n = std::min<std::size_t>(1024, count - done);
                index_.inside(points_, first + done, n, std::span(answers, n));
                for (std::size_t i = 0; i < n; ++i) tally.found += answers[i] == picket::Containment::inside ? 1U : 0U;
                done += n;
            }
            return tally;
        }
        index_.on_places(points_, first, count, [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally points_4d_batch(std::size_t first, std::size_t count) override
    {
        Tally tally;
        index_.on_positions(points_, first, count, [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally legs_4d(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i)
            index_.on_leg(legs_, i, [&](int zone) { tally.add(zone); });
        return tally;
    }
    Tally distances(std::size_t first, std::size_t count) override
    {
        Tally tally;
        for (std::size_t i = first; i < first + count; ++i) tally.distance += index_.nearest_m(points_.at(i));
        return tally;
    }
    std::vector<int> zones_at(std::size_t point) override
    {
        std::vector<int> zones;
        index_.on_place(points_.at(point), [&](int zone) { zones.push_back(zone); });
        return zones;
    }
    std::vector<int> zones_on_leg(std::size_t leg) override
    {
        std::vector<int> zones;
        index_.on_leg(legs_, leg, [&](int zone) { zones.push_back(zone); });
        return zones;
    }
    double distance_at(std::size_t point) override { return index_.nearest_m(points_.at(point)); }

private:
    PicketIndex index_;
    Points points_;
    Legs legs_;
};

}  // namespace

std::unique_ptr<Contender> make_picket(const std::vector<ZoneSpec>& zones, Purpose)
{
    return std::make_unique<PicketContender>(zones);
}

}  // namespace bench
