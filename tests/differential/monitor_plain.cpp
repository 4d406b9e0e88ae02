// SPDX-License-Identifier: MIT
// Monitor against a plain one: every track against every zone at every plot, no list of neighbours, nothing skipped, no
// compiled boundary, distances by many samples. It is written from what the documentation says, from presence(),
// predict_stay() and Zone's own distance.
#include <picket/airspace/monitor.hpp>
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/presence.hpp>
#include <picket/airspace/zone.hpp>

#include <support/airspace.hpp>
#include <support/monitor.hpp>

#include <GeographicLib/LocalCartesian.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace picket;
using airspace_tests::direct;
using airspace_tests::distance_m;
using airspace_tests::Random;
using airspace_tests::star;
using airspace_tests::zone_of;
using monitor_tests::Listener;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_d = std::numeric_limits<double>::quiet_NaN();

struct PlainEvent {
    AlertEventKind kind;
    AlertPhase phase;
    double earliest_s;  ///< the time is between these
    double latest_s;
    double issued_s;
    double inside_s;
    double depth_m;                       ///< greatest so far
    double closest_m;                     ///< NaN: none
    double predicted_earliest_s = nan_d;  ///< NaN: not compared
    double predicted_latest_s = nan_d;
};

/// Values along a leg, from one fraction of it to another, at many places.
struct Samples {
    std::vector<double> fractions;
    std::vector<double> values;
    double step_m = 0;  ///< way between two
    double extreme;     ///< the least, or the greatest, looked at more closely
};

/// One track against one zone, from its first plot to its loss, and again.
class PlainPair {
public:
    PlainPair(const Zone& zone, const MonitorOptions& options) : zone_(zone), options_(options) {}

    [[nodiscard]] const std::vector<PlainEvent>& events() const { return events_; }
    /// From the plot of this time on a decision hangs on less than the documented accuracy. Infinite: none does.
    [[nodiscard]] double undecided_s() const { return undecided_s_; }

    void plot(const TrackPoint& plot)
    {
        flown_.push_back(plot);
        const double now_s = plot.time_s;
        std::vector<PresenceInterval> inside;
        if (flown_.size() == 1) {
            const Containment answer = zone_.contains(Position{plot.at, plot.altitude}, now_s);
            if (answer != Containment::outside) inside.push_back({now_s, now_s, plot.at, plot.at, answer});
        } else {
            inside = presence(zone_, leg());
        }
        had_stay_.push_back(!inside.empty());

        for (const PresenceInterval& part : inside) take(part);
        bool left = false;
        double left_s = last_said_s_;
        if (stay_ && stay_->exit_s != now_s && clear(stay_->exit_s, now_s)) {
            left = stay_->declared;
            if (left) left_s = stay_->exit_s, closest_m_ = nan_d;
            stay_.reset();
        }
        const bool in = stay_ && stay_->declared;
        const bool was_near = near_;
        if (!in && options_.near_on.value() > 0.0) judge_near(left_s);
        bool announce = false;
        if (in) {
            predicted_ = false;
            foreseen_.clear(), agreed_ = 0;
        } else {
            announce = judge_prediction();
        }

        const bool goes_on = in || near_ || predicted_;
        if (left) {
            say(AlertEventKind::exit, goes_on ? AlertPhase::ongoing : AlertPhase::ended, left_s, left_s);
        } else if (near_ && !was_near && !in) {
            // once in an alert, and not of one that has been inside
            if (!near_said_) say(AlertEventKind::near, alert_phase(), near_earliest_s_, near_latest_s_);
        } else if (alert_ && !goes_on) {
            const bool by_near = !std::isnan(last_near_s_) && !(last_predicted_s_ > last_near_s_);
            say(by_near ? AlertEventKind::near : AlertEventKind::predicted_entry, AlertPhase::ended, now_s, now_s);
        }
        if (announce && !alert_ && !near_) {
            say(AlertEventKind::predicted_entry, AlertPhase::opened, now_s, now_s);
            events_.back().predicted_earliest_s = predicted_earliest_s_;
            events_.back().predicted_latest_s = predicted_latest_s_;
        }
    }

