// SPDX-License-Identifier: MIT
/// @file
/// AirspaceIndex on columns of Eigen. A header of its own: Eigen costs a second of compile time, and the index needs
/// none of it.
#ifndef PICKET_AIRSPACE_INDEX_EIGEN_HPP
#define PICKET_AIRSPACE_INDEX_EIGEN_HPP

#include <picket/airspace/airspace_index.hpp>
#include <picket/error.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A column, or a row, as it lies in memory; a copy only where it does not lie in one piece.
using EigenColumn = Eigen::Ref<const Eigen::Array<double, Eigen::Dynamic, 1>>;

[[nodiscard]] inline std::span<const double> span_of(const EigenColumn& column) noexcept
{
    return {column.data(), static_cast<std::size_t>(column.size())};
}

inline void check_sizes(Eigen::Index a, Eigen::Index b)
{
    if (a != b) raise<DomainError>("latitudes and longitudes are not equally many");
}

}  // namespace detail

/// AirspaceIndex::query_all on Eigen columns: calls on_zone(std::size_t point, std::size_t zone, Containment).
///
/// @param lat_deg, lon_deg  columns (vectors or one-column arrays, maps, blocks); not copied where they are contiguous
/// @throws DomainError  where they are not equally long
template <class Lat, class Lon, class OnZone>
void query_all(const AirspaceIndex& index, const Eigen::DenseBase<Lat>& lat_deg, const Eigen::DenseBase<Lon>& lon_deg, OnZone&& on_zone)
{
    detail::check_sizes(lat_deg.size(), lon_deg.size());
    const detail::EigenColumn lat(lat_deg.derived().array());
    const detail::EigenColumn lon(lon_deg.derived().array());
    index.query_all(detail::span_of(lat), detail::span_of(lon), on_zone);
}

/// AirspaceIndex::contains_any on Eigen columns.
///
/// @return one answer a place, in their order
/// @throws DomainError  where they are not equally long
template <class Lat, class Lon>
[[nodiscard]] std::vector<Containment> contains_any(const AirspaceIndex& index, const Eigen::DenseBase<Lat>& lat_deg,
                                                    const Eigen::DenseBase<Lon>& lon_deg)
{
    detail::check_sizes(lat_deg.size(), lon_deg.size());
    const detail::EigenColumn lat(lat_deg.derived().array());
    const detail::EigenColumn lon(lon_deg.derived().array());
    std::vector<Containment> answers(static_cast<std::size_t>(lat.size()));
    index.contains_any(detail::span_of(lat), detail::span_of(lon), answers);
    return answers;
}

}  // namespace v0
}  // namespace picket

#endif
