// SPDX-License-Identifier: MIT
/// @file
/// Random numbers that are a function of where they are asked for: Philox4x32-10.
///
/// There is no state that is handed from sample to sample: the numbers of sample `index` are `PhiloxStream(seed,
/// stream, index)`, made alone, in any order, on any thread. That is what makes a Monte Carlo run repeat to the byte.
///
/// Guarantees of one seed, two samples or streams never share a block of 128 bits: they are different counters of one
///            bijection. Two seeds are two bijections, whose blocks meet as often as chance has it
/// Accuracy   the generator gives its published vectors  [tests/unit/cost_random]
/// Cost       10 rounds for 128 bits, which is 2 doubles; no allocation; constexpr and noexcept
/// Reference  Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11, 2011,
///            doi:10.1145/2063384.2063405
#ifndef PICKET_COST_RANDOM_HPP
#define PICKET_COST_RANDOM_HPP

#include <picket/version.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace picket {
inline namespace v0 {

/// One block: 128 bits of counter and 64 of key give 128 bits.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                                   std::array<std::uint32_t, 2> key) noexcept
{
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53U} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9U;  // the golden ratio
        key[1] += 0xBB67AE85U;  // the square root of 3
    }
    return counter;
}

namespace detail {

/// The upper 53 of 64 bits as k / 2^53, and 2^-54 in place of 0, so that a logarithm or a quantile of it is finite.
[[nodiscard]] constexpr double open_unit(std::uint64_t bits) noexcept
{
    const std::uint64_t k = bits >> 11U;
    return k == 0 ? 0x1p-54 : static_cast<double>(k) * 0x1p-53;
}

}  // namespace detail

/// The random numbers of one sample. A std::uniform_random_bit_generator of 64 bits.
///
/// @pre fewer than 2^33 numbers are drawn: the next is the first again
class PhiloxStream {
public:
    using result_type = std::uint64_t;

    /// @param seed    of the whole run
    /// @param stream  what the numbers are for, where a run has several uses of them
    /// @param index   of the sample
    constexpr PhiloxStream(std::uint64_t seed, std::uint32_t stream, std::uint64_t index) noexcept
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
          counter_{0, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32U), stream}
    {
    }

    [[nodiscard]] static constexpr result_type min() noexcept { return 0; }
    [[nodiscard]] static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }

    constexpr result_type operator()() noexcept
    {
        if (!half_left_) {
            block_ = philox4x32_10(counter_, key_);
            ++counter_[0];
            half_left_ = true;
            return block_[0] | std::uint64_t{block_[1]} << 32U;
        }
        half_left_ = false;
        return block_[2] | std::uint64_t{block_[3]} << 32U;
    }

    /// From its beginning, the stream of the same seed and sample that is for something else.
    [[nodiscard]] constexpr PhiloxStream beside(std::uint32_t stream) const noexcept
    {
        PhiloxStream other = *this;
        other.counter_[0] = 0;
        other.counter_[3] = stream;
        other.half_left_ = false;
        return other;
    }

    /// Uniform in (0, 1), with 53 bits.
    constexpr double uniform() noexcept { return detail::open_unit((*this)()); }

private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    bool half_left_ = false;
};

}  // namespace v0
}  // namespace picket

#endif