    void lost(double issued_s)
    {
        if (flown_.empty()) return;
        const double last_s = flown_.back().time_s;
        const auto end = [&](AlertEventKind kind, double time_s) {
            say(kind, AlertPhase::ended, time_s, time_s, issued_s);
        };
        if (stay_ && stay_->declared)
            stay_->exit_s == last_s ? end(AlertEventKind::track_lost_inside, last_s)
                                    : end(AlertEventKind::exit, stay_->exit_s);
        else if (alert_)
            end(near_ ? AlertEventKind::near : AlertEventKind::predicted_entry, last_s);
        flown_.clear();
        had_stay_.clear();
        foreseen_.clear(), agreed_ = 0;
        stay_.reset();
        near_ = predicted_ = false;
        last_near_s_ = last_predicted_s_ = closest_m_ = nan_d;
    }

private:
    struct Stay {
        double entry_s;
        double exit_s;
        double next_dwell_s = 0;
        bool declared = false;
        bool certain = false;
    };

    [[nodiscard]] Leg leg() const { return {flown_[flown_.size() - 2], flown_.back(), options_.legs}; }
    [[nodiscard]] double now_s() const { return flown_.back().time_s; }
    [[nodiscard]] AlertPhase alert_phase() const { return alert_ ? AlertPhase::ongoing : AlertPhase::opened; }
    void undecided() { undecided_s_ = std::min(undecided_s_, now_s()); }

    void say(AlertEventKind kind, AlertPhase phase, double earliest_s, double latest_s)
    {
        say(kind, phase, earliest_s, latest_s, now_s());
    }
    void say(AlertEventKind kind, AlertPhase phase, double earliest_s, double latest_s, double issued_s)
    {
        // times do not fall
        const bool happened = kind != AlertEventKind::near && kind != AlertEventKind::predicted_entry;
        events_.push_back({kind, phase, std::max(earliest_s, last_said_s_), std::max(latest_s, last_said_s_), issued_s,
                           happened ? inside_s_ : 0.0, happened ? depth_m_ : nan_d, closest_m_});
        alert_ = phase != AlertPhase::ended;
        near_said_ = alert_ && (near_said_ || kind == AlertEventKind::near || kind == AlertEventKind::entry);
        last_said_s_ = alert_ ? events_.back().earliest_s : -infinity;
        if (!alert_) last_near_s_ = closest_m_ = nan_d;
    }

    void take(const PresenceInterval& part)
    {
        if (stay_ && part.entry_s != stay_->exit_s && clear(stay_->exit_s, part.entry_s)) {
            if (stay_->declared) {
                closest_m_ = nan_d;
                say(AlertEventKind::exit, AlertPhase::ongoing, stay_->exit_s, stay_->exit_s);
            }
            stay_.reset();
        }
        if (!stay_) {
            stay_ = Stay{part.entry_s, part.exit_s, options_.dwell_every.value()};
            inside_s_ = depth_m_ = 0.0;
        }
        stay_->exit_s = part.exit_s;
        inside_s_ += part.exit_s - part.entry_s;
        if (flown_.size() == 1) {
            depth_m_ = zone_.nearest_edge(part.entry_at).distance.value();
        } else {
            const Samples depth = sample([&](double f) { return zone_.nearest_edge(place_at(f)).distance.value(); }, 1,
                                         fraction_of(part.entry_s), fraction_of(part.exit_s), depth_m_, infinity);
            depth_m_ = std::max(depth_m_, depth.extreme);
        }
        const bool newly_certain = part.answer == Containment::inside && !stay_->certain;
        stay_->certain = stay_->certain || part.answer == Containment::inside;
        if (!stay_->declared) {
            int hits = 0;
            for (std::size_t i = 0; i < had_stay_.size() && i < static_cast<std::size_t>(options_.entry_window); ++i)
                hits += had_stay_[had_stay_.size() - 1 - i] ? 1 : 0;
            if (hits < options_.entry_hits || inside_s_ < options_.minimum_dwell.value()) {
                // sums of differences of times
                if (std::abs(inside_s_ - options_.minimum_dwell.value()) < 1e-6 && inside_s_ > 0) undecided();
                return;
            }
            stay_->declared = true;
            say(AlertEventKind::entry, alert_phase(), stay_->entry_s, stay_->entry_s);
        } else if (newly_certain) {
            say(AlertEventKind::dwell, AlertPhase::ongoing, part.entry_s, part.entry_s);
        }
        // a dwell that had been before the entry was confirmed is told with the leg that confirmed it
        for (; options_.dwell_every.value() > 0.0 && inside_s_ >= stay_->next_dwell_s;
             stay_->next_dwell_s += options_.dwell_every.value()) {
            const double time_s = std::max(part.entry_s, part.exit_s - (inside_s_ - stay_->next_dwell_s));
            say(AlertEventKind::dwell, AlertPhase::ongoing, time_s, time_s);
        }
    }

