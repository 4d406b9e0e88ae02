// SPDX-License-Identifier: MIT
// Philox4x32-10: the published vectors, and what a stream makes of the blocks.
#include <picket/cost/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

using namespace picket;

static_assert(std::uniform_random_bit_generator<PhiloxStream>);

TEST_CASE("Philox4x32-10 gives its known answers (Random123, tests/kat_vectors)")
{
    using Block = std::array<std::uint32_t, 4>;
    CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
          Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    // the digits of pi
    CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is the blocks of its own counters")
{
    const std::uint64_t seed = 0x299f31d0a4093822U;
    const std::uint64_t index = 0x13198a2e85a308d3U;
    PhiloxStream stream(seed, 0x03707344U, index);
    for (std::uint32_t block = 0; block < 3; ++block) {
        const auto expected = philox4x32_10({block, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U});
        CHECK(stream() == (expected[0] | std::uint64_t{expected[1]} << 32U));
        CHECK(stream() == (expected[2] | std::uint64_t{expected[3]} << 32U));
    }
}

TEST_CASE("seed, stream and index each make other numbers; the same make the same")
{
    std::vector<std::uint64_t> firsts;
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32U}) {
        for (const std::uint32_t stream : {0U, 1U, 0x80000000U}) {
            for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32U}) {
                PhiloxStream once(seed, stream, index);
                PhiloxStream again(seed, stream, index);
                for (int i = 0; i < 10; ++i) {
                    firsts.push_back(once());
                    CHECK(firsts.back() == again());
                }
            }
        }
    }
    std::sort(firsts.begin(), firsts.end());
    // 270 of 2^64: a repetition has a chance of 2e-15
    CHECK(std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end());
}

TEST_CASE("the ends of 64 bits stay inside (0, 1)")
{
    CHECK(detail::open_unit(0) == 0x1p-54);
    CHECK(detail::open_unit(0x7FF) == 0x1p-54);
    CHECK(detail::open_unit(0x800) == 0x1p-53);
    CHECK(detail::open_unit(std::uint64_t{1} << 63U) == 0.5);
    CHECK(detail::open_unit(~std::uint64_t{0}) == 1.0 - 0x1p-53);
}

TEST_CASE("uniform numbers lie inside (0, 1), on multiples of 2^-53, evenly")
{
    constexpr int bins = 64;
    std::array<int, bins> first{};
    std::array<int, bins> second{};
    const int n = 100000;
    double product = 0.0;
    int odd = 0;
    for (int i = 0; i < n; ++i) {
        PhiloxStream stream(7, 0, static_cast<std::uint64_t>(i));
        const double a = stream.uniform();
        const double b = stream.uniform();
        REQUIRE((a > 0.0 && a < 1.0));
        const double scaled = a * 0x1p53;
        REQUIRE(scaled == static_cast<double>(static_cast<std::uint64_t>(scaled)));
        odd += static_cast<int>(static_cast<std::uint64_t>(scaled) & 1U);
        ++first[static_cast<std::size_t>(a * bins)];
        ++second[static_cast<std::size_t>(b * bins)];
        product += (a - 0.5) * (b - 0.5);
    }
    // chi squared with 63 degrees of freedom exceeds 120 with a chance of 2e-5; the numbers are the same each run
    const auto chi_squared = [&](const std::array<int, bins>& counts) {
        double sum = 0.0;
        for (const int count : counts) {
            const double off = count - static_cast<double>(n) / bins;
            sum += off * off / (static_cast<double>(n) / bins);
        }
        return sum;
    };
    CHECK(chi_squared(first) < 120.0);
    CHECK(chi_squared(second) < 120.0);
    // five standard deviations: n (1/12)^2 is the variance of the sum of products
    CHECK(product * product < 25.0 * n / 144.0);
    // the last bit is used
    CHECK((odd - n / 2) * static_cast<double>(odd - n / 2) < 25.0 * n / 4.0);
}

TEST_CASE("beside a stream, wherever it is, lies the beginning of another of the same sample")
{
    for (int drawn = 0; drawn < 5; ++drawn) {
        picket::PhiloxStream stream(7, 3, 11);
        for (int i = 0; i < drawn; ++i) static_cast<void>(stream());
        picket::PhiloxStream beside = stream.beside(0x8000'0003U);
        picket::PhiloxStream other(7, 0x8000'0003U, 11);
        for (int i = 0; i < 5; ++i) CHECK(beside() == other());
    }
}
