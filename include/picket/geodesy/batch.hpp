// SPDX-License-Identifier: MIT
/// @file
/// The scalar functions over columns of numbers, as tracks and tables hold them: Eigen arrays in, Eigen arrays
/// out, degrees and metres in the names.
///
/// Guarantees  (1) element i is what the scalar function answers for element i, NaN for NaN included
/// Cost        that of the scalar functions; the results are the only allocation; thread-safe
/// Errors      DomainError where two columns differ in length; std::bad_alloc
#ifndef PICKET_GEODESY_BATCH_HPP
#define PICKET_GEODESY_BATCH_HPP

#include <picket/error.hpp>
#include <picket/geodesy/frames.hpp>
#include <picket/geodesy/geodesic.hpp>
#include <picket/geodesy/rhumb.hpp>

#include <Eigen/Core>

#include <cstdio>
#include <initializer_list>

namespace picket {
inline namespace v0 {

/// A column of numbers, read where it is.
using ColumnView = Eigen::Ref<const Eigen::ArrayXd>;

/// Columns of geodesic_inverse().
struct GeodesicInverseColumns {
    Eigen::ArrayXd distance_m;
    Eigen::ArrayXd azimuth_start_deg;
    Eigen::ArrayXd azimuth_end_deg;
};

/// Columns of geodesic_direct().
struct GeodesicDirectColumns {
    Eigen::ArrayXd lat_deg;
    Eigen::ArrayXd lon_deg;
    Eigen::ArrayXd azimuth_end_deg;
};

/// Columns of rhumb_inverse().
struct RhumbInverseColumns {
    Eigen::ArrayXd distance_m;
    Eigen::ArrayXd azimuth_deg;
};

/// Columns of places.
struct LatLonColumns {
    Eigen::ArrayXd lat_deg;
    Eigen::ArrayXd lon_deg;
};

/// Columns of places with heights above the ellipsoid.
struct GeodeticColumns {
    Eigen::ArrayXd lat_deg;
    Eigen::ArrayXd lon_deg;
    Eigen::ArrayXd height_m;
};

namespace geodesy_detail {

/// The common length of all columns.
/// @throws DomainError  naming the first column (counted from 1) whose length differs from that of the first
[[nodiscard]] inline Eigen::Index common_size(std::initializer_list<Eigen::Index> sizes)
{
    const Eigen::Index first = *sizes.begin();
    int column = 0;
    for (const Eigen::Index size : sizes) {
        ++column;
        if (size == first) continue;
        char message[128];
        std::snprintf(message, sizeof(message), "column %d has %lld values, column 1 has %lld", column,
                      static_cast<long long>(size), static_cast<long long>(first));
        detail::raise<DomainError>(message);
    }
    return first;
}

}  // namespace geodesy_detail

/// geodesic_inverse() row by row.
[[nodiscard]] inline GeodesicInverseColumns geodesic_inverse(const ColumnView& lat1_deg, const ColumnView& lon1_deg,
                                                             const ColumnView& lat2_deg, const ColumnView& lon2_deg)
{
    const Eigen::Index n
        = geodesy_detail::common_size({lat1_deg.size(), lon1_deg.size(), lat2_deg.size(), lon2_deg.size()});
    GeodesicInverseColumns out{Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const GeodesicInverse row
            = geodesic_inverse(LatLon{lat1_deg[i], lon1_deg[i]}, LatLon{lat2_deg[i], lon2_deg[i]});
        out.distance_m[i] = row.distance.value();
        out.azimuth_start_deg[i] = row.azimuth_start.value();
        out.azimuth_end_deg[i] = row.azimuth_end.value();
    }
    return out;
}

/// geodesic_direct() row by row.
[[nodiscard]] inline GeodesicDirectColumns geodesic_direct(const ColumnView& lat_deg, const ColumnView& lon_deg,
                                                           const ColumnView& azimuth_deg,
                                                           const ColumnView& distance_m)
{
    const Eigen::Index n
        = geodesy_detail::common_size({lat_deg.size(), lon_deg.size(), azimuth_deg.size(), distance_m.size()});
    GeodesicDirectColumns out{Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const GeodesicDirect row
            = geodesic_direct(LatLon{lat_deg[i], lon_deg[i]}, Degrees{azimuth_deg[i]}, Metres{distance_m[i]});
        out.lat_deg[i] = row.at.lat_deg;
        out.lon_deg[i] = row.at.lon_deg;
        out.azimuth_end_deg[i] = row.azimuth_end.value();
    }
    return out;
}

/// rhumb_inverse() row by row.
[[nodiscard]] inline RhumbInverseColumns rhumb_inverse(const ColumnView& lat1_deg, const ColumnView& lon1_deg,
                                                       const ColumnView& lat2_deg, const ColumnView& lon2_deg)
{
    const Eigen::Index n
        = geodesy_detail::common_size({lat1_deg.size(), lon1_deg.size(), lat2_deg.size(), lon2_deg.size()});
    RhumbInverseColumns out{Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const RhumbInverse row = rhumb_inverse(LatLon{lat1_deg[i], lon1_deg[i]}, LatLon{lat2_deg[i], lon2_deg[i]});
        out.distance_m[i] = row.distance.value();
        out.azimuth_deg[i] = row.azimuth.value();
    }
    return out;
}

/// rhumb_direct() row by row.
[[nodiscard]] inline LatLonColumns rhumb_direct(const ColumnView& lat_deg, const ColumnView& lon_deg,
                                                const ColumnView& azimuth_deg, const ColumnView& distance_m)
{
    const Eigen::Index n
        = geodesy_detail::common_size({lat_deg.size(), lon_deg.size(), azimuth_deg.size(), distance_m.size()});
    LatLonColumns out{Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const LatLon row
            = rhumb_direct(LatLon{lat_deg[i], lon_deg[i]}, Degrees{azimuth_deg[i]}, Metres{distance_m[i]});
        out.lat_deg[i] = row.lat_deg;
        out.lon_deg[i] = row.lon_deg;
    }
    return out;
}

/// to_ecef() row by row: a position [m] in each column of the result.
[[nodiscard]] inline Eigen::Matrix3Xd to_ecef(const ColumnView& lat_deg, const ColumnView& lon_deg,
                                              const ColumnView& height_m)
{
    const Eigen::Index n = geodesy_detail::common_size({lat_deg.size(), lon_deg.size(), height_m.size()});
    Eigen::Matrix3Xd pos_ecef_m(3, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        pos_ecef_m.col(i) = to_ecef(LatLon{lat_deg[i], lon_deg[i]}, Metres{height_m[i]});
    }
    return pos_ecef_m;
}

/// from_ecef() column by column. A name of its own, because Eigen lets a matrix pass for a vector.
[[nodiscard]] inline GeodeticColumns from_ecef_columns(const Eigen::Ref<const Eigen::Matrix3Xd>& pos_ecef_m)
{
    const Eigen::Index n = pos_ecef_m.cols();
    GeodeticColumns out{Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const GeodeticPosition row = from_ecef(Eigen::Vector3d{pos_ecef_m.col(i)});
        out.lat_deg[i] = row.at.lat_deg;
        out.lon_deg[i] = row.at.lon_deg;
        out.height_m[i] = row.height.value();
    }
    return out;
}

}  // namespace v0
}  // namespace picket

#endif