    [[nodiscard]] double fraction_of(double time_s) const
    {
        const Leg flown = leg();
        return std::clamp((time_s - flown.from.time_s) / (flown.to.time_s - flown.from.time_s), 0.0, 1.0);
    }
    [[nodiscard]] LatLon place_at(double fraction) const
    {
        const Leg flown = leg();
        if (fraction <= 0.0) return flown.from.at;
        if (fraction >= 1.0) return flown.to.at;
        if (flown.kind == LegKind::rhumb) {
            const RhumbInverse line = rhumb_inverse(flown.from.at, flown.to.at);
            return rhumb_direct(flown.from.at, line.azimuth, Metres{fraction * line.distance.value()});
        }
        const GeodesicInverse line = geodesic_inverse(flown.from.at, flown.to.at);
        return geodesic_direct(flown.from.at, line.azimuth_start, Metres{fraction * line.distance.value()}).at;
    }
    [[nodiscard]] double length_m() const
    {
        const Leg flown = leg();
        return flown.kind == LegKind::rhumb ? rhumb_inverse(flown.from.at, flown.to.at).distance.value()
                                            : geodesic_inverse(flown.from.at, flown.to.at).distance.value();
    }
    /// Negative inside.
    [[nodiscard]] double outside_m(LatLon place) const
    {
        const double edge_m = zone_.nearest_edge(place).distance.value();
        return zone_.contains(place) == Containment::inside ? -edge_m : edge_m;
    }
    /// @param sign      1: the greatest is wanted; -1: the least
    /// @param from_m    where all of it is less than this, or more than to_m, by its ends, a few samples do
    template <class Value>
    [[nodiscard]] Samples sample(const Value& value, double sign, double begin, double end, double from_m,
                                 double to_m) const
    {
        const double way_m = length_m() * (end - begin);
        const double a = value(begin);
        const double b = value(end);
        const bool far = 0.5 * (a + b - way_m) > to_m || 0.5 * (a + b + way_m) < from_m;
        const int n = far ? 2 : 80;
        Samples result;
        result.step_m = way_m / n;
        for (int i = 0; i <= n; ++i) {
            result.fractions.push_back(i == n ? end : begin + (end - begin) * i / n);
            result.values.push_back(i == 0 ? a : i == n ? b : value(result.fractions.back()));
        }
        const auto best = std::max_element(result.values.begin(), result.values.end(),
                                           [&](double x, double y) { return sign * x < sign * y; });
        result.extreme = *best;
        const double at = result.fractions[static_cast<std::size_t>(best - result.values.begin())];
        for (int i = -20; i <= 20 && !far; ++i) {
            const double other = value(std::clamp(at + (end - begin) / n * i / 20, begin, end));
            if (sign * other > sign * result.extreme) result.extreme = other;
        }
        return result;
    }

    /// How far above or below the band at a time of the leg; less than infinite only where that is known.
    [[nodiscard]] double beyond_band_m(double fraction) const
    {
        const Leg flown = leg();
        const double up_m = flown.from.altitude.value.value() +
                            fraction * (flown.to.altitude.value.value() - flown.from.altitude.value.value());
        const AltitudeBand& band = zone_.altitude();
        double beyond_m = -infinity;
        if (band.lower.kind == AltitudeLimit::Kind::altitude)
            beyond_m = std::max(beyond_m, band.lower.value.value.value() - up_m);
        if (band.upper.kind == AltitudeLimit::Kind::altitude)
            beyond_m = std::max(beyond_m, up_m - band.upper.value.value.value());
        return beyond_m;
    }
    [[nodiscard]] bool active_somewhere(double from_s, double to_s, bool wanted) const
    {
        std::vector<double> times{from_s, to_s};
        for (const TimeWindow& window : zone_.windows())
            for (const double t : {window.begin_s, window.end_s})
                if (t > from_s && t < to_s) times.push_back(t);
        std::sort(times.begin(), times.end());
        for (std::size_t i = 0; i + 1 < times.size(); ++i)
            if ((zone_.active(0.5 * (times[i] + times[i + 1])) == Containment::inside) == wanted) return true;
        return false;
    }

