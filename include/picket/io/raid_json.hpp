// SPDX-License-Identifier: MIT
/// @file
/// Raid scenarios from JSON. docs/reference/raid-scenario.md has the format, docs/reference/schemas/raid.schema.json
/// its schema.
#ifndef PICKET_IO_RAID_JSON_HPP
#define PICKET_IO_RAID_JSON_HPP

#include <picket/cost/amount.hpp>
#include <picket/cost/engagement.hpp>
#include <picket/cost/raid_scenario.hpp>
#include <picket/error.hpp>
#include <picket/io/detail/input.hpp>
#include <picket/io/detail/json_object.hpp>
#include <picket/io/detail/scenario_money.hpp>
#include <picket/io/scenario_price.hpp>

#include <array>
#include <cstddef>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// A scenario as a file describes it. Its money fields are means; `prices` has their distributions.
struct RaidFile {
    RaidScenario scenario;
    CurrencyCode currency;
    int price_year;
    std::string note;                     ///< for people
    std::string price_list;               ///< the file that items were looked up in; may be empty
    std::vector<ScenarioPrice> prices;    ///< every money field, in the order of the file
    std::vector<std::size_t> unit_cost;   ///< which of `prices` it is, by kind
    std::vector<std::size_t> value;       ///< the same; no_price for a decoy
    std::vector<std::size_t> round_cost;  ///< the same, by layer

    static constexpr std::size_t no_price = static_cast<std::size_t>(-1);
};

namespace detail {

// What each object may hold; the schema has the same keys [tests/unit/io_raid_json].
inline constexpr std::array<std::string_view, 11> raid_keys{"$schema",    "version", "note",           "currency",
                                                            "price_year", "prices",  "exchange_rates", "deflators",
                                                            "order",      "threats", "layers"};
inline constexpr std::array<std::string_view, 5> threat_keys{"name", "count", "unit_cost", "value", "decoy"};
inline constexpr std::array<std::string_view, 13> layer_keys{"name",
                                                             "coverage",
                                                             "channels",
                                                             "magazine",
                                                             "policy",
                                                             "round_cost",
                                                             "fires_at_decoys",
                                                             "single_shot_pk",
                                                             "launch_reliability",
                                                             "detection",
                                                             "common_mode_failure",
                                                             "correlation",
                                                             "against"};
inline constexpr std::array<std::string_view, 8> against_keys{
    "threat",      "engages",        "single_shot_pk", "launch_reliability", "detection", "common_mode_failure",
    "correlation", "taken_for_decoy"};
inline constexpr std::array<std::string_view, 3> firing_policy_keys{"salvo", "shoot_look_shoot", "salvo_look_salvo"};
inline constexpr std::array<std::string_view, 1> firing_policy_words{"single_shot"};
inline constexpr std::array<std::string_view, 2> raid_orders{"shuffled", "as_listed"};

class RaidJsonReader {
public:
    RaidJsonReader(std::string path, std::string price_list)
        : path_(std::move(path)), file_(printable(path_, 400)), price_list_(std::move(price_list))
    {
    }

    [[nodiscard]] RaidFile read(const std::string& text) const
    {
        const Json document = parse_strict_json(text, file_);
        const JsonObject root(JsonValue(document, "", file_), file_, raid_keys);
        static_cast<void>(root.text_or_empty("$schema"));
        if (const JsonValue version = root.require("version"); version.whole(0) != 1)
            version.fail("is " + described(version.json()) + "; this reader knows version 1");
        const ScenarioMoney money(root, file_, path_, price_list_);
        RaidFile raid{
            {}, money.currency(), money.price_year(), root.text_or_empty("note"), money.price_list(), {}, {}, {}, {}};
        raid.scenario.currency = std::string(money.currency().text());
        if (const auto order = root.find("order"))
            raid.scenario.order = order->one_of(raid_orders) == 0 ? RaidOrder::shuffled : RaidOrder::as_listed;
        for (const JsonValue& value : root.require("threats").some_items()) add_threat(raid, value, money);
        for (const JsonValue& value : root.require("layers").some_items()) add_layer(raid, value, money);
        return raid;
    }

private:
    static constexpr int most = 1'000'000;  // a slip of the pen beyond

