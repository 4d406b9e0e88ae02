// SPDX-License-Identifier: MIT
/// @file
/// P(n threats, u units of money): for each n the band of amounts whose probabilities are not negligible, and the sum
/// of products that all exact ways to it are made of.
#ifndef PICKET_COST_DETAIL_SPENDING_GRID_HPP
#define PICKET_COST_DETAIL_SPENDING_GRID_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// A product below this is left out: of 1e10 that meet in all cells together, 1e-14. What was lost is in the sum.
inline constexpr double negligible_product = 1e-24;

/// Probabilities of the amounts begin, begin + 1, ...
struct AmountBand {
    std::int64_t begin = 0;
    std::vector<double> p;

    [[nodiscard]] std::int64_t end() const noexcept { return begin + static_cast<std::int64_t>(p.size()); }
    [[nodiscard]] double sum() const noexcept
    {
        double total = 0.0;
        for (const double probability : p) total += probability;
        return total;
    }
    /// Room from `from` to before `to` at least.
    void cover(std::int64_t from, std::int64_t to)
    {
        if (p.empty()) begin = from;
        if (from < begin) {
            p.insert(p.begin(), static_cast<std::size_t>(begin - from), 0.0);
            begin = from;
        }
        if (to > end()) p.resize(static_cast<std::size_t>(to - begin), 0.0);
    }
    /// Without the ends that are below `least`.
    void trim(double least)
    {
        const auto kept = [least](double probability) { return probability >= least; };
        p.erase(std::find_if(p.rbegin(), p.rend(), kept).base(), p.end());
        const auto first = std::find_if(p.begin(), p.end(), kept);
        begin += first - p.begin();
        p.erase(p.begin(), first);
    }
};

using SpendingGrid = std::vector<AmountBand>;  // by number of threats

/// A band as a factor: which part of it matters beside another factor is looked up.
class BandFactor {
public:
    explicit BandFactor(const AmountBand& band) : band_(band)
    {
        for (const double probability : band.p) peak_ = std::max(peak_, probability);
        // reach_[i]: the part between the outermost ones of at least 2^(-4 i).
        std::size_t first = 0;
        std::size_t last = band.p.size();
        for (std::size_t i = reach_.size(); i-- > 0;) {
            const double least = std::ldexp(1.0, -4 * static_cast<int>(i));
            while (first < last && band.p[first] < least) ++first;
            while (first < last && band.p[last - 1] < least) --last;
            reach_[i] = {first, last};
        }
    }

    [[nodiscard]] double peak() const noexcept { return peak_; }

    /// to[stretch u + shift] += weight * band[u] where that is not negligible; returns how many products it took. `to`
    /// covers them.
    std::size_t add_to(AmountBand& to, double weight, std::int64_t stretch, std::int64_t shift) const
    {
        if (!(weight * peak_ >= negligible_product)) return 0;
        const int exponent = std::ilogb(weight / negligible_product);  // of the least that matters: 2^-(exponent + 1)
        const auto level = std::min(reach_.size() - 1, static_cast<std::size_t>(std::max(exponent, 0)) / 4 + 1);
        const auto [first, last] = reach_[level];
        const double* const from = band_.p.data();
        double* const at = to.p.data() + (band_.begin * stretch + shift - to.begin);
        if (stretch == 1) {
            for (std::size_t u = first; u < last; ++u) at[u] += weight * from[u];
        } else {
            const auto step = static_cast<std::size_t>(stretch);
            for (std::size_t u = first; u < last; ++u) at[u * step] += weight * from[u];
        }
        return last - first;
    }

private:
    const AmountBand& band_;
    double peak_ = 0.0;
    std::array<std::pair<std::size_t, std::size_t>, 25> reach_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