    /// Was it clear of the zone at some moment of this leg between two times? That it was not inside is known.
    [[nodiscard]] bool clear(double from_s, double to_s)
    {
        from_s = std::max(from_s, leg().from.time_s);
        if (!(to_s > from_s)) return false;
        if (active_somewhere(from_s, to_s, false)) return true;
        const double margin_m = options_.exit_margin.value();
        const double margin_up_m = options_.exit_margin_vertical.value();
        const double begin = fraction_of(from_s);
        const double end = fraction_of(to_s);
        const double up_m = std::max(beyond_band_m(begin), beyond_band_m(end));  // linear
        if (up_m > 0.0 && up_m >= margin_up_m) return true;
        if (margin_up_m > 0.0 && up_m > margin_up_m - 1e-6) undecided();
        const Samples beside =
            sample([&](double f) { return outside_m(place_at(f)); }, 1, begin, end, margin_m, margin_m * 1.02 + 2);
        const double most_m = beside.extreme;
        if (margin_m == 0.0) {
            // what was not inside the zone, within its hours and its heights, was beside it
            const double middle = 0.5 * (begin + end);
            return most_m > 0.0 || !(beyond_band_m(middle) > 0.0) || outside_m(place_at(middle)) > 0.0;
        }
        // the search is right to a metre or a hundredth, the ends to the millimetre of a compiled boundary
        const double ends_m = std::max(beside.values.front(), beside.values.back());
        if (ends_m >= margin_m + 0.01 || most_m >= margin_m * 1.011 + 1.1) return true;
        if (most_m + 0.5 * beside.step_m >= margin_m - 0.01) undecided();
        return false;
    }

    void judge_near(double since_s)
    {
        const bool begins = flown_.size() == 1;
        const double on_m = options_.near_on.value();
        const double off_m = options_.near_off.value();
        const double margin_up_m = options_.near_vertical.value();
        const TrackPoint& from = begins ? flown_.back() : flown_[flown_.size() - 2];
        const TrackPoint& to = flown_.back();
        // height and hours: at some time of the leg
        const auto band = [&](const AltitudeLimit& limit, double sign) {
            if (limit.kind != AltitudeLimit::Kind::altitude) return true;
            const double a = sign * (from.altitude.value.value() - limit.value.value.value());
            const double b = sign * (to.altitude.value.value() - limit.value.value.value());
            return !(std::min(a, b) > margin_up_m) || std::isnan(a) || std::isnan(b);
        };
        const double begin_s = std::max(since_s, from.time_s);
        bool could = band(zone_.altitude().lower, -1.0) && band(zone_.altitude().upper, 1.0);
        // an exit that is the end of a window is rounded
        could = could && (zone_.active(to.time_s) == Containment::inside ||
                          (to.time_s - begin_s > 1e-6 && active_somewhere(begin_s + 1e-6, to.time_s, true)));
        bool within_on = false;
        bool within_off = false;
        double least_m = nan_d;
        near_earliest_s_ = near_latest_s_ = now_s();
        if (could && begins) {
            const double d = std::max(0.0, outside_m(to.at));
            within_on = d <= on_m;
            within_off = d <= off_m;
            least_m = d;
            if (std::min(std::abs(d - on_m), std::abs(d - off_m)) < 0.01) undecided();
        } else if (could) {
            const Samples distance = sample([&](double f) { return std::max(0.0, outside_m(place_at(f))); }, -1,
                                            fraction_of(begin_s), 1.0, -infinity, off_m + 3);
            least_m = distance.extreme;
            const auto within = [&](double limit_m) {
                // the search is right to a metre or a hundredth, the ends to the millimetre of a compiled boundary
                const double ends_m = std::min(distance.values.front(), distance.values.back());
                if (ends_m <= limit_m - 0.01 || distance.extreme < limit_m * 0.985 - 1.5) return true;
                if (distance.extreme - 0.5 * distance.step_m <= limit_m + 0.01) undecided();
                return false;
            };
            within_on = within(on_m);
            within_off = within_on || (near_ && within(off_m));
            double before_s = begin_s;
            for (std::size_t i = 0; within_on && i < distance.values.size(); ++i) {
                const double t = from.time_s + distance.fractions[i] * (to.time_s - from.time_s);
                if (distance.values[i] <= on_m + 0.12 && near_earliest_s_ == now_s()) near_earliest_s_ = before_s;
                if (distance.values[i] <= on_m) {
                    near_latest_s_ = t;
                    break;
                }
                before_s = t;
            }
        }
        if (within_on || (near_ && within_off)) closest_m_ = std::fmin(closest_m_, least_m);
        if (within_on) {
            near_ = true;
            last_near_s_ = now_s();
        } else if (near_) {
            if (within_off)
                last_near_s_ = now_s();
            else if (now_s() - last_near_s_ > options_.persistence.value())
                near_ = false;
        }
    }

