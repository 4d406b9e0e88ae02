// SPDX-License-Identifier: MIT
/// @file
/// What a Monitor remembers of tracks and of pairs of track and zone; and how that becomes bytes and back.
#ifndef PICKET_AIRSPACE_DETAIL_MONITOR_STATE_HPP
#define PICKET_AIRSPACE_DETAIL_MONITOR_STATE_HPP

#include <picket/airspace/alert.hpp>
#include <picket/airspace/answers.hpp>
#include <picket/airspace/detail/ellipsoid.hpp>
#include <picket/airspace/detail/index_image.hpp>
#include <picket/airspace/entry_probability.hpp>
#include <picket/airspace/identity.hpp>
#include <picket/airspace/prediction.hpp>
#include <picket/airspace/rules.hpp>
#include <picket/airspace/track.hpp>
#include <picket/airspace/uncertainty.hpp>
#include <picket/error.hpp>
#include <picket/geodesy/position.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

inline constexpr std::uint32_t no_watch = std::numeric_limits<std::uint32_t>::max();

/// A zone in the neighbourhood of a track.
struct Neighbour {
    std::uint32_t zone;
    std::uint32_t watch;  ///< or no_watch: nothing is going on between the two
    Ecef anchor_m;
    double clear_m;  ///< no place of the zone's boundary is nearer to the anchor than this, in space
};

/// A track and a zone between which something is going on.
struct Watch {
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    static constexpr LatLon nowhere{nan, nan};

    std::uint64_t alert = 0;  ///< 0: none yet
    std::uint32_t zone = 0;
    std::uint32_t entry_hits = 0;  ///< bit i: the leg i plots ago had a stay
    std::uint32_t predicted_hits = 0;
    std::uint32_t predicted_of = 0;  ///< of how many plots
    std::uint32_t agreed_hits = 0;   ///< how many on end foresaw the same entry

    bool open = false;      ///< a stay has begun and not been closed
    bool declared = false;  ///< and its entry was said
    bool inside = false;    ///< at the last plot
    bool certain = false;   ///< some of the stay was `inside`, not `unknown`
    bool near = false;
    bool near_said = false;  ///< or inside: the alert has been through this already
    bool near_unknown = false;
    bool predicted = false;
    bool resting = false;   ///< nothing is going on: only failed_s is remembered
    bool exit_due = false;  ///< the stay is closed, its exit not said yet

    AlertCause entry_cause = AlertCause::none;
    AlertCause exit_cause = AlertCause::none;
    Verdict verdict = {};            ///< of the stay
    Verdict predicted_verdict = {};  ///< of what is foreseen or near

    double entry_s = nan;
    LatLon entry_at = nowhere;
    Altitude entry_altitude{Metres{nan}, VerticalDatum::amsl};
    double exit_s = nan;  ///< end of the stay so far
    LatLon exit_at = nowhere;
    Altitude exit_altitude{Metres{nan}, VerticalDatum::amsl};
    double inside_s = 0.0;
    double next_dwell_s = 0.0;
    double depth_m = nan;
    double depth_time_s = nan;
    LatLon depth_at = nowhere;

    double closest_m = nan;
    double closest_time_s = nan;
    LatLon closest_at = nowhere;
    double last_near_s = nan;

    double agreed_since_s = nan;
    double failed_s = nan;  ///< when a prediction came to nothing; NaN: none did
    double last_predicted_s = nan;
    double predicted_entry_s = nan;
    double predicted_exit_s = nan;
    LatLon predicted_at = nowhere;
    Containment predicted_answer = Containment::inside;
    std::uint32_t rank = 0;

    double last_event_s = -std::numeric_limits<double>::infinity();

    void forget_approach() noexcept
    {
        closest_m = closest_time_s = nan;
        closest_at = nowhere;
    }
};

/// Plots kept for the velocity.
struct PastPlots {
    static constexpr std::uint32_t most = 16;
    std::array<TrackPoint, most> plots{};
    std::uint32_t count = 0;  ///< all ever pushed since the track began

    void clear() noexcept { count = 0; }
    void push(const TrackPoint& plot) noexcept { plots[count++ % most] = plot; }
    [[nodiscard]] std::uint32_t size() const noexcept { return count < most ? count : most; }
    /// The i-th latest; 0 is the last pushed. @pre i < size()
    [[nodiscard]] const TrackPoint& latest(std::uint32_t i) const noexcept { return plots[(count - 1 - i) % most]; }
};

