#include <picket/airspace.hpp>
#include <picket/io/rule_text.hpp>
#include <picket/io/utc.hpp>

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

using namespace picket;

int main()
{
    // a circle of 5 km to 900 m, closed to unmanned aircraft without authorisation
    const RingSpec circle{.circle = CircleSpec{{54.5, 20.0}, Metres{5000}}};
    const AltitudeBand to_900_m{AltitudeLimit::ground(), AltitudeLimit::at({Metres{900}, VerticalDatum::amsl})};
    const std::vector<Zone> zones{Zone({"EPX3", "harbour", {{circle}}, to_900_m, {}})};
    RuleSpec rule{.name = "no unmanned", .zones = {"*"}, .binds = {.categories = {Category::unmanned}}};
    rule.lawful_if = {{.note = "harbour police", .track_ids = {"POL-*"}}};
    const std::vector<std::string> ids{"EPX3"};
    const RuleBook rules({.rules = {rule}, .otherwise = Effect::permit}, ids);

    MonitorOptions options;
    options.lookahead = Seconds{90};
    options.near_on = Metres{500};
    options.near_off = Metres{800};

    const auto on_event = [&](const AlertEvent& event) {
        std::printf("%s %s %s, cause %s\n", io::utc_text(event.time_s).substr(11, 8).c_str(), to_string(event.kind),
                    to_string(event.phase), to_string(event.cause));
        if (event.kind == AlertEventKind::entry) std::printf("  %s\n", io::explain(rules, event.verdict).c_str());
    };
    // a plot every five seconds, eastward through the north of the circle
    const auto fly = [&](Monitor& monitor, int from, int to) {
        for (int k = from; k < to; ++k)
            monitor.plot("T1", {5.0 * k, {54.53, 19.9 + 0.002 * k}, {Metres{300}, VerticalDatum::amsl}}, on_event);
    };

    Monitor monitor(zones, options, rules);
    monitor.identify("T1", {.id = "T1", .category = Category::unmanned});
    fly(monitor, 0, 30);
    const std::vector<std::byte> saved = monitor.save();

    // another process, another day
    Monitor resumed(zones, options, saved, rules);
    fly(resumed, 30, 60);
    resumed.advance(1000.0, on_event);  // no plot for a minute: lost
    resumed.finish(on_event);
    std::printf("%d plots lost to disorder\n", static_cast<int>(resumed.counters().plots - resumed.counters().used));
}