    /// Velocity: least squares over the plots of the last velocity_span, at least two, at most sixteen.
    [[nodiscard]] Motion motion() const
    {
        const TrackPoint& now = flown_.back();
        const GeographicLib::LocalCartesian plane(now.at.lat_deg, now.at.lon_deg);
        std::vector<std::array<double, 4>> rows;
        for (std::size_t i = flown_.size(); i-- > 0 && rows.size() < 16;) {
            const TrackPoint& p = flown_[i];
            if (rows.size() >= 2 && p.time_s < now.time_s - options_.velocity_span.value()) break;
            double east = 0, north = 0, up = 0;
            plane.Forward(p.at.lat_deg, p.at.lon_deg, 0, east, north, up);
            rows.push_back({p.time_s - now.time_s, east, north, (p.altitude.value - now.altitude.value).value()});
        }
        std::array<double, 4> mean{};
        for (const auto& row : rows)
            for (std::size_t c = 0; c < 4; ++c) mean[c] += row[c] / static_cast<double>(rows.size());
        std::array<double, 4> slope{};
        for (std::size_t c = 1; c < 4; ++c) {
            double tt = 0, tx = 0;
            for (const auto& row : rows) {
                tt += (row[0] - mean[0]) * (row[0] - mean[0]);
                tx += (row[0] - mean[0]) * (row[c] - mean[c]);
            }
            slope[c] = tx / tt;
        }
        Motion result{now.time_s, now.at, now.altitude};
        result.ground_speed_mps = std::hypot(slope[1], slope[2]);
        result.track_deg = std::atan2(slope[1], slope[2]) / detail::degree;
        result.vertical_speed_mps = slope[3];
        return result;
    }

    /// @return whether it becomes an alert
    [[nodiscard]] bool judge_prediction()
    {
        if (!(options_.lookahead.value() > 0.0)) return false;
        if (flown_.size() < 2) return false;
        // the same by a little: what the velocity's and the path's own errors leave open is not compared
        int yes = 0;
        int no = 0;
        predicted_earliest_s_ = infinity;
        predicted_latest_s_ = -infinity;
        const Motion straight = motion();
        for (const auto& [turn_deg, speed, climb, horizon] :
             {std::array{0.0, 1.0, 0.0, 1.0}, std::array{0.01, 1.0002, 1e-3, 1.0001},
              std::array{-0.01, 1.0002, -1e-3, 1.0001}, std::array{0.01, 0.9998, 1e-3, 0.9999},
              std::array{-0.01, 0.9998, -1e-3, 0.9999}}) {
            Motion other = straight;
            other.track_deg += turn_deg;
            other.ground_speed_mps *= speed;
            other.vertical_speed_mps += climb;
            const auto stay = predict_stay(zone_, other, Seconds{options_.lookahead.value() * horizon}, options_.path);
            ++(stay ? yes : no);
            if (!stay) continue;
            predicted_earliest_s_ = std::min(predicted_earliest_s_, stay->entry_s);
            predicted_latest_s_ = std::max(predicted_latest_s_, stay->entry_s);
        }
        if (yes > 0 && no > 0) undecided();
        const bool foreseen = no == 0;
        foreseen_.push_back(foreseen);
        int hits = 0;
        for (std::size_t i = 0; i < foreseen_.size() && i < static_cast<std::size_t>(options_.predicted_window); ++i)
            hits += foreseen_[foreseen_.size() - 1 - i] ? 1 : 0;
        // of one prediction: what came before the last one lapsed, or a whole window ago, is another
        int lately = 0;
        const auto before = static_cast<std::size_t>(std::max(1, options_.predicted_window - 1));
        for (std::size_t i = 1; i < foreseen_.size() && i <= before; ++i)
            lately += foreseen_[foreseen_.size() - 1 - i] ? 1 : 0;
        if (foreseen) agreed_ = lately > 0 ? agreed_ + 1 : 1;
        const bool announce = foreseen && !predicted_ && std::min(hits, agreed_) >= options_.predicted_hits;
        if (foreseen) last_predicted_s_ = now_s();
        if (announce) predicted_ = true;
        if (predicted_ && now_s() - last_predicted_s_ > options_.persistence.value()) {
            predicted_ = false;
            agreed_ = 0;
        }
        return announce;
    }

