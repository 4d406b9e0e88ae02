// SPDX-License-Identifier: MIT
/// @file
/// The watch: plots of many tracks in, alerts out.
#ifndef PICKET_AIRSPACE_MONITOR_HPP
#define PICKET_AIRSPACE_MONITOR_HPP

#include <picket/airspace/alert.hpp>
#include <picket/airspace/altitude_source.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/compiled_boundary.hpp>
#include <picket/airspace/detail/ball_tree.hpp>
#include <picket/airspace/detail/closest.hpp>
#include <picket/airspace/detail/leg_path.hpp>
#include <picket/airspace/detail/monitor_state.hpp>
#include <picket/airspace/entry_bound.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/height_presence.hpp>
#include <picket/airspace/heights.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/rule_verdicts.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/airspace/zone.hpp>
#include <picket/error.hpp>
#include <picket/units.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {

/// How a Monitor decides. Times, distances and counts are checked by its constructor.
struct MonitorOptions {
    /// Nearer than this to a zone, and within near_vertical of its altitude band, a track is near it. 0: never.
    Metres near_on{1852.0};
    /// Farther than this it no longer is. Not less than near_on.
    Metres near_off{2778.0};
    Metres near_vertical{304.8};

    /// A track is inside from the moment it is, however short; it has left when it has been this far outside (at the
    /// moment when it crossed). What keeps a track along a border from coming and going with the noise of its plots:
    /// five standard deviations of those, or more.
    Metres exit_margin{100.0};
    Metres exit_margin_vertical{60.0};

    /// An entry is confirmed when `entry_hits` of the last `entry_window` plots ended a leg with a stay, and the stay
    /// has lasted `minimum_dwell` in all. With more than one, passes between two plots go unreported.
    int entry_hits = 1;
    int entry_window = 1;
    Seconds minimum_dwell{0.0};
    Seconds dwell_every{300.0};  ///< a dwell event after each such time inside; 0: none

    Seconds lookahead{120.0};  ///< 0: no predictions. Two minutes are customary in area proximity
                               ///< warning
    PredictionPath path = PredictionPath::geodesic;
    int predicted_hits = 2;       ///< a prediction is an alert when it was made at so many
    int predicted_window = 3;     ///< of the last so many plots
    Seconds velocity_span{10.0};  ///< velocity is fitted to the plots of so long (at least the last two)

    /// With uncertain positions: a track is foreseen when the probability that it enters within the look-ahead (or is
    /// inside now, where nothing is known of its motion) reaches `probability_on`, until it falls below
    /// `probability_off`; its path then says when and where, if it leads inside at all. The probability is that of
    /// straight flight, the velocity taken as exact. Where a plot has no uncertainty, or nothing is known of its
    /// position, and with 0, the path decides. Alerts say the probabilities in any case
    /// [tests/unit/monitor_uncertainty].
    double probability_on = 0.0;
    double probability_off = 0.0;  ///< at most probability_on
    /// Guaranteed: the true position lies within this lateral distance of the plotted flight, at every moment, and at
    /// its height. A track that could be inside is near, and its answer is `unknown`: while the bound holds no alert is
    /// missed [tests/unit/monitor_uncertainty]. 0: no such bound.
    Metres position_bound{0.0};

    Seconds persistence{30.0};         ///< how long `near` and a prediction are kept after their cause has gone
    Seconds coast{60.0};               ///< longest time without a plot that is flown through; then the track is lost
    LegKind legs = LegKind::geodesic;  ///< the path between two plots
    /// Plots may come late by this much: each waits until its track has one so much newer. 0: a late plot is dropped.
    Seconds reorder{0.0};
};

/// What became of the plots.
struct MonitorCounters {
    std::uint64_t plots = 0;             ///< all
    std::uint64_t used = 0;              ///< ended a leg or began a track
    std::uint64_t duplicate = 0;         ///< said again what the last one said
    std::uint64_t conflicting = 0;       ///< another place or height for the time of the last one: the first is kept
    std::uint64_t late = 0;              ///< older than what had been flown already: dropped
    std::uint64_t without_position = 0;  ///< a time, and nothing else: flown through like a missing plot
    std::uint64_t invalid = 0;           ///< no time
    std::uint64_t reversals = 0;         ///< so old (by more than `coast`) that a new track was begun
    std::uint64_t lost = 0;              ///< tracks lost, seen again or not
    std::uint64_t skipped_pairs = 0;     ///< track and zone that could not have met: not tested
    std::uint64_t tested_pairs = 0;
};

namespace detail {

/// The altitudes of a leg in the datums that its own leads to. Of the others nothing is known all along, so that no
/// change of them is looked for: ConvertedAltitude would step through the leg by the millisecond.
template <class HeightModels, class Converted>
class ReachedAltitudes {
public:
    /// @param heights, converted  to live as long
    ReachedAltitudes(const HeightModels& heights, const Leg& leg, const Converted& converted) noexcept
        : heights_(heights),
          converted_(converted),
          datum_(leg.from.altitude.datum),
          known_(leg.from.altitude.datum == leg.to.altitude.datum &&
                 !std::isnan(leg.from.altitude.value.value() + leg.to.altitude.value.value()))
    {
    }

    [[nodiscard]] AltitudeRange range(VerticalDatum datum, double time_s) const noexcept
    {
        return converted_.range(datum, time_s);
    }

    template <class OnTime>
    void for_each_change(Altitude limit, double from_s, double to_s, OnTime&& on_time) const
        noexcept(noexcept(on_time(0.0)))
    {
        if (known_ && heights_.reaches(datum_, limit.datum)) converted_.for_each_change(limit, from_s, to_s, on_time);
    }

private:
    const HeightModels& heights_;
    const Converted& converted_;
    VerticalDatum datum_;
    bool known_;
};

}  // namespace detail

/// Watches tracks against zones and says what changes, as events of alerts (alert.hpp has their grammar).
///
/// Nothing is sampled: entries, exits, depth and closest approach are those of the flight between the plots, as in
/// presence() and incidents(). Each plot is a leg from the one before; a missing plot is flown through, up to
/// MonitorOptions::coast. The decisions:
///
///   inside     from the first moment inside (when confirmed) to the last before the flight was outside by the exit
///              margin. Comings and goings in between are one stay. An exit by height needs exit_margin_vertical, one
///              by the zone's hours none. One that was inside at its first plot entered then.
///   near       lateral distance to the zone at most near_on at any moment of a leg, within near_vertical of the band
///   predicted  the path of MonitorOptions::path from the velocity of the last plots leads inside within `lookahead`
///   lost       no plot for `coast`: known at the next plot of any track, at advance() or finish()
///
/// Of two zones that share a border each place belongs to one (BoundaryRule::half_open), so a flight over the border
/// is an exit of one and an entry of the other at the same moment, and never neither. A pair of track and zone is
/// not looked at again until the track could have come within reach of the zone.
///
/// Guarantees  (1) every stay, however short, is an entry, unless an earlier one has not left by the exit margin yet,
///                 or confirmation is asked for [tests/differential/monitor]
///             (2) the same plots in the same order give the same events, to the bit, also with a save() and a resume
///                 between any two [tests/property/monitor_grammar]
///             (3) an altitude that is missing or of another datum gives events whose answer is `unknown`
/// Accuracy    times and places of entry and exit as presence(); depth and closest approach to a metre or a hundredth,
///             never overstated (incidents() has depth to a centimetre) [tests/differential/monitor]
/// Cost        [bench/micro/monitor]; no allocation once tracks and their neighbourhoods have been seen
///             [tests/unit/monitor_no_allocation]. Not for several threads at once: divide the tracks among monitors
/// Errors      construction throws DomainError naming the option
template <class HeightModels = Heights<>>
class BasicMonitor {
public:
    /// @param rules    of the zones, by their index; without, every presence counts
    /// @param heights  models for the conversion of altitudes
    /// @throws DomainError  naming the option, or where the rules are for another number of zones
    explicit BasicMonitor(std::vector<Zone> zones, MonitorOptions options = {},
                          std::optional<RuleBook> rules = std::nullopt, HeightModels heights = {});

    /// The monitor that save() was called on. @throws ParseError  where the bytes are damaged, or belong to other
    /// zones or options
    BasicMonitor(std::vector<Zone> zones, MonitorOptions options, std::span<const std::byte> saved,
                 std::optional<RuleBook> rules = std::nullopt, HeightModels heights = {});

    [[nodiscard]] const std::vector<Zone>& zones() const noexcept { return zones_; }
    [[nodiscard]] const MonitorOptions& options() const noexcept { return options_; }
    [[nodiscard]] const MonitorCounters& counters() const noexcept { return counters_; }
    [[nodiscard]] std::size_t track_count() const noexcept { return tracks_.size(); }

