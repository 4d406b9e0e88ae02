// SPDX-License-Identifier: MIT
// The side of a lonlat edge is exact: the sign of a*b - c*d against 128-bit integers and against rational
// arithmetic in wide integers, on nearly collinear triples, under every floating-point contraction (this file
// is run with -mfma -O3 as well).
#include <picket/airspace/detail/expansion.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <cstdint>

using namespace picket;
using airspace_tests::Random;
using detail::DoubleDouble;
using detail::sign_of_difference_of_products;
using detail::two_product;
using detail::two_sum;

namespace {

/// Unsigned integer of 4,352 bits, enough for every product of sums of doubles between 2^-600 and 2^600 after
/// scaling: schoolbook, slow, obviously right.
class Wide {
public:
    static constexpr int words = 136;

    Wide() = default;

    /// value * 2^scale, exactly; negative values keep their sign apart.
    Wide(double value, int scale)
    {
        negative_ = value < 0;
        int exponent = 0;
        const double fraction = std::frexp(std::abs(value), &exponent);
        const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
        const int shift = exponent - 53 + scale;
        if (mantissa == 0) return;
        REQUIRE(shift >= 0);
        REQUIRE(shift + 64 < 32 * words);
        for (int bit = 0; bit < 53; ++bit)
            if ((mantissa >> bit) & 1U) word(shift + bit) |= 1U << ((shift + bit) % 32);
    }

    friend Wide operator+(const Wide& a, const Wide& b)
    {
        Wide r;
        if (a.negative_ == b.negative_) {
            std::uint64_t carry = 0;
            for (std::size_t i = 0; i < words; ++i) {
                carry += std::uint64_t{a.words_[i]} + b.words_[i];
                r.words_[i] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
            r.negative_ = a.negative_;
            return r;
        }
        const Wide& big = a.less_in_size(b) ? b : a;
        const Wide& small = a.less_in_size(b) ? a : b;
        std::int64_t borrow = 0;
        for (std::size_t i = 0; i < words; ++i) {
            std::int64_t d = std::int64_t{big.words_[i]} - small.words_[i] + borrow;
            borrow = d < 0 ? -1 : 0;
            if (d < 0) d += std::int64_t{1} << 32;
            r.words_[i] = static_cast<std::uint32_t>(d);
        }
        r.negative_ = big.negative_;
        return r;
    }

    friend Wide operator*(const Wide& a, const Wide& b)
    {
        Wide r;
        const std::size_t used_b = b.used();
        for (std::size_t i = 0; i < a.used(); ++i) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j <= used_b && i + j < words; ++j) {
                carry += std::uint64_t{a.words_[i]} * b.words_[j] + r.words_[i + j];
                r.words_[i + j] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
        }
        r.negative_ = a.negative_ != b.negative_;
        return r;
    }

    [[nodiscard]] Wide minus() const
    {
        Wide r = *this;
        r.negative_ = !r.negative_;
        return r;
    }

    [[nodiscard]] int sign() const { return used() == 0 ? 0 : negative_ ? -1 : 1; }

private:
    std::uint32_t& word(int bit) { return words_[static_cast<std::size_t>(bit / 32)]; }
    [[nodiscard]] std::size_t used() const
    {
        std::size_t n = words;
        while (n > 0 && words_[n - 1] == 0) --n;
        return n;
    }
    [[nodiscard]] bool less_in_size(const Wide& b) const
    {
        for (std::size_t i = words; i-- > 0;)
            if (words_[i] != b.words_[i]) return words_[i] < b.words_[i];
        return false;
    }

    std::array<std::uint32_t, words> words_{};
    bool negative_ = false;
};

int exact_sign(DoubleDouble a, DoubleDouble b, DoubleDouble c, DoubleDouble d)
{
    constexpr int scale = 1000;  // doubles down to 2^-1000 times 2^53
    const auto wide = [](DoubleDouble v) { return Wide(v.high, scale) + Wide(v.low, scale); };
    return (wide(a) * wide(b) + (wide(c) * wide(d)).minus()).sign();
}

__extension__ using Int128 = __int128;

/// The orientation of a place against a lonlat edge, with integers: coordinates in units of 2^-40 degree.
int exact_side(std::int64_t lat, std::int64_t lon, std::int64_t lat_w, std::int64_t lon_w, std::int64_t lat_e,
               std::int64_t lon_e)
{
    const auto left = static_cast<Int128>(lat - lat_w) * (lon_e - lon_w);
    const auto right = static_cast<Int128>(lat_e - lat_w) * (lon - lon_w);
    return left > right ? 1 : left < right ? -1 : 0;
}

double degrees(std::int64_t units) { return std::ldexp(static_cast<double>(units), -40); }

}  // namespace