    const Zone& zone_;
    const MonitorOptions& options_;
    std::vector<TrackPoint> flown_;
    std::vector<bool> had_stay_;
    std::vector<bool> foreseen_;
    std::optional<Stay> stay_;
    bool near_ = false;
    int agreed_ = 0;
    bool predicted_ = false;
    bool alert_ = false;
    bool near_said_ = false;
    double last_near_s_ = nan_d;
    double last_predicted_s_ = nan_d;
    double last_said_s_ = -infinity;
    double inside_s_ = 0;
    double depth_m_ = nan_d;
    double closest_m_ = nan_d;
    double near_earliest_s_ = nan_d;
    double near_latest_s_ = nan_d;
    double predicted_earliest_s_ = nan_d;
    double predicted_latest_s_ = nan_d;
    double undecided_s_ = infinity;
    std::vector<PlainEvent> events_;
};

/// Zones close together, many of them over and under each other.
std::vector<Zone> zones_about(Random& random, LatLon centre)
{
    std::vector<Zone> zones;
    for (int tries = 0; zones.size() < 8 && tries < 100; ++tries) {
        ZoneSpec spec;
        const double azimuth_deg = random.uniform(0, 360);
        const LatLon middle = direct(centre, azimuth_deg, random.uniform(0, 15e3));
        const int shape = random.below(5);
        if (shape == 0) {
            PartSpec part;
            const double radius_m = random.log_uniform(300, 15e3);
            part.exterior.circle = CircleSpec{middle, Metres{radius_m}};
            spec.parts.push_back(part);
            if (random.coin()) {
                RingSpec hole;
                hole.circle = CircleSpec{middle, Metres{radius_m * random.uniform(0.1, 0.9)}};
                spec.parts[0].holes.push_back(hole);
            }
        } else if (shape == 1 && !zones.empty()) {
            // the outline of another, with other heights or hours
            spec.parts = zones[static_cast<std::size_t>(random.below(static_cast<int>(zones.size())))].spec().parts;
        } else {
            // jagged: with bays that a leg flies across
            const double radius_m = random.log_uniform(500, 15e3);
            const int corners = 4 + random.below(10);
            spec = zone_of(star(random, middle, radius_m, corners, 0.2, true, EdgeKind::geodesic));
        }
        spec.id = "Z" + std::to_string(zones.size());
        if (random.below(3) != 0) {
            const double low_m = random.uniform(0, 800);
            spec.altitude.lower = AltitudeLimit::at({Metres{low_m}, VerticalDatum::amsl});
            const double thick_m = random.log_uniform(20, 2000);
            spec.altitude.upper = AltitudeLimit::at({Metres{low_m + thick_m}, VerticalDatum::amsl});
        }
        if (random.below(3) == 0)
            for (double t = random.uniform(0, 100); t < 900; t += random.uniform(1, 200)) {
                const double begin_s = t;
                t += random.log_uniform(0.5, 300);
                spec.windows.push_back({begin_s, t});
            }
        if (validate(spec).empty()) zones.emplace_back(spec);
    }
    return zones;
}

struct Course {
    std::string id;
    std::vector<TrackPoint> plots;
};

Course any_course(Random& random, const std::string& id, LatLon centre, const MonitorOptions& options)
{
    Course course{id, {}};
    const double from_deg = random.uniform(0, 360);
    LatLon at = direct(centre, from_deg, random.uniform(0, 20e3));
    const double speed_mps = random.below(6) == 0 ? 0.0 : random.log_uniform(3, 500);
    double azimuth_deg = random.uniform(0, 360);
    double turn_dps = 0;
    double up_m = random.uniform(0, 1500);
    double climb_mps = 0;
    double time_s = random.uniform(0, 60);
    const double rate_s = random.log_uniform(0.7, 12);
    int unknown = 0;
    for (int k = 0; k < 70; ++k) {
        Altitude altitude{Metres{up_m}, VerticalDatum::amsl};
        if (unknown == 0 && random.below(60) == 0) unknown = 1 + random.below(5);
        if (unknown > 0 && --unknown >= 0) altitude.value = Metres{nan_d};
        course.plots.push_back({time_s, at, altitude});
        if (random.below(8) == 0) {
            climb_mps = random.coin() ? 0.0 : random.uniform(-20, 20);
            turn_dps = random.coin() ? 0.0 : random.uniform(-6, 6);
        }
        double later_s = rate_s * random.uniform(0.8, 1.2);
        if (random.below(25) == 0) later_s = random.uniform(0.2, 1.3) * options.coast.value();
        time_s += later_s;
        azimuth_deg += turn_dps * later_s;
        if (distance_m(at, centre) > 25e3) {
            // home again
            double back_deg = 0, way_m = 0;
            GeographicLib::Geodesic::WGS84().Inverse(at.lat_deg, at.lon_deg, centre.lat_deg, centre.lon_deg, way_m,
                                                     azimuth_deg, back_deg);
            azimuth_deg += random.uniform(-30, 30);
            turn_dps = 0;
        }
        const double wobble = random.uniform(0.7, 1.3);
        at = direct(at, azimuth_deg, speed_mps * wobble * later_s);
        up_m = std::clamp(up_m + climb_mps * later_s, 0.0, 3000.0);
    }
    return course;
}