    [[nodiscard]] static std::string name_of(const JsonObject& object)
    {
        const JsonValue value = object.require("name");
        std::string name = value.text();
        if (name.empty()) value.fail("is empty");
        return name;
    }
    template <class Named>
    static void check_new(const JsonObject& object, const std::string& name, const std::vector<Named>& before,
                          const char* list)
    {
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (before[i].name == name)
                object.require("name").fail(in_quotes(name) + " is the name of " + picket::detail::field_item(list, i) +
                                            ", too");
        }
    }

    [[nodiscard]] static int whole(const JsonValue& value, int least)
    {
        const int number = value.whole(least);
        if (number > most) value.fail("is " + described(value.json()) + ", not " + std::to_string(most) + " or less");
        return number;
    }

    [[nodiscard]] static double probability(const JsonValue& value)
    {
        if (!value.json().is_number()) value.fail("is " + described(value.json()) + ", not a probability");
        const double p = value.json().get<double>();
        if (!(p >= 0.0 && p <= 1.0)) value.fail(number_text(p) + " is not a probability");
        return p;
    }

    static double add_price(RaidFile& raid, std::vector<std::size_t>& which, ScenarioPrice price)
    {
        const double mean = price.distribution.mean();
        which.push_back(raid.prices.size());
        raid.prices.push_back(std::move(price));
        return mean;
    }

    void add_threat(RaidFile& raid, const JsonValue& value, const ScenarioMoney& money) const
    {
        const JsonObject object(value, file_, threat_keys);
        ThreatKind kind;
        kind.name = name_of(object);
        check_new(object, kind.name, raid.scenario.threats, "threats");
        kind.count = whole(object.require("count"), 0);
        kind.unit_cost = add_price(raid, raid.unit_cost, money.read(object.require("unit_cost")));
        const std::optional<JsonValue> decoy = object.find("decoy");
        if (decoy && decoy->flag()) {
            kind.decoy = true;
            if (const auto worth = object.find("value"))
                worth->fail("stands beside \"decoy\": a decoy destroys nothing");
            raid.value.push_back(RaidFile::no_price);
        } else {
            kind.value = add_price(raid, raid.value, money.read(object.require("value")));
        }
        raid.scenario.threats.push_back(std::move(kind));
    }