TEST_CASE("the wide integers themselves")
{
    CHECK((Wide(3, 100) * Wide(-5, 100) + Wide(15, 200)).sign() == 0);
    CHECK((Wide(3, 100) * Wide(-5, 100) + Wide(14, 200)).sign() == -1);
    CHECK((Wide(1e100, 500) + Wide(-1e100, 500) + Wide(1e-100, 500)).sign() == 1);
    CHECK((Wide(0.1, 100) * Wide(10, 100) + Wide(-1, 200)).sign() == 1);  // 0.1 is a little more than a tenth
    CHECK((Wide(1.0 / 3, 100) * Wide(3, 100) + Wide(-1, 200)).sign() == -1);
}

TEST_CASE("two_sum and two_product lose nothing")
{
    Random random("unit/lonlat_predicate error-free", 21);
    for (int k = 0; k < 20000; ++k) {
        const double a = (random.coin() ? 1 : -1) * random.log_uniform(1e-60, 1e60);
        const double b = (random.coin() ? 1 : -1) * random.log_uniform(1e-60, 1e60);
        const DoubleDouble sum = two_sum(a, b);
        CHECK((Wide(a, 800) + Wide(b, 800) + Wide(-sum.high, 800) + Wide(-sum.low, 800)).sign() == 0);
        const DoubleDouble product = two_product(a, b);
        CHECK((Wide(a, 800) * Wide(b, 800) + Wide(-product.high, 1600) + Wide(-product.low, 1600)).sign() == 0);
        CHECK(std::abs(product.low) <= std::ldexp(std::abs(product.high), -53));
        CHECK(std::abs(sum.low) <= std::ldexp(std::abs(sum.high), -53));
    }
}

TEST_CASE("the sign of a difference of products, against wide integers")
{
    Random random("unit/lonlat_predicate signs", 22);
    int zeros = 0;
    int close = 0;
    const int n = 20000 * airspace_tests::test_scale();
    const auto value = [&] {
        const double high = (random.coin() ? 1 : -1) * random.log_uniform(1e-12, 360);
        return two_sum(high, random.below(3) == 0 ? 0.0 : high * random.uniform(-1, 1) * 1.1e-16);
    };
    for (int k = 0; k < n; ++k) {
        const DoubleDouble a = value();
        const DoubleDouble b = value();
        DoubleDouble c = value();
        // d close to a*b/c: the difference is of the order of the rounding or vanishes
        DoubleDouble d = two_sum(a.high * b.high / c.high, 0.0);
        const int way = random.below(6);
        if (way == 0) d = value();
        if (way == 1) d.high = std::nextafter(d.high, random.coin() ? 1e9 : -1e9);
        if (way == 2) {  // exactly equal, by exchange of factors and powers of two
            c = {a.high * 4, a.low * 4};
            d = {b.high * 0.25, b.low * 0.25};
        }
        if (way == 3) {  // equal but for the low part of one factor
            c = b;
            d = {a.high, a.low + a.high * 1e-20};
            d = two_sum(d.high, d.low);
        }
        const int expected = exact_sign(a, b, c, d);
        zeros += expected == 0;
        close += way != 0;
        CAPTURE(k, way, a.high, a.low, b.high, b.low, c.high, c.low, d.high, d.low);
        REQUIRE(sign_of_difference_of_products(a, b, c, d) == expected);
        // exchanging the products turns the sign, exchanging factors changes nothing
        REQUIRE(sign_of_difference_of_products(c, d, a, b) == -expected);
        REQUIRE(sign_of_difference_of_products(b, a, d, c) == expected);
        const DoubleDouble minus_a{-a.high, -a.low};
        const DoubleDouble minus_c{-c.high, -c.low};
        REQUIRE(sign_of_difference_of_products(minus_a, b, minus_c, d) == -expected);
    }
    std::printf("unit/lonlat_predicate: %d cases, %d nearly equal, %d exactly equal, none wrong\n", n, close, zeros);
    CHECK(zeros > n / 8);
}

