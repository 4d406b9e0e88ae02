// SPDX-License-Identifier: MIT
/// @file
/// The moments of a leg at which an answer can change, in time order, without allocating.
///
///        piece 0           piece 1          piece 2         A leg is searched piece by piece. Of what a piece
///     |--x--x-----x----|-x-----------|---x-x-x-x-x-x--|     yields the least 32 moments are kept, sorted. Where
///                                        |<- 32 ->|         there are more, those are given out and the piece is
///                                                 cursor    searched again for moments beyond the last of them.
///
/// Searching again finds the same bits, so nothing is lost or doubled; a piece with n crossings is searched
/// n / 32 + 1 times. More than 32 in 200 km are a seam flown along, not a flight across borders.
#ifndef PICKET_AIRSPACE_DETAIL_LEG_MOMENTS_HPP
#define PICKET_AIRSPACE_DETAIL_LEG_MOMENTS_HPP

#include <cstddef>

namespace picket {
inline namespace v0 {
namespace detail {

/// The least moments of those offered that lie beyond a cursor, sorted, each once.
class LeastMoments {
public:
    static constexpr std::size_t capacity = 32;

    /// Empty, for moments at or after this one.
    void start_at(double t) noexcept { start(t, true); }

    /// Empty, for moments after this one.
    void start_after(double t) noexcept { start(t, false); }

    void offer(double t) noexcept
    {
        if (!(t > cursor_ || (inclusive_ && t == cursor_))) return;
        std::size_t i = size_;
        while (i > 0 && moments_[i - 1] > t) --i;
        if (i > 0 && moments_[i - 1] == t) return;
        if (size_ == capacity) {
            more_ = true;
            if (i == capacity) return;
            --size_;
        }
        for (std::size_t k = size_; k > i; --k) moments_[k] = moments_[k - 1];
        moments_[i] = t;
        ++size_;
    }

    /// Could a moment between these two be kept? Where it could not for want of room, more() will say so: a search
    /// need not look there now.
    [[nodiscard]] bool wants(double from, double to) noexcept
    {
        if (!(to >= cursor_)) return false;
        if (size_ < capacity || from < moments_[capacity - 1]) return true;
        more_ = true;
        return false;
    }

    [[nodiscard]] const double* begin() const noexcept { return moments_; }
    [[nodiscard]] const double* end() const noexcept { return moments_ + size_; }

    /// Were there more than could be kept?
    [[nodiscard]] bool more() const noexcept { return more_; }

private:
    void start(double t, bool inclusive) noexcept
    {
        size_ = 0;
        more_ = false;
        cursor_ = t;
        inclusive_ = inclusive;
    }

    double moments_[capacity] = {};
    std::size_t size_ = 0;
    double cursor_ = 0;
    bool inclusive_ = true;
    bool more_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