    /// Takes a plot. Plots come in order of time, those of one track at least by MonitorOptions::reorder.
    ///
    /// @param on_event  called as on_event(const AlertEvent&). It must not call this monitor, nor throw: what was being
    ///                  taken would be left half done.
    template <class OnEvent>
    void plot(std::string_view track_id, const TrackPoint& point, OnEvent&& on_event)
    {
        take_plot(track_id, detail::PlotWithError(point), on_event);
    }
    /// The same with how far the position may be off. Nothing known of it (a receiver that is jammed or spoofed) makes
    /// the answers `unknown`.
    template <class OnEvent>
    void plot(std::string_view track_id, const TrackPoint& point, const PositionUncertainty& uncertainty,
              OnEvent&& on_event)
    {
        take_plot(track_id, detail::PlotWithError(point, uncertainty), on_event);
    }

    /// Says that it is so late, though no plot came: tracks may be lost by it.
    template <class OnEvent>
    void advance(double time_s, OnEvent&& on_event);

    /// The end: what waits is flown, and every track is lost at its last plot.
    template <class OnEvent>
    void finish(OnEvent&& on_event);

    /// What is known of a track, from now on: its next plots are judged by it. A stay that it makes lawful is left, one
    /// that it makes a violation is entered, at the next plot's leg, with the cause `rule`.
    void identify(std::string_view track_id, TrackIdentity who) { tracks_[track_of(track_id)].who = std::move(who); }

    /// Of a track by its number in the events. @pre track < track_count()
    [[nodiscard]] const TrackIdentity& identity(std::uint32_t track) const noexcept { return tracks_[track].who; }
    [[nodiscard]] const std::optional<RuleBook>& rules() const noexcept { return rules_; }

    /// All that it knows, for the constructor; of this machine's byte order, versioned and checksummed.
    [[nodiscard]] std::vector<std::byte> save() const;

private:
    using Neighbour = detail::Neighbour;
    using Watch = detail::Watch;
    using TrackState = detail::TrackState;
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    struct Deadline {
        double time_s;
        std::uint32_t track;
        /// For a heap with the earliest on top; the number decides ties, so that the order is the same everywhere.
        friend bool operator<(const Deadline& a, const Deadline& b) noexcept
        {
            return a.time_s != b.time_s ? a.time_s > b.time_s : a.track > b.track;
        }
    };

    struct IdHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>{}(id); }
    };

    /// One plot being taken: the leg that it ends, or the place where a track begins.
    struct Step {
        std::uint32_t track;
        Leg leg;  ///< from == to: the track begins
        bool begins;
        detail::Ecef from_m;
        detail::Ecef to_m;
        double length_m;  ///< of the leg, not less than it is
        std::optional<Motion> motion;
        double reach_m;  ///< a zone farther than this from the whole leg needs no look
        [[nodiscard]] double now_s() const noexcept { return leg.to.time_s; }
    };

    struct Foreseen {
        double entry_s;
        std::uint32_t zone;
        std::uint32_t watch;
        bool announce;
    };

    void check_options() const;
    [[nodiscard]] std::vector<std::byte> fingerprint() const;

    std::uint32_t track_of(std::string_view id);
    template <class OnEvent>
    void take_plot(std::string_view track_id, const detail::PlotWithError& plot, OnEvent& on_event);
    template <class OnEvent>
    void accept(std::uint32_t track, const detail::PlotWithError& plot, OnEvent& on_event);
    template <class OnEvent>
    void release(std::uint32_t track, double until_s, OnEvent& on_event);
    template <class OnEvent>
    void fire_deadlines(double clock_s, OnEvent& on_event);
    template <class OnEvent>
    void take(Step& step, OnEvent& on_event);
    template <class OnEvent>
    void lose(std::uint32_t track, double issued_s, OnEvent& on_event);
    [[nodiscard]] std::optional<Motion> motion_at(const TrackState& track) const noexcept;
    void list_neighbours(TrackState& track, const Step& step);
    template <class OnEvent>
    void follow(const Step& step, Neighbour& neighbour, OnEvent& on_event);

    /// A part of a stay, and what the rules say of it.
    struct Stay {
        PresenceInterval interval;
        Verdict verdict;
    };

    [[nodiscard]] static constexpr AlertCause cause_of(CrossingCause cause) noexcept
    {
        switch (cause) {
            case CrossingCause::track_begin: return AlertCause::track_begin;
            case CrossingCause::lateral: return AlertCause::lateral;
            case CrossingCause::vertical: return AlertCause::vertical;
            case CrossingCause::activation: return AlertCause::activation;
            case CrossingCause::deactivation: return AlertCause::deactivation;
            case CrossingCause::track_end: return AlertCause::track_end;
            case CrossingCause::rule: return AlertCause::rule;
        }
        return AlertCause::none;
    }

    /// When the track will be in a zone, for the rules that ask [s since the epoch]: -infinity where it is, infinite
    /// where it will not be as far as the rules look, NaN where nothing is known of its motion.
    [[nodiscard]] double enters_s(const Step& step, std::size_t zone) const
    {
        for (const Enters& known : enters_)
            if (known.zone == zone) return known.time_s;
        double time_s = nan;
        if (step.motion) {
            const auto on_leg = [&](const Leg& leg, auto&& callback) {
                for_each_presence(zones_[zone], leg, heights_, callback);
            };
            time_s = infinity;
            on_leg(step.leg, [&](const PresenceInterval& stay) { time_s = std::min(time_s, stay.entry_s); });
            if (time_s == infinity && second_horizon_s_ > 0.0)
                if (const auto next = predict_stay(*step.motion, Seconds{second_horizon_s_}, options_.path, on_leg))
                    time_s = next->entry_s;
        }
        enters_.push_back({zone, time_s});
        return time_s;
    }

    /// The bound of positions, and what closest_approach() leaves open, a metre or a hundredth: nothing that comes
    /// within the bound is missed.
    [[nodiscard]] double sure_bound_m() const noexcept
    {
        const double bound_m = options_.position_bound.value();
        return bound_m > 0.0 ? std::max(bound_m + 1.0, bound_m / 0.99) + 0.01 : 0.0;
    }

    /// Is the zone active, or perhaps, at some time of a leg?
    [[nodiscard]] static bool active_on(const Zone& zone, const Leg& leg) noexcept
    {
        return zone.active(leg.to.time_s) != Containment::outside ||
               zone.active(leg.from.time_s) != Containment::outside ||
               zone.next_activity_change(leg.from.time_s) < leg.to.time_s;
    }

    /// Is nothing known of where it is?
    [[nodiscard]] static bool adrift(const TrackState& track) noexcept
    {
        return track.latest.error() && track.latest.error()->is_unknown();
    }

    [[nodiscard]] Probability chance_of_entry(std::uint32_t number, std::uint32_t zone) const
    {
        const TrackState& track = tracks_[number];
        const Position position{track.latest.point.at, track.latest.point.altitude};
        if (!track.motion || !(options_.lookahead.value() > 0.0))
            return probability_inside(zones_[zone], position, *track.latest.error());
        const double azimuth = track.motion->track_deg * detail::degree;
        const Eigen::Vector2d velocity =
            track.motion->ground_speed_mps * Eigen::Vector2d(std::sin(azimuth), std::cos(azimuth));
        return probability_of_entry(zones_[zone], UncertainMotion(position, *track.latest.error(), velocity),
                                    options_.lookahead)
            .within_horizon;
    }

    /// An altitude in another datum, with the error of the models.
    [[nodiscard]] AltitudeRange range_of(Altitude altitude, LatLon place, double time_s,
                                         VerticalDatum datum) const noexcept
    {
        const AltitudeEstimate converted = heights_.to_datum(altitude, place, time_s, datum);
        return {(converted.altitude.value - converted.error).value(),
                (converted.altitude.value + converted.error).value()};
    }

    [[nodiscard]] Verdict decide(const Step& step, std::uint32_t zone, Altitude altitude) const
    {
        Verdict verdict;
        verdict.outcome = Outcome::violation;
        if (!rules_) return verdict;
        const auto source = [&](VerticalDatum datum) noexcept {
            return range_of(altitude, step.leg.to.at, step.now_s(), datum);
        };
        const PlotHeights<decltype(source)> heights{source};
        return rules_->decide(zone, tracks_[step.track].who, step.now_s(), heights,
                              [&](std::size_t second) { return enters_s(step, second) - step.now_s(); });
    }

    /// The parts of a leg's stays that are not lawful, in order.
    template <class OnStay>
    void stays_on(std::uint32_t zone, const Step& step, const Leg& leg, OnStay&& on_stay) const
    {
        Verdict plain;
        plain.outcome = Outcome::violation;
        for_each_presence(zones_[zone], leg, heights_, [&](const PresenceInterval& stay) {
            if (!rules_) {
                on_stay(Stay{stay, plain});
                return;
            }
            const auto parts = [&](const auto& heights) {
                for_each_unlawful(
                    *rules_, zone, tracks_[step.track].who, leg, stay,
                    [&](std::size_t second) { return enters_s(step, second) - leg.from.time_s; },
                    [&](const PresenceInterval& part, const Verdict& verdict) {
                        on_stay(Stay{part, verdict});
                    },
                    heights);
            };
            if constexpr (has_models) {
                const auto place_at = places_of(leg);
                const auto convert = [&](Altitude own, double time_s, VerticalDatum to) noexcept {
                    return range_of(own, place_at(fraction_of(leg, time_s)), time_s, to);
                };
                // 500 m/s: a climb of 100 m/s, and flight at 400 m/s up a slope of 45 degrees
                const ConvertedAltitude converted(leg, convert, MetresPerSecond{500.0});
                parts(detail::ReachedAltitudes(heights_, leg, converted));
            } else {
                parts(LegAltitude(leg));
            }
        });
    }
    static constexpr bool has_models =
        HeightModels::has_geoid || HeightModels::has_terrain || HeightModels::has_pressure;

    /// An altitude at one time, in every datum that it converts to.
    template <class Range>
    struct PlotHeights {
        const Range& convert;
        [[nodiscard]] AltitudeRange range(VerticalDatum datum, double) const noexcept { return convert(datum); }
        template <class OnTime>
        void for_each_change(Altitude, double, double, OnTime&&) const noexcept
        {
        }
    };
    struct Enters {
        std::size_t zone;
        double time_s;
    };

    /// Why a stay begins or ends at a plot, where the legs before and after do not say.
    [[nodiscard]] AlertCause cause_at_plot(std::uint32_t zone, LatLon at, double time_s, bool entry) const
    {
        const double beside_s = entry ? std::nextafter(time_s, -infinity) : time_s;
        if (zones_[zone].active(beside_s) == Containment::outside)
            return entry ? AlertCause::activation : AlertCause::deactivation;
        if (edge_m(zone, at) < 1.0) return AlertCause::lateral;
        return rules_ ? AlertCause::rule : AlertCause::vertical;
    }

    template <class OnEvent>
    void stay(const Step& step, Watch& watch, const Stay& stay, OnEvent& on_event);
    template <class OnEvent>
    void say_exit(const Step& step, Watch& watch, AlertPhase phase, OnEvent& on_event);
    [[nodiscard]] bool left_within(const Step& step, const Watch& watch, double end_s) const;
    void look_near(const Step& step, const Neighbour& neighbour, Watch& watch, double& first_near_s) const;
    [[nodiscard]] bool in_near_band(const Zone& zone, const Leg& leg, bool& unknown) const noexcept;

    template <class OnEvent>
    void say(std::uint32_t track, Watch& watch, AlertEventKind kind, AlertPhase phase, double time_s, double issued_s,
             LatLon at, Altitude altitude, bool with_edge, OnEvent& on_event);

    [[nodiscard]] Watch& watch_of(TrackState& track, Neighbour& neighbour)
    {
        if (neighbour.watch == detail::no_watch) {
            if (free_.empty()) {
                neighbour.watch = static_cast<std::uint32_t>(watches_.size());
                watches_.emplace_back();
                free_.reserve(watches_.capacity());
            } else {
                neighbour.watch = free_.back();
                free_.pop_back();
                watches_[neighbour.watch] = Watch{};
            }
            watches_[neighbour.watch].zone = neighbour.zone;
            ++track.watches;
        }
        return watches_[neighbour.watch];
    }
    void drop_watch(TrackState& track, Neighbour& neighbour)
    {
        free_.push_back(neighbour.watch);
        neighbour.watch = detail::no_watch;
        --track.watches;
    }

    /// How many of the last n bits are set.
    [[nodiscard]] static int hits_of(std::uint32_t bits, int n) noexcept
    {
        return std::popcount(n >= 32 ? bits : bits & ((1U << n) - 1U));
    }

    /// Of the boundary of a zone.
    [[nodiscard]] double clear_m(const Zone& zone, LatLon place) const noexcept
    {
        const detail::LateralBoundary& boundary = zone.boundary();
        return boundary.has_offset() ? boundary.clearance_bound_m(place)
                                     : detail::boundary_distance_bound_m(boundary, place);
    }
    /// Distance to the boundary of a zone. Compiled when it is first asked for: most zones are never come near.
    [[nodiscard]] double edge_m(std::uint32_t zone, LatLon place) const
    {
        if (zones_[zone].boundary().has_offset()) return zones_[zone].nearest_edge(place).distance.value();
        std::optional<CompiledBoundary>& compiled = compiled_[zone];
        if (!compiled) compiled.emplace(zones_[zone]);
        return compiled->distance(place).value();
    }
    /// Places of a leg by the fraction of its time.
    [[nodiscard]] static auto places_of(const Leg& leg)
    {
        return [path = detail::LegPath(leg.from.at, leg.to.at, leg.kind), from = leg.from.at,
                to = leg.to.at](double fraction) {
            return fraction <= 0.0 ? from : fraction >= 1.0 ? to : path.at(path.length_m() * fraction);
        };
    }
    [[nodiscard]] static double fraction_of(const Leg& leg, double time_s) noexcept
    {
        const double duration_s = leg.to.time_s - leg.from.time_s;
        return duration_s > 0.0 ? std::clamp((time_s - leg.from.time_s) / duration_s, 0.0, 1.0) : 1.0;
    }
    [[nodiscard]] static Altitude altitude_on(const Leg& leg, double time_s) noexcept
    {
        if (leg.from.altitude.datum != leg.to.altitude.datum || !(leg.to.time_s > leg.from.time_s))
            return leg.to.altitude;
        const double fraction = std::clamp((time_s - leg.from.time_s) / (leg.to.time_s - leg.from.time_s), 0.0, 1.0);
        return {leg.from.altitude.value + fraction * (leg.to.altitude.value - leg.from.altitude.value),
                leg.to.altitude.datum};
    }

    std::vector<Zone> zones_;
    mutable std::vector<std::optional<CompiledBoundary>> compiled_;
    MonitorOptions options_;
    std::optional<RuleBook> rules_;
    HeightModels heights_;
    double second_horizon_s_ = 0.0;  ///< how far ahead the rules look
    detail::BallTree tree_;
    MonitorCounters counters_;
    /// A deque, for its items stay where they are: events carry views of the ids, valid as long as the monitor.
    std::deque<TrackState> tracks_;
    std::unordered_map<std::string, std::uint32_t, IdHash, std::equal_to<>> numbers_;
    std::vector<Watch> watches_;
    std::vector<std::uint32_t> free_;
    std::vector<Deadline> deadlines_;  ///< a heap
    double clock_s_ = -infinity;
    std::uint64_t alerts_ = 0;
    // kept for their memory
    std::vector<Neighbour> found_;
    std::vector<Foreseen> foreseen_;
    mutable std::vector<Enters> enters_;  ///< of the plot being taken
};