MonitorOptions any_options(Random& random)
{
    MonitorOptions o;
    if (random.below(4) == 0) {
        o.near_on = o.near_off = Metres{0};
    } else if (random.coin()) {
        o.near_on = Metres{random.log_uniform(20, 4000)};
        o.near_off = o.near_on + Metres{random.log_uniform(1, 2000)};
    }
    if (random.coin()) o.near_vertical = Metres{random.uniform(0, 400)};
    o.exit_margin = Metres{random.below(3) == 0 ? 0.0 : random.log_uniform(5, 2000)};
    o.exit_margin_vertical = Metres{random.below(3) == 0 ? 0.0 : random.log_uniform(5, 300)};
    if (random.below(3) == 0) {
        o.entry_window = 1 + random.below(6);
        o.entry_hits = 1 + random.below(o.entry_window);
    }
    if (random.below(4) == 0) o.minimum_dwell = Seconds{random.log_uniform(1, 60)};
    o.dwell_every = Seconds{random.coin() ? 0.0 : random.uniform(5, 100)};
    if (random.below(3) == 0) o.lookahead = Seconds{random.coin() ? 0.0 : random.uniform(10, 300)};
    o.path = random.coin() ? PredictionPath::geodesic : PredictionPath::rhumb;
    o.velocity_span = Seconds{random.coin() ? 10.0 : random.uniform(0, 60)};
    o.legs = random.coin() ? LegKind::geodesic : LegKind::rhumb;
    if (random.coin()) {
        o.predicted_window = 1 + random.below(5);
        o.predicted_hits = 1 + random.below(o.predicted_window);
    }
    // agreement, steadiness and memory have tests of their own [tests/unit/monitor_predictions]
    o.predicted_for = o.steady_for = o.quiet = Seconds{0};
    o.predicted_agreement = Seconds{1e9};
    o.persistence = Seconds{random.coin() ? 30.0 : random.uniform(0, 60)};
    o.coast = Seconds{random.coin() ? 60.0 : random.log_uniform(15, 100)};
    return o;
}

/// The first difference, empty: none.
std::string difference(const std::vector<AlertEvent>& got, const PlainPair& plain,
                       std::map<AlertEventKind, long>& kinds)
{
    char text[400];
    std::size_t i = 0;
    bool near_said = false;
    for (const AlertEvent& e : got) {
        if (e.issued_s >= plain.undecided_s()) return {};
        if (e.phase == AlertPhase::opened) near_said = false;
        const bool again = e.kind == AlertEventKind::near && e.phase == AlertPhase::ongoing && near_said;
        near_said = near_said || e.kind == AlertEventKind::near || e.kind == AlertEventKind::entry;
        if (again) continue;
        const bool there = i < plain.events().size();
        const PlainEvent none{AlertEventKind::dwell, AlertPhase::opened, nan_d, nan_d, nan_d, nan_d, nan_d, nan_d};
        const PlainEvent& p = there ? plain.events()[i] : none;
        ++i;
        // a microsecond: presence() where the plots' places are the same; sums of times
        const bool same = there && e.kind == p.kind && e.phase == p.phase && e.issued_s == p.issued_s &&
                          e.time_s >= p.earliest_s - 1e-6 && e.time_s <= p.latest_s + 1e-6;
        // what the other velocities tried say, and a decimetre of the place
        const bool foreseen =
            std::isnan(p.predicted_earliest_s) || (e.predicted_entry_s >= p.predicted_earliest_s - 1e-2 &&
                                                   e.predicted_entry_s <= p.predicted_latest_s + 1e-2);
        // to a metre or a hundredth, never the wrong way but for what lies between two samples
        const auto close = [](double less, double more) {
            return std::isnan(less) ? std::isnan(more) : less <= more + 0.5 + 1e-3 * more && more <= less * 1.011 + 1.1;
        };
        const bool way = same && std::abs(e.inside_s - p.inside_s) < 1e-6 && close(e.max_depth_m, p.depth_m) &&
                         close(p.closest_m, e.closest_m);
        if (!way || !foreseen) {
            std::snprintf(text, sizeof text,
                          "%s %s at %.7f issued %.7f (%.4f; %.4f %.3f %.3f), plain: %s %s at %.7f .. %.7f issued %.7f "
                          "(%.4f .. %.4f; %.4f %.3f %.3f)",
                          to_string(e.kind), to_string(e.phase), e.time_s, e.issued_s, e.predicted_entry_s, e.inside_s,
                          e.max_depth_m, e.closest_m, there ? to_string(p.kind) : "nothing", to_string(p.phase),
                          p.earliest_s, p.latest_s, p.issued_s, p.predicted_earliest_s, p.predicted_latest_s,
                          p.inside_s, p.depth_m, p.closest_m);
            return text;
        }
        ++kinds[e.kind];
    }
    if (i < plain.events().size() && plain.events()[i].issued_s < plain.undecided_s()) {
        const PlainEvent& p = plain.events()[i];
        std::snprintf(text, sizeof text, "nothing, plain: %s %s at %.7f issued %.7f", to_string(p.kind),
                      to_string(p.phase), p.earliest_s, p.issued_s);
        return text;
    }
    return {};
}

}  // namespace

