// SPDX-License-Identifier: MIT
// Contracts of picket/geodesy that the compiler can decide: queries cannot throw, results are plain data, units and
// places do not mix.
#include <picket/geodesy.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <span>
#include <type_traits>

using namespace picket;

namespace {

constexpr LatLon p{1, 2};

// Queries are noexcept.
static_assert(noexcept(geodesic_inverse(p, p)) && noexcept(geodesic_distance(p, p)));
static_assert(noexcept(geodesic_direct(p, Degrees{}, Metres{})));
static_assert(noexcept(GeodesicLine::between(p, p)) && noexcept(GeodesicLine::from(p, Degrees{})));
static_assert(noexcept(std::declval<GeodesicLine>().position(Metres{})));
static_assert(noexcept(rhumb_inverse(p, p)) && noexcept(rhumb_direct(p, Degrees{}, Metres{})));
static_assert(noexcept(RhumbLine::between(p, p)) && noexcept(std::declval<RhumbLine>().at(Metres{})));
static_assert(noexcept(great_circle_inverse(p, p)) && noexcept(great_circle_direct(p, Degrees{}, Metres{})));
static_assert(noexcept(intersect_closest(std::declval<GeodesicLine>(), std::declval<GeodesicLine>())));
static_assert(noexcept(intersect_segments(std::declval<GeodesicLine>(), std::declval<GeodesicLine>())));
static_assert(noexcept(nearest_on_segment(std::declval<GeodesicLine>(), p)));
static_assert(noexcept(nearest_on_segment(std::declval<RhumbLine>(), p)));
static_assert(noexcept(to_ecef(p)) && noexcept(from_ecef(std::declval<const Eigen::Vector3d&>())));
static_assert(noexcept(ecef_from_enu(p)) && noexcept(ecef_from_ned(p)));
static_assert(noexcept(measure_geodesic_polygon({})) && noexcept(measure_rhumb_polygon({})));

// Results are data: copied as bytes.
static_assert(std::is_trivially_copyable_v<GeodesicInverse> && std::is_trivially_copyable_v<GeodesicDirect>);
static_assert(std::is_trivially_copyable_v<RhumbInverse> && std::is_trivially_copyable_v<GeodesicIntersection>);
static_assert(std::is_trivially_copyable_v<NearestPoint> && std::is_trivially_copyable_v<PolygonMeasures>);
static_assert(std::is_trivially_copyable_v<GeodeticPosition>);

// Bare numbers, radians and feet are refused where degrees and metres are asked for; each beside what is taken.
template <class Angle, class Length>
concept Directs = requires(Angle angle, Length length) { geodesic_direct(p, angle, length); };
static_assert(Directs<Degrees, Metres>);
static_assert(!Directs<Radians, Metres> && !Directs<Degrees, Feet> && !Directs<double, Metres>);
static_assert(!Directs<Degrees, double> && !Directs<Metres, Degrees>);

template <class Height>
concept HasEcef = requires(Height height) { to_ecef(p, height); };
static_assert(HasEcef<Metres> && !HasEcef<Feet> && !HasEcef<Altitude> && !HasEcef<double>);

// A ring is anything contiguous.
static_assert(std::convertible_to<LatLon (&)[3], std::span<const LatLon>>);

}  // namespace

TEST_CASE("contracts of geodesy hold at compile time") { SUCCEED("see the static_asserts of this file"); }