template <class HeightModels>
BasicMonitor<HeightModels>::BasicMonitor(std::vector<Zone> zones, MonitorOptions options, std::optional<RuleBook> rules,
                                         HeightModels heights)
    : zones_(std::move(zones)), options_(options), rules_(std::move(rules)), heights_(std::move(heights))
{
    check_options();
    if (rules_) {
        if (rules_->zones() != zones_.size()) detail::raise<DomainError>("the rules are for another list of zones");
        for (const RuleSpec& rule : rules_->spec().rules)
            if (rule.heading_for) {
                // "at any time that the prediction reaches": an hour
                const double within_s = std::min(rule.heading_for->within.value(), 3600.0);
                second_horizon_s_ = std::max(second_horizon_s_, within_s);
            }
    }
    std::vector<detail::Ball> balls;
    balls.reserve(zones_.size());
    for (const Zone& zone : zones_) balls.push_back(zone.boundary().ball());
    tree_ = detail::BallTree(balls);
    compiled_.resize(zones_.size());
}

template <class HeightModels>
void BasicMonitor<HeightModels>::check_options() const
{
    const auto at_least_0 = [](double value, const char* name) {
        if (!(value >= 0.0) || !std::isfinite(value))
            detail::raise<DomainError>((std::string("MonitorOptions::") + name + ": " + std::to_string(value) +
                                        " is not a finite number of at least 0")
                                           .c_str());
    };
    at_least_0(options_.near_on.value(), "near_on");
    at_least_0(options_.near_off.value(), "near_off");
    at_least_0(options_.near_vertical.value(), "near_vertical");
    at_least_0(options_.exit_margin.value(), "exit_margin");
    at_least_0(options_.exit_margin_vertical.value(), "exit_margin_vertical");
    at_least_0(options_.minimum_dwell.value(), "minimum_dwell");
    at_least_0(options_.dwell_every.value(), "dwell_every");
    at_least_0(options_.lookahead.value(), "lookahead");
    at_least_0(options_.velocity_span.value(), "velocity_span");
    at_least_0(options_.persistence.value(), "persistence");
    at_least_0(options_.coast.value(), "coast");
    at_least_0(options_.reorder.value(), "reorder");
    at_least_0(options_.position_bound.value(), "position_bound");
    at_least_0(options_.probability_off, "probability_off");
    if (!(options_.probability_on >= options_.probability_off && options_.probability_on <= 1.0))
        detail::raise<DomainError>("MonitorOptions::probability_on: from probability_off to 1");
    if (options_.near_off < options_.near_on) detail::raise<DomainError>("MonitorOptions::near_off: less than near_on");
    if (!(options_.coast.value() > 0.0)) detail::raise<DomainError>("MonitorOptions::coast: 0 would join no two plots");
    const auto m_of_n = [](int m, int n, const char* name) {
        if (m < 1 || n < m || n > 32)
            detail::raise<DomainError>(
                (std::string("MonitorOptions::") + name + ": hits from 1 to the window, which is at most 32").c_str());
    };
    m_of_n(options_.entry_hits, options_.entry_window, "entry_hits");
    m_of_n(options_.predicted_hits, options_.predicted_window, "predicted_hits");
}

