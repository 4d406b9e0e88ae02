// SPDX-License-Identifier: MIT
/// @file
/// One layer and threats that are all alike: kills and rounds after so many have been fired at.
#ifndef PICKET_COST_DETAIL_ENGAGED_SEQUENCE_HPP
#define PICKET_COST_DETAIL_ENGAGED_SEQUENCE_HPP

#include <picket/cost/detail/raid_plan.hpp>
#include <picket/cost/detail/raid_totals.hpp>
#include <picket/cost/engagement.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// P(kills, rounds spent) after e = 0, 1, ... threats have been fired at. Rows of kills, each with the band of rounds
/// in which the probabilities are not negligible.
class EngagedSequence {
public:
    /// @param most  threats fired at, at most
    EngagedSequence(const PlanLayer& layer, int most)
        : outcomes_(layer.against.front().outcomes),
          stock_(layer.stock),
          rounds_a_threat_(layer.salvo_rounds),
          stride_(static_cast<std::size_t>(layer.stock) + 1),
          now_((static_cast<std::size_t>(most) + 1) * stride_),
          next_(now_.size()),
          band_(static_cast<std::size_t>(most) + 1),
          next_band_(band_.size())
    {
        now_[0] = 1.0;
        band_[0] = {0, 1};
    }

    [[nodiscard]] int engaged() const noexcept { return engaged_; }

    /// Calls f(rounds, probability) for what is not negligible at so many kills.
    template <class F>
    void for_each_rounds(int kills, F&& f) const
    {
        const auto row = static_cast<std::size_t>(kills);
        for (int u = band_[row].begin; u < band_[row].end; ++u) f(u, now_[row * stride_ + static_cast<std::size_t>(u)]);
    }

    /// The same as a span, of first_rounds(kills) rounds and more.
    [[nodiscard]] std::span<const double> probabilities(int kills) const noexcept
    {
        const Band band = band_[static_cast<std::size_t>(kills)];
        const auto begin = static_cast<std::size_t>(kills) * stride_ + static_cast<std::size_t>(band.begin);
        return {now_.data() + begin, static_cast<std::size_t>(band.end - band.begin)};
    }
    [[nodiscard]] int first_rounds(int kills) const noexcept { return band_[static_cast<std::size_t>(kills)].begin; }

    /// One more threat is fired at.
    void step()
    {
        const int rows = engaged_ + 1;
        for (int k = 0; k <= rows; ++k) clear(k);
        for (int k = 0; k < rows; ++k) spread(k);
        for (int k = 0; k <= rows; ++k) trim(next_band_[static_cast<std::size_t>(k)], k);
        std::swap(now_, next_);
        std::swap(band_, next_band_);
        ++engaged_;
    }

private:
    struct Band {
        int begin = 0;
        int end = 0;
    };

    void clear(int k)
    {
        const auto row = static_cast<std::size_t>(k);
        Band wide{std::numeric_limits<int>::max(), 0};
        for (std::size_t from = k > 0 ? row - 1 : row; from <= row; ++from) {
            if (static_cast<int>(from) > engaged_ || band_[from].begin >= band_[from].end) continue;
            wide.begin = std::min(wide.begin, band_[from].begin);
            wide.end = std::max(wide.end, std::min(stock_ + 1, band_[from].end + rounds_a_threat_));
        }
        if (wide.end == 0) wide.begin = 0;
        next_band_[row] = wide;
        std::fill(next_.begin() + static_cast<std::ptrdiff_t>(row * stride_) + wide.begin,
                  next_.begin() + static_cast<std::ptrdiff_t>(row * stride_) + wide.end, 0.0);
    }

    void spread(int k)
    {
        const auto row = static_cast<std::size_t>(k);
        const Band band = band_[row];
        const double* const from = now_.data() + row * stride_;
        double* const same = next_.data() + row * stride_;
        double* const more = same + stride_;
        const int plenty = std::min(band.end, std::max(band.begin, stock_ - rounds_a_threat_ + 1));
        for (const EngagementOutcome& outcome : outcomes_.back()) {
            double* const to = (outcome.killed ? more : same) + outcome.rounds;
            for (int u = band.begin; u < plenty; ++u) to[u] += outcome.probability * from[u];
        }
        for (int u = plenty; u < band.end; ++u)
            for (const EngagementOutcome& outcome : outcomes_[static_cast<std::size_t>(stock_ - u)])
                (outcome.killed ? more : same)[u + outcome.rounds] += outcome.probability * from[u];
    }

    void trim(Band& band, int k) const
    {
        const double* const row = next_.data() + static_cast<std::size_t>(k) * stride_;
        while (band.begin < band.end && row[band.begin] < negligible) ++band.begin;
        while (band.begin < band.end && row[band.end - 1] < negligible) --band.end;
    }

    const std::vector<std::vector<EngagementOutcome>>& outcomes_;
    int stock_;
    int rounds_a_threat_;
    int engaged_ = 0;
    std::size_t stride_;
    std::vector<double> now_;
    std::vector<double> next_;
    std::vector<Band> band_;
    std::vector<Band> next_band_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