TEST_CASE("extreme magnitudes: the claim ends where products fall below 1e-290")
{
    const auto one = [](double v) { return DoubleDouble{v, 0.0}; };
    CHECK(sign_of_difference_of_products(one(1e-140), one(1e-140), one(1e-140), one(std::nextafter(1e-140, 0))) == 1);
    CHECK(sign_of_difference_of_products(one(1e-140), one(std::nextafter(1e-140, 0)), one(1e-140), one(1e-140)) == -1);
    CHECK(sign_of_difference_of_products(one(1e150), one(1e150), one(std::nextafter(1e150, 0)), one(1e150)) == 1);
    CHECK(sign_of_difference_of_products(one(0), one(5), one(7), one(0)) == 0);
    CHECK(sign_of_difference_of_products(one(-0.0), one(5), one(1), one(1e-280)) == -1);
}

TEST_CASE("places against lonlat edges, on the grid of exact integers")
{
    // Coordinates are multiples of 2^-40 degree: doubles hold them exactly, 128-bit integers decide. Places are
    // taken on the edge or within a few units of it.
    Random random("unit/lonlat_predicate edges", 23);
    const std::int64_t one = std::int64_t{1} << 40;
    int on_edge = 0;
    int asked = 0;
    for (int k = 0; k < 20000 * airspace_tests::test_scale(); ++k) {
        const auto coordinate = [&](double limit) {
            return static_cast<std::int64_t>(random.uniform(-limit, limit) * static_cast<double>(one));
        };
        const std::int64_t lon_w = coordinate(170);
        const std::int64_t lat_w = coordinate(89);
        // a step (p, q) and a number of steps: lattice points lie exactly on the edge
        const std::int64_t p = 1 + static_cast<std::int64_t>(random.log_uniform(1, 1e9));
        const std::int64_t q = (random.coin() ? 1 : -1) * static_cast<std::int64_t>(random.log_uniform(1, 1e9));
        const std::int64_t steps = 2 + static_cast<std::int64_t>(random.log_uniform(1, 1e4));
        const std::int64_t lon_e = lon_w + p * steps;
        const std::int64_t lat_e = lat_w + q * steps;
        if (lon_e >= 180 * one || lat_e >= 90 * one || lat_e <= -90 * one) continue;
        const double apex = random.coin() ? 89.99 : -89.99;
        RingSpec ring = airspace_tests::ring_of(
            {{degrees(lat_w), degrees(lon_w)}, {degrees(lat_e), degrees(lon_e)}, {apex, degrees((lon_w + lon_e) / 2)}},
            EdgeKind::lonlat);
        if (random.coin()) std::swap(ring.vertices[0], ring.vertices[1]);
        const Zone zone(airspace_tests::zone_of(ring));
        for (int i = 0; i < 5; ++i) {
            const std::int64_t at = 1 + random.below(static_cast<int>(steps) - 1);
            const std::int64_t lat = lat_w + q * at + random.below(5) - 2;
            const std::int64_t lon = lon_w + p * at + random.below(3) - 1;
            if (lon <= lon_w || lon >= lon_e) continue;
            const int side = exact_side(lat, lon, lat_w, lon_w, lat_e, lon_e);
            // the wedge lies north of the edge or south of it; a place on the edge belongs to the north
            const bool expected = apex > 0 ? side >= 0 : side < 0;
            CAPTURE(k, lat_w, lon_w, lat_e, lon_e, lat, lon, side);
            // far from the other two edges only
            const double to_end = std::min(degrees(lon - lon_w), degrees(lon_e - lon));
            if (to_end < 1e-9) continue;
            REQUIRE((zone.contains(LatLon{degrees(lat), degrees(lon)}) == Containment::inside) == expected);
            ++asked;
            on_edge += side == 0;
        }
    }
    std::printf("unit/lonlat_predicate: %d places, %d exactly on an edge, none wrong\n", asked, on_edge);
    CHECK(on_edge > asked / 20);
}