template <class HeightModels>
std::uint32_t BasicMonitor<HeightModels>::track_of(std::string_view id)
{
    const auto known = numbers_.find(id);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(tracks_.size());
    tracks_.emplace_back();
    tracks_.back().id = std::string(id);
    numbers_.emplace(std::string(id), number);
    deadlines_.reserve(tracks_.size());
    return number;
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::take_plot(std::string_view track_id, const detail::PlotWithError& plot,
                                           OnEvent& on_event)
{
    ++counters_.plots;
    if (!std::isfinite(plot.point.time_s)) {
        ++counters_.invalid;
        return;
    }
    const std::uint32_t number = track_of(track_id);
    const double reorder_s = options_.reorder.value();
    fire_deadlines(plot.point.time_s - reorder_s, on_event);
    if (reorder_s == 0.0) {
        accept(number, plot, on_event);
        return;
    }
    std::vector<detail::PlotWithError>& waiting = tracks_[number].waiting;
    // after all of its time: the first to say something is heard first
    const auto place = std::upper_bound(waiting.begin(), waiting.end(), plot,
                                        [](const auto& a, const auto& b) { return a.point.time_s < b.point.time_s; });
    const std::ptrdiff_t at = place - waiting.begin();
    waiting.push_back(plot);
    std::rotate(waiting.begin() + at, waiting.end() - 1, waiting.end());
    release(number, waiting.back().point.time_s - reorder_s, on_event);
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::release(std::uint32_t track, double until_s, OnEvent& on_event)
{
    std::size_t flown = 0;
    while (flown < tracks_[track].waiting.size() && tracks_[track].waiting[flown].point.time_s <= until_s) {
        const detail::PlotWithError plot = tracks_[track].waiting[flown++];
        accept(track, plot, on_event);
    }
    std::vector<detail::PlotWithError>& waiting = tracks_[track].waiting;
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(flown));
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::advance(double time_s, OnEvent&& on_event)
{
    if (!std::isfinite(time_s)) return;
    const double until_s = time_s - options_.reorder.value();
    if (options_.reorder.value() > 0.0)
        for (std::uint32_t i = 0; i < tracks_.size(); ++i)
            if (!tracks_[i].waiting.empty()) release(i, until_s, on_event);
    fire_deadlines(until_s, on_event);
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::finish(OnEvent&& on_event)
{
    for (std::uint32_t i = 0; i < tracks_.size(); ++i) {
        release(i, infinity, on_event);
        if (tracks_[i].flying) lose(i, tracks_[i].last.time_s, on_event);
    }
    deadlines_.clear();
    for (TrackState& track : tracks_) track.queued = false;
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::fire_deadlines(double clock_s, OnEvent& on_event)
{
    if (!(clock_s > clock_s_)) {
        // One plot with a time far ahead must not stop the clock for all the others until that time has come.
        if (clock_s < clock_s_ - options_.coast.value()) clock_s_ = clock_s;
        return;
    }
    clock_s_ = clock_s;
    // strictly later than the time of coasting: a plot at exactly its end still joins
    while (!deadlines_.empty() && deadlines_.front().time_s < clock_s) {
        const std::uint32_t number = deadlines_.front().track;
        std::pop_heap(deadlines_.begin(), deadlines_.end());
        deadlines_.pop_back();
        TrackState& track = tracks_[number];
        track.queued = false;
        if (!track.flying || track.watches == 0) continue;
        // what waits and can no longer be preceded by a late plot is no silence
        release(number, clock_s, on_event);
        if (!track.flying || track.watches == 0 || track.queued) continue;
        const double due_s = track.last.time_s + options_.coast.value();
        if (due_s < clock_s) {
            lose(number, due_s, on_event);
        } else {
            track.queued = true;
            deadlines_.push_back({due_s, number});
            std::push_heap(deadlines_.begin(), deadlines_.end());
        }
    }
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::accept(std::uint32_t number, const detail::PlotWithError& plot, OnEvent& on_event)
{
    TrackState& track = tracks_[number];
    const TrackPoint& point = plot.point;
    if (!is_valid(point.at)) {
        ++counters_.without_position;
        return;
    }
    const double coast_s = options_.coast.value();
    if (track.flying) {
        const double later_s = point.time_s - track.last.time_s;
        if (later_s < -coast_s) {
            ++counters_.reversals;
            lose(number, track.last.time_s, on_event);
        } else if (later_s < 0.0) {
            ++counters_.late;
            return;
        } else if (later_s == 0.0) {
            const double up_m = point.altitude.value.value();
            const double last_up_m = track.last.altitude.value.value();
            const bool same_height = std::isnan(up_m)
                                         ? std::isnan(last_up_m)
                                         : up_m == last_up_m && point.altitude.datum == track.last.altitude.datum;
            ++(point.at == track.last.at && same_height ? counters_.duplicate : counters_.conflicting);
            return;
        } else if (later_s > coast_s) {
            lose(number, track.last.time_s + coast_s, on_event);
        }
    }
    ++counters_.used;
    const detail::Ecef here_m = detail::to_ecef_roughly_m(point.at);
    Step step{number, {point, point, options_.legs}, !track.flying, here_m, here_m, 0.0, std::nullopt, 0.0};
    track.past.push(point);
    if (track.flying) {
        step.leg.from = track.last;
        step.from_m = track.last_m;
        step.length_m = detail::LegReach(track.last.at, point.at, options_.legs).length_bound_m();
        step.motion = motion_at(track);
    }
    track.latest = plot;
    track.motion = step.motion;
    take(step, on_event);
    track.flying = true;
    track.last = point;
    track.last_m = here_m;
    if (track.watches > 0 && !track.queued) {
        track.queued = true;
        deadlines_.push_back({point.time_s + coast_s, number});
        std::push_heap(deadlines_.begin(), deadlines_.end());
    }
}

/// Velocity by least squares on the tangent plane of the last plot, over the plots of velocity_span: the noise of one
/// plot is not the noise of the velocity.
template <class HeightModels>
std::optional<Motion> BasicMonitor<HeightModels>::motion_at(const TrackState& track) const noexcept
{
    const detail::PastPlots& past = track.past;
    if (past.size() < 2) return std::nullopt;
    const TrackPoint& now = past.latest(0);
    // Of the tangent plane at the last plot, from places in space: longitudes say nothing of distance near a pole.
    const double sin_lat = std::sin(now.at.lat_deg * detail::degree);
    const double cos_lat = std::cos(now.at.lat_deg * detail::degree);
    const double sin_lon = std::sin(now.at.lon_deg * detail::degree);
    const double cos_lon = std::cos(now.at.lon_deg * detail::degree);
    const detail::Ecef now_m = detail::to_ecef_roughly_m(now.at);
    double n = 0, t1 = 0, t2 = 0;
    struct Sums {
        double east, north, up;
    } sum{}, moment{};
    bool height = true;
    for (std::uint32_t i = 0; i < past.size(); ++i) {
        const TrackPoint& plot = past.latest(i);
        const double t = plot.time_s - now.time_s;
        if (i >= 2 && t < -options_.velocity_span.value()) break;
        const detail::Ecef d = detail::minus(detail::to_ecef_roughly_m(plot.at), now_m);
        const double east = -sin_lon * d.x + cos_lon * d.y;
        const double north = -sin_lat * (cos_lon * d.x + sin_lon * d.y) + cos_lat * d.z;
        height = height && plot.altitude.datum == now.altitude.datum;
        const double up = (plot.altitude.value - now.altitude.value).value();
        n += 1.0;
        t1 += t;
        t2 += t * t;
        sum.east += east, sum.north += north, sum.up += up;
        moment.east += t * east, moment.north += t * north, moment.up += t * up;
    }
    const double denominator = n * t2 - t1 * t1;
    if (!(denominator > 0.0)) return std::nullopt;
    const double v_east = (n * moment.east - t1 * sum.east) / denominator;
    const double v_north = (n * moment.north - t1 * sum.north) / denominator;
    const double v_up = (n * moment.up - t1 * sum.up) / denominator;
    Motion motion{now.time_s, now.at, now.altitude};
    motion.ground_speed_mps = std::hypot(v_east, v_north);
    motion.track_deg = std::atan2(v_east, v_north) / detail::degree;
    motion.vertical_speed_mps = height ? v_up : nan;
    if (options_.path == PredictionPath::constant_turn && past.size() >= 3) {
        // of the two last legs; a turn slower than half a degree a second is the noise of the plots
        const double before = geodesic_inverse(past.latest(2).at, past.latest(1).at).azimuth_end.value();
        const double after = geodesic_inverse(past.latest(1).at, now.at).azimuth_start.value();
        const double apart_s = 0.5 * (now.time_s - past.latest(2).time_s);
        const double rate = std::remainder(after - before, 360.0) / apart_s;
        if (std::abs(rate) >= 0.5 && std::abs(rate) < 20.0) {
            motion.turn_rate_dps = rate;
            motion.track_deg = after + 0.5 * rate * (now.time_s - past.latest(1).time_s);
        }
    }
    return motion;
}

/// A track's neighbours: every zone that it can come within reach of before it has flown some way.
template <class HeightModels>
void BasicMonitor<HeightModels>::list_neighbours(TrackState& track, const Step& step)
{
    const auto from_m = [&](const detail::Ecef& anchor) {
        return std::max(detail::chord_m(anchor, step.from_m), detail::chord_m(anchor, step.to_m)) + 0.5 * step.length_m;
    };
    if (track.listed && from_m(track.list_m) + step.reach_m <= track.list_reach_m) return;
    const double speed_mps = step.motion ? step.motion->ground_speed_mps : 0.0;
    const double roam_m = std::clamp(60.0 * speed_mps, 5e3, 50e3);
    track.list_m = step.to_m;
    track.list_reach_m = from_m(step.to_m) + step.reach_m + roam_m;
    found_.clear();
    tree_.for_each_within(step.to_m, track.list_reach_m, [&](std::uint32_t zone) {
        const detail::Ball& ball = zones_[zone].boundary().ball();
        found_.push_back({zone, detail::no_watch, step.to_m,
                          std::max(0.0, detail::chord_m(step.to_m, ball.centre_m) - ball.radius_m)});
    });
    const auto by_zone = [](const Neighbour& a, const Neighbour& b) { return a.zone < b.zone; };
    std::sort(found_.begin(), found_.end(), by_zone);
    const std::size_t listed = found_.size();
    for (const Neighbour& old : track.neighbours) {
        const auto same =
            std::lower_bound(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(listed), old, by_zone);
        if (same != found_.begin() + static_cast<std::ptrdiff_t>(listed) && same->zone == old.zone)
            *same = old;
        else if (old.watch != detail::no_watch)
            found_.push_back(old);
    }
    std::sort(found_.begin(), found_.end(), by_zone);
    // twice what is needed, and room for whatever may be going on among them: growth soon comes to an end
    if (track.neighbours.capacity() < found_.size()) track.neighbours.reserve(2 * found_.size());
    if (foreseen_.capacity() < found_.size()) foreseen_.reserve(2 * found_.size());
    track.neighbours.assign(found_.begin(), found_.end());
    track.listed = true;
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::take(Step& step, OnEvent& on_event)
{
    step.reach_m = options_.near_on.value() + 1.0;
    if (step.motion && options_.lookahead.value() > 0.0)
        step.reach_m = std::max(step.reach_m, step.motion->ground_speed_mps * options_.lookahead.value() * 1.001 + 1.0);
    step.reach_m = std::max(step.reach_m, options_.position_bound.value() + 1.0);
    if (const PositionUncertainty* error = tracks_[step.track].latest.error();
        error && options_.probability_on > 0.0 && !error->is_unknown())
        step.reach_m += 6.0 * std::min(error->greatest_sigma().value(), sigma_max.value());
    list_neighbours(tracks_[step.track], step);
    foreseen_.clear();
    enters_.clear();
    // on_event may not call back, so the list stands still
    std::vector<Neighbour>& neighbours = tracks_[step.track].neighbours;
    for (Neighbour& neighbour : neighbours) follow(step, neighbour, on_event);

    if (foreseen_.empty()) return;
    std::sort(foreseen_.begin(), foreseen_.end(), [](const Foreseen& a, const Foreseen& b) {
        return a.entry_s != b.entry_s ? a.entry_s < b.entry_s : a.zone < b.zone;
    });
    std::uint32_t rank = 0;
    for (const Foreseen& next : foreseen_) {
        Watch& watch = watches_[next.watch];
        watch.rank = ++rank;
        if (next.announce)
            say(step.track, watch, AlertEventKind::predicted_entry, AlertPhase::opened, step.now_s(), step.now_s(),
                step.leg.to.at, step.leg.to.altitude, true, on_event);
    }
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::follow(const Step& step, Neighbour& neighbour, OnEvent& on_event)
{
    const Zone& zone = zones_[neighbour.zone];
    const auto slack_m = [&] {
        const double away_m =
            std::max(detail::chord_m(neighbour.anchor_m, step.from_m), detail::chord_m(neighbour.anchor_m, step.to_m));
        return neighbour.clear_m - away_m - 0.5 * step.length_m;
    };
    const bool watched = neighbour.watch != detail::no_watch;
    double slack = slack_m();
    if (slack <= step.reach_m) {
        neighbour.anchor_m = step.to_m;
        neighbour.clear_m = clear_m(zone, step.leg.to.at);
        slack = slack_m();
    }
    // Out of reach of the boundary, and nothing was going on: then it is outside, or inside where the zone's height,
    // hours or rules let it be, and those may change.
    const detail::Ball& ball = zone.boundary().ball();
    const bool far = slack > step.reach_m && !watched;
    if (far && detail::chord_m(step.to_m, ball.centre_m) > ball.radius_m) {
        ++counters_.skipped_pairs;
        return;
    }
    ++counters_.tested_pairs;
    TrackState& track = tracks_[step.track];
    const double now_s = step.now_s();

    // 0. With a bound of its position: could it have been inside before it is?
    double first_near_s = infinity;
    if (options_.position_bound.value() > 0.0 && !step.begins && slack <= sure_bound_m() &&
        (neighbour.watch == detail::no_watch || watches_[neighbour.watch].alert == 0) &&
        zone.contains(step.leg.from.at) == Containment::outside) {
        Watch fresh;
        fresh.zone = neighbour.zone;
        Watch& target = neighbour.watch != detail::no_watch ? watches_[neighbour.watch] : fresh;
        look_near(step, neighbour, target, first_near_s);
        if (target.near && first_near_s <= now_s) {
            Watch& watch = watch_of(track, neighbour);
            if (&target == &fresh) watch = fresh;
            say(step.track, watch, AlertEventKind::near, AlertPhase::opened, first_near_s, now_s, watch.closest_at,
                altitude_on(step.leg, first_near_s), true, on_event);
        }
    }

    // 1. Inside?
    bool any = false;
    const auto on_stay = [&](Stay interval) {
        if (adrift(track)) interval.interval.answer = Containment::unknown;
        Watch& watch = watch_of(track, neighbour);
        if (!any) {
            watch.entry_hits = watch.entry_hits << 1U | 1U;
            any = true;
        }
        stay(step, watch, interval, on_event);
    };
    if (step.begins) {
        Containment answer = heights_.contains(zone, Position{step.leg.to.at, step.leg.to.altitude}, now_s);
        if (answer != Containment::outside) {
            const Verdict verdict = decide(step, neighbour.zone, step.leg.to.altitude);
            if (verdict.outcome == Outcome::unknown) answer = Containment::unknown;
            if (verdict.outcome != Outcome::lawful)
                on_stay(Stay{{now_s, now_s, step.leg.to.at, step.leg.to.at, answer}, verdict});
        }
    } else {
        stays_on(neighbour.zone, step, step.leg, on_stay);
    }
    if (neighbour.watch == detail::no_watch && far) return;  // inside the outline only

    first_near_s = infinity;
    bool was_near = false;
    {
        Watch* watch = neighbour.watch == detail::no_watch ? nullptr : &watches_[neighbour.watch];
        if (watch != nullptr) {
            if (!any) watch->entry_hits <<= 1U;
            watch->inside = watch->open && watch->exit_s == now_s;
            if (watch->open && !watch->inside && left_within(step, *watch, now_s)) {
                watch->open = false;
                watch->exit_due = watch->declared;
                watch->declared = false;
            }
            was_near = watch->near;
        }
        // 2. Near? Of one that is inside it goes without saying.
        const bool outside = watch == nullptr || !(watch->open && watch->declared);
        const double near_m = std::max(options_.near_on.value(), options_.position_bound.value());
        if (outside && near_m > 0.0 && (slack <= near_m || was_near)) {
            Watch fresh;
            fresh.zone = neighbour.zone;
            Watch& target = watch != nullptr ? *watch : fresh;
            look_near(step, neighbour, target, first_near_s);
            if (watch == nullptr && fresh.near) {
                watch_of(track, neighbour) = fresh;
                watch = &watches_[neighbour.watch];
            }
        }
        // 3. Going there?
        const bool by_path = outside && step.motion && options_.lookahead.value() > 0.0 && slack <= step.reach_m;
        const bool by_chance = outside && options_.probability_on > 0.0 && track.latest.error() &&
                               !track.latest.error()->is_unknown() && slack <= step.reach_m;
        if (by_path || by_chance || (watch != nullptr && watch->predicted_of > 0)) {
            std::optional<PredictedStay> next;
            std::optional<Verdict> foreseen_verdict;  // of where it enters
            if (by_path)
                next =
                    predict_stay(*step.motion, options_.lookahead, options_.path, [&](const Leg& leg, auto&& callback) {
                        stays_on(neighbour.zone, step, leg, [&](const Stay& part) {
                            if (!foreseen_verdict) foreseen_verdict = part.verdict;
                            callback(part.interval);
                        });
                    });
            if (by_chance) {
                const bool was = watch != nullptr && watch->predicted;
                const double limit = was ? options_.probability_off : options_.probability_on;
                const bool likely = chance_of_entry(step.track, neighbour.zone).value >= limit;
                if (!likely) {
                    next.reset();
                } else if (!next) {
                    const Verdict verdict = decide(step, neighbour.zone, step.leg.to.altitude);
                    if (verdict.outcome != Outcome::lawful) {
                        next = PredictedStay{Containment::unknown, nan, nan, Watch::nowhere, Watch::nowhere};
                        foreseen_verdict = verdict;
                    }
                }
            }
            if (next || watch != nullptr) {
                watch = &watch_of(track, neighbour);
                watch->predicted_hits = watch->predicted_hits << 1U | (next ? 1U : 0U);
                watch->predicted_of = std::min<std::uint32_t>(watch->predicted_of + 1, 32);
            }
            if (next) {
                watch->last_predicted_s = now_s;
                watch->predicted_entry_s = next->entry_s;
                watch->predicted_exit_s = next->exit_s;
                watch->predicted_at = next->entry_at;
                watch->predicted_answer = next->answer;
                if (foreseen_verdict) watch->predicted_verdict = *foreseen_verdict;
            } else if (watch != nullptr) {
                watch->rank = 0;
            }
            if (watch != nullptr) {
                const int hits = hits_of(watch->predicted_hits, options_.predicted_window);
                const bool announce = next && !watch->predicted && hits >= options_.predicted_hits;
                if (announce) watch->predicted = true;
                if (next && watch->predicted)
                    foreseen_.push_back({std::isnan(next->entry_s) ? infinity : next->entry_s, neighbour.zone,
                                         neighbour.watch, announce && watch->alert == 0 && !watch->near});
                if (watch->predicted && now_s - watch->last_predicted_s > options_.persistence.value())
                    watch->predicted = false;
                if (watch->predicted_hits == 0) watch->predicted_of = 0;
            }
        }
    }
    if (neighbour.watch == detail::no_watch) return;
    Watch& watch = watches_[neighbour.watch];
    if (watch.open && watch.declared) watch.predicted = false, watch.predicted_of = 0, watch.predicted_hits = 0;

    // 4. What that makes of the alert.
    const bool goes_on = (watch.open && watch.declared) || watch.near || watch.predicted;
    if (watch.exit_due) {
        say_exit(step, watch, goes_on ? AlertPhase::ongoing : AlertPhase::ended, on_event);
    } else if (watch.near && !watch.near_said && !was_near && first_near_s <= now_s &&
               !(watch.open && watch.declared)) {
        say(step.track, watch, AlertEventKind::near, watch.alert == 0 ? AlertPhase::opened : AlertPhase::ongoing,
            first_near_s, now_s, places_of(step.leg)(fraction_of(step.leg, first_near_s)),
            altitude_on(step.leg, first_near_s), true, on_event);
    } else if (watch.alert != 0 && !goes_on) {
        const bool by_near = !std::isnan(watch.last_near_s) && !(watch.last_predicted_s > watch.last_near_s);
        say(step.track, watch, by_near ? AlertEventKind::near : AlertEventKind::predicted_entry, AlertPhase::ended,
            now_s, now_s, step.leg.to.at, step.leg.to.altitude, true, on_event);
    }
    if (!goes_on && !watch.open && watch.predicted_of == 0)
        drop_watch(track, neighbour);
    else if (!goes_on && watch.alert != 0)
        watch.alert = 0, watch.near_said = false;
}

/// A stay, or more of one.
template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::stay(const Step& step, Watch& watch, const Stay& part, OnEvent& on_event)
{
    const PresenceInterval& interval = part.interval;
    if (watch.open && watch.exit_s != interval.entry_s && left_within(step, watch, interval.entry_s)) {
        watch.open = false;
        if (watch.declared) say_exit(step, watch, AlertPhase::ongoing, on_event);
        watch.declared = false;
    }
    if (!watch.open) {
        watch.open = true;
        watch.declared = watch.certain = false;
        watch.entry_s = interval.entry_s;
        watch.entry_at = interval.entry_at;
        watch.entry_altitude = altitude_on(step.leg, interval.entry_s);
        watch.entry_cause = interval.entry_cause == CrossingCause::track_begin && !step.begins
                                ? cause_at_plot(watch.zone, interval.entry_at, interval.entry_s, true)
                                : cause_of(interval.entry_cause);
        watch.verdict = part.verdict;
        watch.inside_s = 0.0;
        watch.next_dwell_s = options_.dwell_every.value();
        watch.depth_m = watch.depth_time_s = nan;
        watch.depth_at = Watch::nowhere;
    }
    // what is certain tells more than what was not
    if (watch.verdict.outcome == Outcome::unknown || part.verdict.outcome == Outcome::violation)
        watch.verdict = part.verdict;
    watch.exit_cause = cause_of(interval.exit_cause);
    watch.exit_s = interval.exit_s;
    watch.exit_at = interval.exit_at;
    watch.exit_altitude = altitude_on(step.leg, interval.exit_s);
    watch.inside_s += interval.exit_s - interval.entry_s;

    const auto place_at = places_of(step.leg);
    const double duration_s = step.leg.to.time_s - step.leg.from.time_s;
    const detail::Approach deepest = detail::farthest_approach(
        [&](double fraction) { return edge_m(watch.zone, place_at(fraction)); }, step.length_m,
        fraction_of(step.leg, interval.entry_s), fraction_of(step.leg, interval.exit_s),
        std::isnan(watch.depth_m) ? -1.0 : watch.depth_m);
    if (!(deepest.distance_m <= watch.depth_m)) {
        watch.depth_m = deepest.distance_m;
        watch.depth_time_s = step.begins ? step.now_s() : step.leg.from.time_s + duration_s * deepest.fraction;
        watch.depth_at = place_at(deepest.fraction);
    }

    const bool now_certain = interval.answer == Containment::inside && !watch.certain;
    watch.certain = watch.certain || interval.answer == Containment::inside;
    if (!watch.declared) {
        if (hits_of(watch.entry_hits, options_.entry_window) < options_.entry_hits ||
            watch.inside_s < options_.minimum_dwell.value())
            return;
        watch.declared = true;
        if (step.motion) {
            const auto next = predict_stay(
                *step.motion, options_.lookahead.value() > 0.0 ? options_.lookahead : Seconds{120.0}, options_.path,
                [&](const Leg& leg, auto&& callback) {
                    stays_on(watch.zone, step, leg, [&](const Stay& next_part) { callback(next_part.interval); });
                });
            watch.predicted_exit_s = next && next->entry_s == step.now_s() ? next->exit_s : nan;
        }
        say(step.track, watch, AlertEventKind::entry, watch.alert == 0 ? AlertPhase::opened : AlertPhase::ongoing,
            watch.entry_s, step.now_s(), watch.entry_at, watch.entry_altitude, !step.begins, on_event);
    } else if (now_certain) {
        say(step.track, watch, AlertEventKind::dwell, AlertPhase::ongoing, interval.entry_s, step.now_s(),
            interval.entry_at, altitude_on(step.leg, interval.entry_s), false, on_event);
    }
    while (options_.dwell_every.value() > 0.0 && watch.inside_s >= watch.next_dwell_s) {
        const double time_s = std::max(interval.exit_s - (watch.inside_s - watch.next_dwell_s), interval.entry_s);
        say(step.track, watch, AlertEventKind::dwell, AlertPhase::ongoing, time_s, step.now_s(),
            place_at(fraction_of(step.leg, time_s)), altitude_on(step.leg, time_s), false, on_event);
        watch.next_dwell_s += options_.dwell_every.value();
    }
}

/// Was a flight that left at watch.exit_s clear of the zone, by the exit margin, at some moment until end_s?
template <class HeightModels>
bool BasicMonitor<HeightModels>::left_within(const Step& step, const Watch& watch, double end_s) const
{
    const Zone& zone = zones_[watch.zone];
    const Leg& leg = step.leg;
    if (step.begins) return true;
    const double begin_s = std::max(watch.exit_s, leg.from.time_s);
    if (!(end_s > begin_s)) return false;
    const auto place_at = places_of(leg);
    const double middle_s = 0.5 * (begin_s + end_s);
    if (zone.active(middle_s) == Containment::outside) return true;
    if (zone.contains(place_at(fraction_of(leg, middle_s))) != Containment::inside) {
        // all of it is outside, or else there would be a stay
        const double margin_m = options_.exit_margin.value();
        if (margin_m == 0.0) return true;
        const auto distance_at = [&](double fraction) { return edge_m(watch.zone, place_at(fraction)); };
        const double end = fraction_of(leg, end_s);
        if (distance_at(end) >= margin_m) return true;
        // the farthest is further than the end by no more than the way there
        const double begin = fraction_of(leg, begin_s);
        if (step.length_m * (end - begin) < margin_m) return false;
        return detail::farthest_approach(distance_at, step.length_m, begin, end, -1.0).distance_m >= margin_m;
    }
    // Inside in place, height and time: what it did there became lawful.
    if (heights_.contains(zone, Position{place_at(fraction_of(leg, middle_s)), altitude_on(leg, middle_s)}, middle_s) !=
        Containment::outside)
        return true;
    // over the zone or under it: in one datum linear, so that the ends are the extremes
    const auto beyond_m = [&](double t) {
        double beyond = 0.0;
        const auto limit = [&](const AltitudeLimit& l, double sign) {
            if (l.kind != AltitudeLimit::Kind::altitude) return;
            const auto height = heights_.to_datum(altitude_on(leg, t), place_at(fraction_of(leg, t)), t, l.value.datum);
            const double over_m = sign * (height.altitude.value - l.value.value).value();
            // what cannot be compared cannot keep it inside either
            beyond = std::isnan(over_m) ? infinity : std::max(beyond, over_m);
        };
        limit(zone.altitude().lower, -1.0);
        limit(zone.altitude().upper, 1.0);
        return beyond;
    };
    return std::max(beyond_m(begin_s), beyond_m(end_s)) >= options_.exit_margin_vertical.value();
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::say_exit(const Step& step, Watch& watch, AlertPhase phase, OnEvent& on_event)
{
    watch.exit_due = false;
    if (watch.exit_cause == AlertCause::track_end)
        watch.exit_cause = cause_at_plot(watch.zone, watch.exit_at, watch.exit_s, false);
    say(step.track, watch, AlertEventKind::exit, phase, watch.exit_s, step.now_s(), watch.exit_at, watch.exit_altitude,
        true, on_event);
    watch.predicted_exit_s = watch.predicted_entry_s = nan;
    watch.closest_m = nan;
}

template <class HeightModels>
bool BasicMonitor<HeightModels>::in_near_band(const Zone& zone, const Leg& leg, bool& unknown) const noexcept
{
    unknown = false;
    const auto side = [&](const AltitudeLimit& l, double sign) {
        if (l.kind != AltitudeLimit::Kind::altitude) return true;
        const auto beyond_m = [&](const TrackPoint& plot) {
            const auto height = heights_.to_datum(plot.altitude, plot.at, plot.time_s, l.value.datum);
            return sign * (height.altitude.value - l.value.value).value() - height.error.value();
        };
        const double from_m = beyond_m(leg.from);
        const double to_m = beyond_m(leg.to);
        unknown = unknown || std::isnan(from_m) || std::isnan(to_m);
        return !(std::min(from_m, to_m) > options_.near_vertical.value());
    };
    return side(zone.altitude().lower, -1.0) && side(zone.altitude().upper, 1.0);
}

/// Sets watch.near and the closest approach of the leg.
template <class HeightModels>
void BasicMonitor<HeightModels>::look_near(const Step& step, const Neighbour& neighbour, Watch& watch,
                                           double& first_near_s) const
{
    const Zone& zone = zones_[neighbour.zone];
    const Leg& leg = step.leg;
    const double now_s = step.now_s();
    const double bound_m = sure_bound_m();
    const double on_m = std::max(options_.near_on.value(), bound_m);
    const double off_m = std::max(options_.near_off.value(), bound_m);
    bool unknown = false;
    double closest_m = infinity;
    const bool could = active_on(zone, leg) && in_near_band(zone, leg, unknown);
    // what would be lawful inside is not warned of outside
    if (could) watch.predicted_verdict = decide(step, neighbour.zone, leg.to.altitude);
    if (could && watch.predicted_verdict.outcome != Outcome::lawful) {
        unknown = unknown || watch.predicted_verdict.outcome == Outcome::unknown;
        const auto place_at = places_of(leg);
        // laterally inside, over the zone or under it, is no distance at all
        const bool over = zone.contains(leg.to.at) == Containment::inside;
        const auto distance_at = [&](double fraction) {
            if (over && fraction >= 1.0) return 0.0;
            return edge_m(neighbour.zone, place_at(fraction));
        };
        const double duration_s = step.begins ? 0.0 : leg.to.time_s - leg.from.time_s;
        // from where an earlier stay ended: what was before is not an approach
        const double begin = duration_s > 0.0 && watch.exit_s > leg.from.time_s
                                 ? std::min(1.0, (watch.exit_s - leg.from.time_s) / duration_s)
                                 : 0.0;
        // closer than ever; but one that is not near yet, or is no longer, is to be found however near it once was
        const double worth_m = std::isnan(watch.closest_m) ? std::max(on_m, watch.near ? off_m : 0.0)
                               : watch.near                ? std::min(watch.closest_m, off_m)
                                                           : std::max(on_m, std::min(watch.closest_m, off_m));
        const detail::Approach approach =
            duration_s > 0.0 ? detail::closest_approach(distance_at, step.length_m, begin, 1.0, worth_m)
                             : detail::Approach{0.0, distance_at(1.0)};
        closest_m = approach.distance_m;
        if (!(closest_m >= watch.closest_m)) {
            watch.closest_m = closest_m;
            watch.closest_time_s = leg.from.time_s + duration_s * approach.fraction;
            watch.closest_at = duration_s > 0.0 ? place_at(approach.fraction) : leg.to.at;
        }
        if (!watch.near && closest_m <= on_m) {
            const double fraction =
                duration_s > 0.0 ? detail::first_within(distance_at, step.length_m, begin, 1.0, on_m) : 0.0;
            first_near_s = fraction <= 1.0 ? leg.from.time_s + duration_s * fraction : watch.closest_time_s;
        }
        closest_m = std::min(closest_m, distance_at(1.0));
    }
    // could be inside
    watch.near_unknown = unknown || closest_m <= bound_m;
    if (closest_m <= on_m) {
        watch.near = true;
        watch.last_near_s = now_s;
    } else if (watch.near) {
        if (closest_m <= off_m)
            watch.last_near_s = now_s;
        else if (now_s - watch.last_near_s > options_.persistence.value())
            watch.near = false;
    }
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::lose(std::uint32_t number, double issued_s, OnEvent& on_event)
{
    TrackState& track = tracks_[number];
    ++counters_.lost;
    for (Neighbour& neighbour : track.neighbours) {
        if (neighbour.watch == detail::no_watch) continue;
        Watch& watch = watches_[neighbour.watch];
        const double last_s = track.last.time_s;
        if (watch.open && watch.declared && watch.inside)
            say(number, watch, AlertEventKind::track_lost_inside, AlertPhase::ended, last_s, issued_s, track.last.at,
                track.last.altitude, false, on_event);
        else if (watch.open && watch.declared) {
            if (watch.exit_cause == AlertCause::track_end)
                watch.exit_cause = cause_at_plot(watch.zone, watch.exit_at, watch.exit_s, false);
            say(number, watch, AlertEventKind::exit, AlertPhase::ended, watch.exit_s, issued_s, watch.exit_at,
                watch.exit_altitude, true, on_event);
        } else if (watch.alert != 0)
            say(number, watch, watch.near ? AlertEventKind::near : AlertEventKind::predicted_entry, AlertPhase::ended,
                last_s, issued_s, track.last.at, track.last.altitude, true, on_event);
        drop_watch(track, neighbour);
    }
    track.flying = false;
    track.listed = false;
    track.past.clear();
}

template <class HeightModels>
template <class OnEvent>
void BasicMonitor<HeightModels>::say(std::uint32_t track, Watch& watch, AlertEventKind kind, AlertPhase phase,
                                     double time_s, double issued_s, LatLon at, Altitude altitude, bool with_edge,
                                     OnEvent& on_event)
{
    if (watch.alert == 0) watch.alert = ++alerts_;
    watch.near_said = watch.near_said || kind == AlertEventKind::near || kind == AlertEventKind::entry;
    const bool happened = kind != AlertEventKind::predicted_entry && kind != AlertEventKind::near;
    const Containment answer = happened                 ? (watch.certain ? Containment::inside : Containment::unknown)
                               : adrift(tracks_[track]) ? Containment::unknown
                               : kind == AlertEventKind::predicted_entry ? watch.predicted_answer
                               : watch.near_unknown                      ? Containment::unknown
                                                                         : Containment::inside;
    // an event is not before one that was said already (a prediction is of its plot, an exit may be of before)
    time_s = std::max(time_s, watch.last_event_s);
    watch.last_event_s = time_s;
    AlertEvent event{};
    event.kind = kind;
    event.phase = phase;
    event.answer = answer;
    event.alert_id = watch.alert;
    event.track = track;
    event.zone = watch.zone;
    event.track_id = tracks_[track].id;
    event.time_s = time_s;
    event.issued_s = issued_s;
    event.at = at;
    event.altitude = altitude;
    event.verdict = happened ? watch.verdict : watch.predicted_verdict;
    event.cause = kind == AlertEventKind::entry               ? watch.entry_cause
                  : kind == AlertEventKind::exit              ? watch.exit_cause
                  : kind == AlertEventKind::track_lost_inside ? AlertCause::track_end
                                                              : AlertCause::none;
    if (event.cause != AlertCause::none && event.cause != AlertCause::lateral) with_edge = false;
    event.part = event.ring = event.vertex = -1;
    if (with_edge) {
        const NearestEdge edge = zones_[watch.zone].nearest_edge(
            kind == AlertEventKind::predicted_entry && phase == AlertPhase::opened ? watch.predicted_at : at);
        event.part = edge.part;
        event.ring = edge.ring;
        event.vertex = edge.vertex;
    }
    event.inside_s = happened ? watch.inside_s : 0.0;
    event.max_depth_m = happened ? watch.depth_m : nan;
    event.max_depth_s = happened ? watch.depth_time_s : nan;
    event.max_depth_at = happened ? watch.depth_at : Watch::nowhere;
    event.closest_m = watch.closest_m;
    event.closest_s = watch.closest_time_s;
    event.closest_at = watch.closest_at;
    const bool foreseen = !happened && phase != AlertPhase::ended && watch.last_predicted_s == issued_s;
    event.predicted_entry_s = foreseen ? watch.predicted_entry_s : nan;
    event.predicted_exit_s = foreseen || kind == AlertEventKind::entry ? watch.predicted_exit_s : nan;
    event.predicted_at = foreseen ? watch.predicted_at : Watch::nowhere;
    event.prediction_rank = foreseen ? watch.rank : 0;
    const int window = std::min(static_cast<int>(watch.predicted_of), options_.predicted_window);
    event.certainty = kind != AlertEventKind::predicted_entry ? 1.0
                      : window == 0                           ? 0.0
                                    : hits_of(watch.predicted_hits, window) / static_cast<double>(window);
    event.sigma_m = nan;
    event.probability_inside = event.probability_entry = unknown_probability;
    const TrackState& state = tracks_[track];
    if (state.latest.error()) {
        event.sigma_m = state.latest.error()->greatest_sigma().value();
        event.probability_inside = probability_inside(
            zones_[watch.zone], Position{state.latest.point.at, state.latest.point.altitude}, *state.latest.error());
        event.probability_entry = chance_of_entry(track, watch.zone);
    }
    on_event(std::as_const(event));
}

// Saving ------------------------------------------------------------------------------------------------------------

template <class HeightModels>
std::vector<std::byte> BasicMonitor<HeightModels>::fingerprint() const
{
    detail::StateWriter w;
    const MonitorOptions& o = options_;
    w.put_all(o.near_on.value(), o.near_off.value(), o.near_vertical.value(), o.exit_margin.value(),
              o.exit_margin_vertical.value(), o.entry_hits, o.entry_window, o.minimum_dwell.value(),
              o.dwell_every.value(), o.lookahead.value(), o.path, o.predicted_hits, o.predicted_window,
              o.velocity_span.value(), o.persistence.value(), o.coast.value(), o.legs, o.reorder.value(),
              o.probability_on, o.probability_off, o.position_bound.value());
    if (rules_)
        for (const RuleSpec& rule : rules_->spec().rules) w.put(rule.name);
    for (const Zone& zone : zones_) {
        w.put(zone.id());
        const detail::Ball& ball = zone.boundary().ball();
        w.put_all(ball.centre_m, ball.radius_m, std::uint64_t{zone.boundary().curves().size()});
        for (const TimeWindow& window : zone.windows()) w.put_all(window.begin_s, window.end_s);
        for (const AltitudeLimit* limit : {&zone.altitude().lower, &zone.altitude().upper})
            w.put_all(limit->kind, limit->value);
    }
    return std::move(w.bytes());
}

template <class HeightModels>
std::vector<std::byte> BasicMonitor<HeightModels>::save() const
{
    detail::StateWriter w;
    w.put_all(std::string("picket monitor 1"), detail::checksum_of(fingerprint()));
    const MonitorCounters& c = counters_;
    w.put_all(c.plots, c.used, c.duplicate, c.conflicting, c.late, c.without_position, c.invalid, c.reversals, c.lost,
              c.skipped_pairs, c.tested_pairs, clock_s_, alerts_, std::uint64_t{tracks_.size()});
    for (const TrackState& t : tracks_) {
        w.put_all(t.id, t.who, t.flying, t.queued, t.last, t.latest, t.last_m, t.watches, t.listed, t.list_m,
                  t.list_reach_m, t.past.count);
        for (const TrackPoint& plot : t.past.plots) w.put(plot);
        w.put(std::uint64_t{t.neighbours.size()});
        for (const Neighbour& n : t.neighbours) w.put_all(n.zone, n.watch, n.anchor_m, n.clear_m);
        w.put(t.waiting);
    }
    w.put(std::uint64_t{watches_.size()});
    for (const Watch& watch : watches_) detail::visit_members([&](const auto&... v) { w.put_all(v...); }, watch);
    w.put(free_);
    w.put(std::uint64_t{deadlines_.size()});
    for (const Deadline& d : deadlines_) w.put_all(d.time_s, d.track);
    w.put(detail::checksum_of(w.bytes()));
    return std::move(w.bytes());
}

template <class HeightModels>
BasicMonitor<HeightModels>::BasicMonitor(std::vector<Zone> zones, MonitorOptions options,
                                         std::span<const std::byte> saved, std::optional<RuleBook> rules,
                                         HeightModels heights)
    : BasicMonitor(std::move(zones), options, std::move(rules), std::move(heights))
{
    const auto damaged = [] { detail::raise<ParseError>("a saved monitor that is damaged"); };
    if (saved.size() < 8) damaged();
    const auto body = saved.first(saved.size() - 8);
    std::uint64_t sum = 0;
    detail::StateReader(saved.last(8)).get(sum);
    if (sum != detail::checksum_of(body)) damaged();
    detail::StateReader r(body);
    std::string magic;
    std::uint64_t print = 0;
    r.get_all(magic, print);
    if (magic != "picket monitor 1") detail::raise<ParseError>("a saved monitor of another version");
    if (print != detail::checksum_of(fingerprint()))
        detail::raise<ParseError>("a saved monitor of other zones or options");
    MonitorCounters& c = counters_;
    r.get_all(c.plots, c.used, c.duplicate, c.conflicting, c.late, c.without_position, c.invalid, c.reversals, c.lost,
              c.skipped_pairs, c.tested_pairs, clock_s_, alerts_);
    tracks_.resize(r.size(8));
    for (std::uint32_t i = 0; i < tracks_.size(); ++i) {
        TrackState& t = tracks_[i];
        r.get_all(t.id, t.who, t.flying, t.queued, t.last, t.latest, t.last_m, t.watches, t.listed, t.list_m,
                  t.list_reach_m, t.past.count);
        for (TrackPoint& plot : t.past.plots) r.get(plot);
        t.neighbours.resize(r.size(8));
        for (Neighbour& n : t.neighbours) {
            r.get_all(n.zone, n.watch, n.anchor_m, n.clear_m);
            if (n.zone >= zones_.size()) damaged();
        }
        r.get(t.waiting);
        if (t.flying) t.motion = motion_at(t);
        numbers_.emplace(t.id, i);
    }
    watches_.resize(r.size(8));
    for (Watch& watch : watches_) detail::visit_members([&](auto&... v) { r.get_all(v...); }, watch);
    r.get(free_);
    deadlines_.reserve(tracks_.size());
    deadlines_.resize(r.size(8));
    for (Deadline& d : deadlines_) r.get_all(d.time_s, d.track);
    for (const TrackState& t : tracks_)
        for (const Neighbour& n : t.neighbours)
            if (n.watch != detail::no_watch && n.watch >= watches_.size()) damaged();
}

/// The monitor without models of heights.
using Monitor = BasicMonitor<>;

}  // namespace v0
}  // namespace picket

#endif