    void add_layer(RaidFile& raid, const JsonValue& value, const ScenarioMoney& money) const
    {
        const JsonObject object(value, file_, layer_keys);
        RaidLayer layer;
        layer.name = name_of(object);
        check_new(object, layer.name, raid.scenario.layers, "layers");
        if (const auto found = object.find("coverage")) layer.coverage = probability(*found);
        if (const auto found = object.find("channels")) layer.channels = whole(*found, 0);
        if (const auto found = object.find("magazine")) layer.magazine = whole(*found, 0);
        if (const auto found = object.find("policy")) layer.policy = policy(*found);
        layer.round_cost = add_price(raid, raid.round_cost, money.read(object.require("round_cost")));
        if (const auto found = object.find("fires_at_decoys")) layer.fires_at_decoys = found->flag();

        LayerAgainst usual;
        const bool has_pk = read_shots(object, usual.shots);
        const std::vector<ThreatKind>& kinds = raid.scenario.threats;
        layer.against.assign(kinds.size(), usual);
        std::vector<bool> known(kinds.size(), has_pk);
        std::vector<bool> listed(kinds.size(), false);
        if (const auto list = object.find("against")) {
            for (const JsonValue& item : list->some_items()) add_against(layer, item, kinds, known, listed);
        }
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            if (!known[k])
                object.fail("has no \"single_shot_pk\" against " + in_quotes(kinds[k].name) +
                            ", neither its own nor in \"against\"");
        }
        raid.scenario.layers.push_back(std::move(layer));
    }

    void add_against(RaidLayer& layer, const JsonValue& value, const std::vector<ThreatKind>& kinds,
                     std::vector<bool>& known, std::vector<bool>& listed) const
    {
        const JsonObject object(value, file_, against_keys);
        const JsonValue threat = object.require("threat");
        const std::string name = threat.text();
        std::size_t kind = 0;
        while (kind < kinds.size() && kinds[kind].name != name) ++kind;
        if (kind == kinds.size()) threat.fail(in_quotes(name) + " is not the name of a threat of this scenario");
        if (listed[kind]) threat.fail(in_quotes(name) + " stands in the list already");
        listed[kind] = true;
        LayerAgainst& against = layer.against[kind];
        if (const auto engages = object.find("engages")) against.engages = engages->flag();
        if (read_shots(object, against.shots) || !against.engages) known[kind] = true;
        if (const auto taken = object.find("taken_for_decoy")) against.taken_for_decoy = probability(*taken);
    }

    /// @return whether single_shot_pk is among them
    static bool read_shots(const JsonObject& object, ShotModel& shots)
    {
        const auto read = [&](const char* key, double& target) {
            const std::optional<JsonValue> found = object.find(key);
            if (found) target = probability(*found);
            return found.has_value();
        };
        read("launch_reliability", shots.launch_reliability);
        read("detection", shots.detection);
        read("common_mode_failure", shots.common_mode_failure);
        read("correlation", shots.correlation);
        return read("single_shot_pk", shots.single_shot_pk);
    }

    [[nodiscard]] FiringPolicy policy(const JsonValue& value) const
    {
        FiringPolicy result = SingleShot{};
        if (value.json().is_string()) {
            static_cast<void>(value.one_of(firing_policy_words));
            return result;
        }
        const JsonObject object(value, file_, firing_policy_keys);
        if (value.json().size() != 1)
            value.fail("holds " + std::to_string(value.json().size()) +
                       " members, not one of \"salvo\", \"shoot_look_shoot\", \"salvo_look_salvo\"");
        if (const auto size = object.find("salvo")) result = Salvo{whole(*size, 1)};
        if (const auto rounds = object.find("shoot_look_shoot")) result = ShootLookShoot{whole(*rounds, 1)};
        if (const auto sizes = object.find("salvo_look_salvo")) {
            SalvoLookSalvo salvos{{}};
            for (const JsonValue& size : sizes->some_items()) salvos.sizes.push_back(whole(size, 1));
            result = std::move(salvos);
        }
        try {
            static_cast<void>(picket::detail::checked_salvos(value.path(), result));
        } catch (const DomainError& error) {
            parse_failure(file_ + ": " + error.what());
        }
        return result;
    }

    std::string path_;
    std::string file_;
    std::string price_list_;
};

}  // namespace detail

/// Reads a raid scenario.
///
/// @param name         what messages call the file; a price list that the scenario names is looked for beside it
/// @param price_list   a price list to use in place of the one that the scenario names; empty: that one
/// @throws ParseError  of one line, naming the field: `s.json: layers[2].coverage: 1.2 is not a probability`. Keys that
///                     are unknown or occur twice, prices that are not in the currency and price year of the scenario
///                     and cannot be brought there, and items without an upper end are refused
[[nodiscard]] inline RaidFile read_raid_json(std::istream& in, const std::string& name,
                                             const std::string& price_list = {})
{
    return detail::RaidJsonReader(name, price_list).read(detail::read_all(in, name));
}

/// The same from a file.
[[nodiscard]] inline RaidFile read_raid_json(const std::string& path, const std::string& price_list = {})
{
    std::ifstream in = detail::open_input(path);
    return read_raid_json(in, path, price_list);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