/// A plot, and how far its position may be off, where that was said.
struct PlotWithError {
    TrackPoint point{};
    // not std::optional: g++ 12 takes the bytes of an empty one for uninitialised
    PositionUncertainty uncertainty = PositionUncertainty::unknown();
    bool given = false;

    PlotWithError() = default;
    explicit PlotWithError(const TrackPoint& plot) noexcept : point(plot) {}
    PlotWithError(const TrackPoint& plot, const PositionUncertainty& how_far) noexcept
        : point(plot), uncertainty(how_far), given(true)
    {
    }
    [[nodiscard]] const PositionUncertainty* error() const noexcept { return given ? &uncertainty : nullptr; }
};

struct TrackState {
    std::string id;
    TrackIdentity who;
    bool flying = false;  ///< there is a last plot
    bool queued = false;  ///< its loss is in the queue
    TrackPoint last{};
    PlotWithError latest;          ///< the plot being taken, or `last`
    std::optional<Motion> motion;  ///< at `latest`; not saved: made again from the plots
    VelocityFit fit;               ///< of that motion; nor is this
    Ecef course{};                 ///< the direction that is kept, of length 1; 0: none yet
    double steady_since_s = -std::numeric_limits<double>::infinity();
    Ecef last_m{};
    PastPlots past;
    std::uint32_t watches = 0;
    bool listed = false;  ///< there is a list of neighbours
    Ecef list_m{};        ///< they are those of this place
    double list_reach_m = 0.0;
    std::vector<Neighbour> neighbours;   ///< by zone
    std::vector<PlotWithError> waiting;  ///< by time: later than what was flown
};

/// Calls archive.put_all or get_all with every member: one list for both ways. Not the bytes of the whole, which have
/// gaps that hold whatever was there before.
template <class Visit, class State>
void visit_members(Visit&& visit, State& s) requires std::is_same_v<std::remove_const_t<State>, Verdict>
{
    visit(s.outcome, s.cause, s.zone, s.time_s, s.rule, s.last_rule, s.unknown, s.permission, s.lacking, s.climb_m,
          s.wait_s);
}

[[nodiscard]] inline std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept
{
    Checksum sum;
    sum.add(bytes);
    return sum.value();
}

class StateWriter {
public:
    template <class T>
        requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    void put(T value)
    {
        const auto* bytes = reinterpret_cast<const std::byte*>(&value);
        bytes_.insert(bytes_.end(), bytes, bytes + sizeof value);
    }
    void put(const LatLon& v) { put_all(v.lat_deg, v.lon_deg); }
    void put(const Ecef& v) { put_all(v.x, v.y, v.z); }
    void put(const Altitude& v) { put_all(v.value.value(), v.datum); }
    void put(const TrackPoint& v) { put_all(v.time_s, v.at, v.altitude); }
    void put(const std::string& v)
    {
        put(std::uint64_t{v.size()});
        const auto* bytes = reinterpret_cast<const std::byte*>(v.data());
        bytes_.insert(bytes_.end(), bytes, bytes + v.size());
    }
    void put(const FactSet& v) { put(std::bit_cast<std::uint32_t>(v)); }
    void put(const Verdict& v)
    {
        visit_members([&](const auto&... members) { put_all(members...); }, v);
    }
    template <class T>
    void put(const std::optional<T>& v)
    {
        put(v.has_value());
        if (v) put(*v);
    }
    void put(const PositionUncertainty& v)
    {
        put_all(v.is_unknown(), v.has_vertical());
        for (const double entry : v.covariance_enu_m2().reshaped()) put(entry);
    }
    void put(const PlotWithError& v) { put_all(v.point, v.given, v.uncertainty); }
    void put(ModeA v) { put(std::uint32_t{v.value()}); }
    void put(const TrackIdentity& v)
    {
        put_all(v.id, v.category, v.state, v.call_sign, v.mode_a, v.icao24, v.has_call_sign, v.has_transponder,
                v.identified, v.flight_plan, v.armed);
    }
    template <class T>
    void put(const std::vector<T>& v)
    {
        put(std::uint64_t{v.size()});
        for (const T& item : v) put(item);
    }
    template <class... T>
    void put_all(const T&... values)
    {
        (put(values), ...);
    }
    [[nodiscard]] std::vector<std::byte>& bytes() noexcept { return bytes_; }

private:
    std::vector<std::byte> bytes_;
};

