// SPDX-License-Identifier: MIT
/// @file
/// One line flown at constant ground speed: the simplest path that the questions of picket/intercept take.
#ifndef PICKET_TESTS_SUPPORT_INTERCEPT_RUN_HPP
#define PICKET_TESTS_SUPPORT_INTERCEPT_RUN_HPP

#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/rhumb.hpp>

namespace test {

/// Line: GeodesicLine or RhumbLine, from its start at begin_s to its end at end_s.
template <class Line>
class SteadyRun {
public:
    SteadyRun(const Line& line, double begin_s, double end_s) : line_(line), begin_s_(begin_s), end_s_(end_s) {}

    [[nodiscard]] double begin_s() const noexcept { return begin_s_; }
    [[nodiscard]] double end_s() const noexcept { return end_s_; }
    [[nodiscard]] picket::LatLon at(double t_s) const noexcept
    {
        if (t_s <= begin_s_) return line_.start();
        if (t_s >= end_s_) return line_.end();
        return line_.at(line_.length() * ((t_s - begin_s_) / (end_s_ - begin_s_)));
    }
    [[nodiscard]] double max_ground_speed_mps() const noexcept
    {
        return begin_s_ < end_s_ ? line_.length().value() / (end_s_ - begin_s_) : 0.0;
    }

private:
    Line line_;
    double begin_s_;
    double end_s_;
};

}  // namespace test

#endif