TEST_CASE("an edge over the antimeridian is as exact as any")
{
    // The same lattice test with the edge laid across 180: the integers turn, the answers do not.
    Random random("unit/lonlat_predicate antimeridian", 24);
    const std::int64_t one = std::int64_t{1} << 40;
    const std::int64_t turn = 360 * one;
    int on_edge = 0;
    for (int k = 0; k < 5000; ++k) {
        const std::int64_t p = 1 + static_cast<std::int64_t>(random.log_uniform(1, 1e9));
        const std::int64_t q = (random.coin() ? 1 : -1) * static_cast<std::int64_t>(random.log_uniform(1, 1e9));
        const std::int64_t before = 1 + random.below(1000);
        const std::int64_t after = 1 + random.below(1000);
        const std::int64_t lon_w = 180 * one - p * before - random.below(2);
        const std::int64_t lat_w = static_cast<std::int64_t>(random.uniform(-60, 60) * static_cast<double>(one));
        const std::int64_t lon_e = lon_w + p * (before + after);
        const std::int64_t lat_e = lat_w + q * (before + after);
        if (lat_e > 89 * one || lat_e < -89 * one) continue;
        const auto lon_degrees = [&](std::int64_t lon) { return degrees(lon >= 180 * one ? lon - turn : lon); };
        const Zone zone(airspace_tests::zone_of({{degrees(lat_w), lon_degrees(lon_w)}, {degrees(lat_e), lon_degrees(lon_e)},
                                                 {89.99, lon_degrees((lon_w + lon_e) / 2)}},
                                                EdgeKind::lonlat));
        for (int i = 0; i < 5; ++i) {
            const std::int64_t at = 1 + random.below(static_cast<int>(before + after) - 1);
            const std::int64_t lat = lat_w + q * at + random.below(3) - 1;
            const std::int64_t lon = lon_w + p * at + random.below(3) - 1;
            if (degrees(lon - lon_w) < 1e-9 || degrees(lon_e - lon) < 1e-9) continue;
            const int side = exact_side(lat, lon, lat_w, lon_w, lat_e, lon_e);
            CAPTURE(k, lat_w, lon_w, lat_e, lon_e, lat, lon, side);
            REQUIRE((zone.contains(LatLon{degrees(lat), lon_degrees(lon)}) == Containment::inside) == (side >= 0));
            on_edge += side == 0;
        }
    }
    CHECK(on_edge > 500);
}

TEST_CASE("nearly collinear triples of ordinary doubles: exchanging the ends of an edge changes nothing")
{
    // two million nearly collinear triples break the plain formula's antisymmetry 8 times, with -mfma 3147 times
    Random random("unit/lonlat_predicate antisymmetry", 25);
    const int n = 400000 * airspace_tests::test_scale();
    int plain_wrong = 0;
    int asymmetric = 0;
    for (int k = 0; k < n; ++k) {
        const double lat0 = random.uniform(-80, 80);
        const double lon0 = random.uniform(-170, 170);
        const double lat1 = lat0 + random.uniform(-1, 1);
        const double lon1 = lon0 + random.uniform(0.1, 1);
        const double u = random.uniform(0, 1);
        const double lat = lat0 + u * (lat1 - lat0);
        const double lon = lon0 + u * (lon1 - lon0);
        const int from_west = sign_of_difference_of_products(two_sum(lat, -lat0), two_sum(lon1, -lon0),
                                                             two_sum(lat1, -lat0), two_sum(lon, -lon0));
        const int from_east = sign_of_difference_of_products(two_sum(lat, -lat1), two_sum(lon0, -lon1),
                                                             two_sum(lat0, -lat1), two_sum(lon, -lon1));
        asymmetric += from_west != -from_east;
        if (k % 200 == 0)
            REQUIRE(from_west == exact_sign(two_sum(lat, -lat0), two_sum(lon1, -lon0), two_sum(lat1, -lat0),
                                            two_sum(lon, -lon0)));
        const double plain = (lat - lat0) * (lon1 - lon0) - (lat1 - lat0) * (lon - lon0);
        plain_wrong += (plain > 0) - (plain < 0) != from_west;
    }
    std::printf("unit/lonlat_predicate: %d nearly collinear triples; the plain formula has %d signs wrong\n", n,
                plain_wrong);
    CHECK(asymmetric == 0);
    CHECK(plain_wrong > 0);  // or the triples are not close enough to mean anything
}