class StateReader {
public:
    explicit StateReader(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}

    template <class T>
        requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    void get(T& value)
    {
        if (bytes_.size() < sizeof value) raise<ParseError>("a saved monitor that ends too soon");
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_ = bytes_.subspan(sizeof value);
    }
    void get(LatLon& v) { get_all(v.lat_deg, v.lon_deg); }
    void get(Ecef& v) { get_all(v.x, v.y, v.z); }
    void get(Altitude& v)
    {
        double value_m = 0;
        get_all(value_m, v.datum);
        v.value = Metres{value_m};
    }
    void get(TrackPoint& v) { get_all(v.time_s, v.at, v.altitude); }
    void get(std::string& v)
    {
        v.resize(size(1));
        std::memcpy(v.data(), bytes_.data(), v.size());
        bytes_ = bytes_.subspan(v.size());
    }
    void get(FactSet& v)
    {
        std::uint32_t bits = 0;
        get(bits);
        v = std::bit_cast<FactSet>(bits);
    }
    void get(Verdict& v)
    {
        visit_members([&](auto&... members) { get_all(members...); }, v);
    }
    void get(PositionUncertainty& v)
    {
        bool unknown = false;
        bool vertical = false;
        Eigen::Matrix3d covariance;
        get_all(unknown, vertical);
        for (double& entry : covariance.reshaped()) get(entry);
        v = unknown    ? PositionUncertainty::unknown()
            : vertical ? PositionUncertainty::from_covariance(covariance)
                       : PositionUncertainty::from_covariance(Eigen::Matrix2d(covariance.topLeftCorner<2, 2>()));
    }
    void get(PlotWithError& v) { get_all(v.point, v.given, v.uncertainty); }
    template <class T>
    void get(std::optional<T>& v)
    {
        bool there = false;
        get(there);
        v.reset();
        if (there) get(v.emplace());
    }
    void get(ModeA& v)
    {
        std::uint32_t code = 0;
        get(code);
        if (code > 07777) raise<ParseError>("a saved monitor that is damaged");
        v = ModeA(code);
    }
    void get(TrackIdentity& v)
    {
        get_all(v.id, v.category, v.state, v.call_sign, v.mode_a, v.icao24, v.has_call_sign, v.has_transponder,
                v.identified, v.flight_plan, v.armed);
    }
    template <class T>
    void get(std::vector<T>& v)
    {
        v.resize(size(1));
        for (T& item : v) get(item);
    }
    template <class... T>
    void get_all(T&... values)
    {
        (get(values), ...);
    }
    [[nodiscard]] bool at_end() const noexcept { return bytes_.empty(); }

    /// A count of items of at least so many bytes: more than there are bytes left is damage, not a wish for memory.
    [[nodiscard]] std::size_t size(std::size_t least_bytes)
    {
        std::uint64_t count = 0;
        get(count);
        if (count > bytes_.size() / least_bytes) raise<ParseError>("a saved monitor that ends too soon");
        return static_cast<std::size_t>(count);
    }

private:
    std::span<const std::byte> bytes_;
};

/// Calls archive.put_all or get_all with every member: one list for both ways.
template <class Visit, class State>
void visit_members(Visit&& visit, State& s) requires std::is_same_v<std::remove_const_t<State>, Watch>
{
    visit(s.alert, s.zone, s.entry_hits, s.predicted_hits, s.predicted_of, s.open, s.declared, s.inside, s.certain,
          s.near, s.near_said, s.near_unknown, s.predicted, s.resting, s.agreed_hits, s.agreed_since_s, s.failed_s,
          s.exit_due, s.entry_cause, s.exit_cause, s.verdict, s.predicted_verdict, s.entry_s, s.entry_at,
          s.entry_altitude, s.exit_s, s.exit_at, s.exit_altitude, s.inside_s, s.next_dwell_s, s.depth_m, s.depth_time_s,
          s.depth_at, s.closest_m, s.closest_time_s, s.closest_at, s.last_near_s, s.last_predicted_s,
          s.predicted_entry_s, s.predicted_exit_s, s.predicted_at, s.predicted_answer, s.rank, s.last_event_s);
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