TEST_CASE("what the monitor says is what a plain one says that looks at every pair at every plot")
{
    Random random("differential/monitor_plain", 431);
    std::map<AlertEventKind, long> kinds;
    long pairs = 0;
    long undecided = 0;
    std::uint64_t skipped = 0;
    for (int round = 0; round < 25 * airspace_tests::test_scale(); ++round) {
        const double lat_deg = random.uniform(-75, 75);
        const double lon_deg = random.uniform(-180, 180);
        const LatLon centre{lat_deg, lon_deg};
        const MonitorOptions options = any_options(random);
        const std::vector<Zone> zones = zones_about(random, centre);
        std::vector<Course> courses;
        for (int i = 0; i < 4; ++i) courses.push_back(any_course(random, "T" + std::to_string(i), centre, options));

        std::vector<std::tuple<double, std::size_t, std::size_t>> order;
        for (std::size_t i = 0; i < courses.size(); ++i)
            for (std::size_t k = 0; k < courses[i].plots.size(); ++k)
                order.emplace_back(courses[i].plots[k].time_s, i, k);
        std::sort(order.begin(), order.end());
        const double end_s = std::get<0>(order.back()) + (random.coin() ? 1000.0 : 0.0);
        Monitor monitor(zones, options);
        Listener heard;
        for (const auto& [t, i, k] : order) {
            const TrackPoint& plot = courses[i].plots[k];
            monitor.plot(courses[i].id, plot, heard);
            // what changes nothing: said again, without a place, late
            if (random.below(20) == 0) monitor.plot(courses[i].id, plot, heard);
            if (random.below(20) == 0) monitor.plot(courses[i].id, {t, {nan_d, nan_d}, {}}, heard);
            if (random.below(20) == 0) monitor.plot(courses[i].id, {t - 1e-3, centre, {}}, heard);
        }
        monitor.advance(end_s, heard);
        monitor.finish(heard);
        skipped += monitor.counters().skipped_pairs;

        for (std::size_t i = 0; i < courses.size(); ++i) {
            const double coast_s = options.coast.value();
            for (std::size_t z = 0; z < zones.size(); ++z) {
                PlainPair plain(zones[z], options);
                double last_s = -infinity;
                for (const TrackPoint& plot : courses[i].plots) {
                    if (plot.time_s - last_s > coast_s) plain.lost(last_s + coast_s);
                    plain.plot(plot);
                    last_s = plot.time_s;
                }
                plain.lost(last_s + coast_s < end_s ? last_s + coast_s : last_s);
                std::vector<AlertEvent> got;
                for (const auto& s : heard.said())
                    if (s.event.zone == z && s.track == courses[i].id) got.push_back(s.event);
                ++pairs;
                undecided += std::isinf(plain.undecided_s()) ? 0 : 1;
                CAPTURE(round, i, z);
                CHECK(difference(got, plain, kinds) == "");
            }
        }
    }
    for (const auto& [kind, count] : kinds) std::printf("  %ld %s\n", count, to_string(kind));
    std::printf("  of %ld pairs %ld not compared to the end; %llu skipped\n", pairs, undecided,
                static_cast<unsigned long long>(skipped));
    CHECK(undecided * 4 < pairs);
    CHECK(skipped > 100);
    for (const AlertEventKind kind : {AlertEventKind::predicted_entry, AlertEventKind::near, AlertEventKind::entry,
                                      AlertEventKind::dwell, AlertEventKind::exit, AlertEventKind::track_lost_inside})
        CHECK(kinds[kind] > 3);
}
