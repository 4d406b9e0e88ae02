// SPDX-License-Identifier: MIT
#include <picket/airspace/index_eigen.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace airspace_tests;
using picket::AirspaceIndex;
using picket::Containment;

TEST_CASE("the index on columns of Eigen", "[index][eigen]")
{
    Random random("index eigen", 47);
    ZoneSpec spec;
    spec.id = "circle";
    picket::PartSpec part;
    part.exterior.circle = picket::CircleSpec{{50.0, 5.0}, picket::Metres{30e3}};
    spec.parts.push_back(part);
    const std::vector<picket::Zone> zones{picket::Zone(spec)};
    const AirspaceIndex index(zones);

    Eigen::MatrixXd places(1000, 3);  // columns lie in one piece; rows of its transpose do not
    for (Eigen::Index i = 0; i < places.rows(); ++i) {
        places(i, 0) = random.uniform(49.5, 50.5);
        places(i, 1) = random.uniform(4.3, 5.7);
        places(i, 2) = 0.0;
    }
    places(7, 0) = std::nan("");
    const std::vector<Containment> answers = picket::contains_any(index, places.col(0), places.col(1));
    const Eigen::ArrayXd lat = places.col(0);
    const Eigen::VectorXd lon = places.col(1);
    std::vector<Containment> found(1000, Containment::outside);
    picket::query_all(index, lat, lon, [&](std::size_t point, std::size_t, Containment answer) { found[point] = answer; });
    // every second place: an inner stride of two
    const Eigen::Map<const Eigen::VectorXd, 0, Eigen::InnerStride<2>> half_lat(lat.data(), 500);
    const Eigen::Map<const Eigen::VectorXd, 0, Eigen::InnerStride<2>> half_lon(lon.data(), 500);
    const std::vector<Containment> half = picket::contains_any(index, half_lat, half_lon);
    int inside = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const Containment expected = zones[0].contains({places(row, 0), places(row, 1)});
        CHECK(answers[i] == expected);
        CHECK(found[i] == expected);
        if (i % 2 == 0) CHECK(half[i / 2] == expected);
        inside += expected == Containment::inside;
    }
    CHECK(inside > 100);
    CHECK(answers[7] == Containment::unknown);
    CHECK_THROWS_AS(picket::contains_any(index, lat.head(3), lon), picket::DomainError);
}
