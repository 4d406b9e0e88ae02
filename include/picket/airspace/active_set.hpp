// SPDX-License-Identifier: MIT
/// @file
/// Which zones of an index are active: a list of answers beside the index, so that a NOTAM changes a byte and
/// not the index.
#ifndef PICKET_AIRSPACE_ACTIVE_SET_HPP
#define PICKET_AIRSPACE_ACTIVE_SET_HPP

#include <picket/airspace/answers.hpp>
#include <picket/airspace/zone.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace picket {
inline namespace v0 {

/// One answer for each zone: `inside` its times of activity, `outside` them, or `unknown`.
class ActiveSet {
public:
    /// Every zone active, whatever its windows say.
    explicit ActiveSet(std::size_t zones) : answers_(zones, Containment::inside) {}

    /// The zones that are active at a time [s since the Unix epoch, UTC]; NaN leaves those with windows unknown.
    ActiveSet(std::span<const Zone> zones, double time_s)
    {
        answers_.reserve(zones.size());
        for (const Zone& zone : zones) answers_.push_back(zone.active(time_s));
    }

    [[nodiscard]] std::size_t size() const noexcept { return answers_.size(); }
    /// One answer a zone, in the zones' order.
    [[nodiscard]] const Containment* data() const noexcept { return answers_.data(); }
    [[nodiscard]] Containment operator[](std::size_t zone) const noexcept { return answers_[zone]; }

    /// Opens, closes, or leaves open whether a zone is active.
    ///
    /// @pre zone < size()
    void set(std::size_t zone, Containment answer) noexcept { answers_[zone] = answer; }

private:
    std::vector<Containment> answers_;
};

}  // namespace v0
}  // namespace picket

#endif
