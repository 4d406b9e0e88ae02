// SPDX-License-Identifier: MIT
/// @file
/// Zones with corridors or margins inside an index: their exact answer needs distances to curves, and so a whole Zone.
/// Their parts are kept as a run of numbers, from which the zones are made again when the index is put to use.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_SPEC_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_SPEC_HPP

#include <picket/airspace/zone_spec.hpp>
#include <picket/error.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Appends the parts of a zone: every count and every kind a double, which is not small but plain.
inline void write_parts(const std::vector<PartSpec>& parts, std::vector<double>& out)
{
    const auto vertices = [&](const std::vector<RingVertex>& line) {
        out.push_back(static_cast<double>(line.size()));
        for (const RingVertex& v : line)
            out.insert(out.end(), {v.at.lat_deg, v.at.lon_deg, static_cast<double>(v.edge_to_next), v.arc_centre.lat_deg, v.arc_centre.lon_deg});
    };
    const auto ring = [&](const RingSpec& spec) {
        out.push_back(static_cast<double>(spec.inside));
        out.push_back(spec.circle ? 1.0 : 0.0);
        if (spec.circle) out.insert(out.end(), {spec.circle->centre.lat_deg, spec.circle->centre.lon_deg, spec.circle->radius.value()});
        vertices(spec.vertices);
    };
    out.push_back(static_cast<double>(parts.size()));
    for (const PartSpec& part : parts) {
        out.push_back(part.margin.value());
        out.push_back(part.corridor ? 1.0 : 0.0);
        if (part.corridor) {
            out.push_back(part.corridor->half_width.value());
            vertices(part.corridor->line);
            continue;
        }
        ring(part.exterior);
        out.push_back(static_cast<double>(part.holes.size()));
        for (const RingSpec& hole : part.holes) ring(hole);
    }
}

/// Reads what write_parts wrote.
class PartsReader {
public:
    explicit PartsReader(std::span<const double> numbers) noexcept : numbers_(numbers) {}

    [[nodiscard]] bool at_end() const noexcept { return next_ == numbers_.size(); }

    /// @throws ParseError  where the numbers end too early
    [[nodiscard]] std::vector<PartSpec> parts()
    {
        std::vector<PartSpec> parts(count());
        for (PartSpec& part : parts) {
            part.margin = Metres{number()};
            if (number() != 0.0) {
                part.corridor.emplace();
                part.corridor->half_width = Metres{number()};
                part.corridor->line = vertices();
                continue;
            }
            part.exterior = ring();
            part.holes.resize(count());
            for (RingSpec& hole : part.holes) hole = ring();
        }
        return parts;
    }

private:
    [[nodiscard]] double number()
    {
        if (next_ == numbers_.size()) raise<ParseError>("a picket index of another format: build it again");
        return numbers_[next_++];
    }
    [[nodiscard]] std::size_t count()
    {
        const double n = number();
        if (!(n >= 0.0 && n <= static_cast<double>(numbers_.size()))) raise<ParseError>("a picket index of another format: build it again");
        return static_cast<std::size_t>(n);
    }
    [[nodiscard]] std::vector<RingVertex> vertices()
    {
        std::vector<RingVertex> line(count());
        for (RingVertex& v : line) {
            v.at.lat_deg = number();
            v.at.lon_deg = number();
            v.edge_to_next = static_cast<EdgeKind>(static_cast<int>(number()));
            v.arc_centre.lat_deg = number();
            v.arc_centre.lon_deg = number();
        }
        return line;
    }
    [[nodiscard]] RingSpec ring()
    {
        RingSpec spec;
        spec.inside = static_cast<RingSide>(static_cast<int>(number()));
        if (number() != 0.0) {
            CircleSpec circle{};
            circle.centre.lat_deg = number();
            circle.centre.lon_deg = number();
            circle.radius = Metres{number()};
            spec.circle = circle;
        }
        spec.vertices = vertices();
        return spec;
    }

    std::span<const double> numbers_;
    std::size_t next_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
