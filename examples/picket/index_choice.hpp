// SPDX-License-Identifier: MIT
/// @file
/// Whether an index of zones pays, and building it under a person's eyes.
#ifndef PICKET_EXAMPLES_PICKET_INDEX_CHOICE_HPP
#define PICKET_EXAMPLES_PICKET_INDEX_CHOICE_HPP

#include <picket/airspace/airspace_index.hpp>
#include <picket/airspace/zone.hpp>

#include <cstddef>
#include <numbers>
#include <string_view>
#include <vector>

#include "output.hpp"

namespace picket_cli {

/// Edges as they are compiled: a circle is a few.
inline std::size_t edges_of(const std::vector<picket::Zone>& zones)
{
    std::size_t edges = 0;
    for (const picket::Zone& zone : zones) edges += zone.boundary().curves().size();
    return edges;
}

/// Is building an index cheaper than asking each zone about each of so many points (or legs)?
///
/// Rounded from measurements: asking is 17 to 60 ns a zone (four files of sectors and borders), 6 us with a corridor
/// or margin; building, of some 35 files of published airspace and borders, 1.5 to 5 us an edge where edges are short,
/// and otherwise as much as the boundaries meet cells, of which there are the more the fewer the zones. A boundary's
/// length is guessed from the ball around it. The guess errs mostly towards a dear index, up to some times, so that
/// small questions stay as fast as they are without one.
inline bool index_pays(const std::vector<picket::Zone>& zones, std::size_t questions)
{
    constexpr double ask_s = 20e-9;
    constexpr double ask_offset_s = 6e-6;
    constexpr double build_s = 3e-3;
    constexpr double build_edge_s = 3e-6;
    constexpr double build_offset_degree_s = 5e-3;
    const double build_degree_s = zones.size() < 100 ? 200e-6 : zones.size() < 1000 ? 40e-6 : 15e-6;
    constexpr double degree_m = 111e3;

    double ask = 0.0;
    double build = build_s;
    for (const picket::Zone& zone : zones) {
        const picket::detail::LateralBoundary& boundary = zone.boundary();
        const double around_degrees = 2.0 * std::numbers::pi * boundary.ball().radius_m / degree_m;
        const bool offset = boundary.has_offset();
        ask += offset ? ask_offset_s : ask_s;
        build += build_edge_s * static_cast<double>(boundary.curves().size()) +
                 (offset ? build_offset_degree_s : build_degree_s) * around_degrees;
    }
    return ask * static_cast<double>(questions) > build;
}

inline picket::AirspaceIndex build_index(const std::vector<picket::Zone>& zones, std::string_view what)
{
    return with_clock(what, [&] { return picket::AirspaceIndex(zones); });
}

}  // namespace picket_cli

#endif
