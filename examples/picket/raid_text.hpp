// SPDX-License-Identifier: MIT
/// @file
/// The report of picket raid as CSV, one number a line, and as a table for people.
#ifndef PICKET_EXAMPLES_PICKET_RAID_TEXT_HPP
#define PICKET_EXAMPLES_PICKET_RAID_TEXT_HPP

#include <picket/io/csv.hpp>
#include <picket/io/detail/svg.hpp>
#include <picket/io/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "raid_report.hpp"

namespace picket_cli {

/// Every number and word of the report in a row: `scope,name,quantity,value,probability`.
class RaidCsv {
public:
    [[nodiscard]] static std::string text(const Json& report)
    {
        RaidCsv csv;
        for (const auto& [key, value] : report.items()) {
            if (key == "prices") {
                csv.parts("price", value, "field");
            } else if (value.is_object()) {
                csv.section(key, value);
            } else {
                csv.put("scenario", "", key, value);
            }
        }
        return std::move(csv.text_);
    }

private:
    static std::string word(const Json& value)
    {
        if (value.is_null()) return {};
        if (value.is_string()) return picket::io::csv_field(value.get<std::string>());
        if (value.is_number_float()) return picket::io::csv_number(value.get<double>());
        return value.dump();
    }

    void row(const std::string& scope, const std::string& name, const std::string& quantity, const Json& value,
             const Json& probability)
    {
        text_ += scope + ',' + picket::io::csv_field(name) + ',' + quantity + ',' + word(value) + ',' +
                 word(probability) + '\n';
    }

    void section(const std::string& scope, const Json& section)
    {
        for (const auto& [key, value] : section.items()) {
            if (key == "kinds" || key == "layers")
                parts(scope + (key == "kinds" ? ".kind" : ".layer"), value, "name");
            else
                put(scope, "", key, value);
        }
    }

    void parts(const std::string& scope, const Json& list, const char* name_key)
    {
        for (const Json& part : list) {
            for (const auto& [key, value] : part.items()) {
                if (key != name_key) put(scope, part.at(name_key).get<std::string>(), key, value);
            }
        }
    }

    void put(const std::string& scope, const std::string& name, const std::string& quantity, const Json& value)
    {
        if (value.is_object()) {
            for (const auto& [key, inner] : value.items()) put(scope, name, quantity + '.' + key, inner);
        } else if (value.is_array()) {
            for (const Json& item : value) {
                if (item.is_array())
                    row(scope, name, quantity, item[0], item[1]);
                else
                    row(scope, name, quantity, item, nullptr);
            }
        } else {
            row(scope, name, quantity, value, nullptr);
        }
    }

    std::string text_ = "scope,name,quantity,value,probability\n";
};

/// Six digits: what a person reads.
inline std::string short_number(const Json& value)
{
    if (!value.is_number()) return "";
    const double number = value.get<double>();
    if (std::isnan(number)) return "-";
    if (std::isinf(number)) return number < 0.0 ? "-infinite" : "infinite";
    std::array<char, 48> text{};
    const double size = std::abs(number);
    if (size >= 1e5 && size < 1e15) {
        std::snprintf(text.data(), text.size(), "%.0f", number);
        std::string digits = text.data();  // 1 234 567: groups of three
        const std::size_t first = number < 0.0 ? 1 : 0;
        for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, " ");
        return digits;
    }
    std::snprintf(text.data(), text.size(), "%.6g", number);
    return text.data();
}

/// Rows of words in aligned columns: the first to the left, the rest to the right.
class Columns {
public:
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    [[nodiscard]] std::string text() const
    {
        namespace detail = picket::io::detail;
        std::vector<std::size_t> width;
        for (const auto& row : rows_) {
            width.resize(std::max(width.size(), row.size()), 0);
            for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], detail::characters(row[k]));
        }
        std::string text;
        for (const auto& row : rows_) {
            std::string line;
            for (std::size_t k = 0; k < row.size(); ++k) {
                const std::string padding(width[k] - detail::characters(row[k]), ' ');
                line += k == 0 ? row[k] + padding : "  " + padding + row[k];
            }
            while (!line.empty() && line.back() == ' ') line.pop_back();
            text += line + '\n';
        }
        return text;
    }

private:
    std::vector<std::vector<std::string>> rows_;
};

/// Mean, standard deviation and quantiles, as cells.
inline std::vector<std::string> spread_cells(const std::string& name, const Json& spread)
{
    std::vector<std::string> row{
        name, short_number(spread.at("mean")),
        spread.contains("standard_deviation") ? short_number(spread["standard_deviation"]) : ""};
    if (spread.contains("quantiles")) {
        for (const Json& q : spread["quantiles"]) row.push_back(short_number(q[0]));
    }
    return row;
}

inline std::string exact_text(const Json& exact, const std::string& money)
{
    const auto name = [](const Json& part) {
        return picket::io::detail::printable(part.at("name").get<std::string>(), 40);
    };
    Columns all;
    all.add({"exact (" + exact["method"].get<std::string>() + ")", "mean", "std dev", "5 %", "50 %", "95 %"});
    all.add(spread_cells("leakers", exact["leakers"]));
    if (exact.contains("real_leakers")) all.add(spread_cells("real leakers", exact["real_leakers"]));
    if (exact["kinds"].size() > 1) {
        for (const Json& kind : exact["kinds"])
            all.add(spread_cells("  " + name(kind) + ", of " + kind["count"].dump(), kind["leakers"]));
    }
    for (const Json& layer : exact["layers"]) {
        all.add({name(layer)});
        all.add(spread_cells("  arrivals", layer["arrivals"]));
        all.add(spread_cells("  leakers", layer["leakers"]));
        all.add(spread_cells("  rounds", layer["rounds"]));
        all.add(spread_cells("  money", layer["money"]));
    }
    all.add(spread_cells("money in all, " + money, exact["money"]));
    std::string text = all.text();
    if (exact["money"].value("rounding_bound", 0.0) > 0.0)
        text += "quantiles of money in all are off by " + short_number(exact["money"]["rounding_bound"]) +
                " at most: amounts are rounded to a common unit\n";
    if (!exact["money"].contains("quantiles"))
        text += "the distribution of all money is not listed exactly at this size: --monte-carlo N estimates it\n";

    Columns figures;
    const Json& f = exact["figures"];
    figures.add({"probability of no leaker", short_number(exact["no_leaker_probability"])});
    const bool decoys = exact.contains("real_leakers");
    if (decoys) figures.add({"probability of no real leaker", short_number(exact["no_real_leaker_probability"])});
    figures.add({"threats cost the attacker", short_number(exact["attacker_money"])});
    figures.add({"money per threat", short_number(f["cost_per_threat"])});
    figures.add({"money per kill", short_number(f["cost_per_kill"])});
    figures.add({"money per leaker", short_number(f["cost_per_leaker"])});
    if (decoys) {
        figures.add({"money per real kill", short_number(f["cost_per_real_kill"])});
        figures.add({"money per real leaker", short_number(f["cost_per_real_leaker"])});
    }
    figures.add({"attacker's cost per defender's cost", short_number(f["attacker_cost_per_defender_cost"])});
    figures.add({"defender's cost per attacker's cost", short_number(f["defender_cost_per_attacker_cost"])});
    figures.add({"value lost", short_number(exact["value_lost"]["mean"])});
    figures.add({"value averted", short_number(exact["value_averted"]["mean"])});
    figures.add({"value averted less money", short_number(f["value_averted_less_money"])});
    return text + "\nof the means, " + money + '\n' + figures.text();
}

inline std::string price_spread_text(const Json& spread, const std::string& money)
{
    Columns columns;
    columns.add({"means over uncertain prices", "mean", "std dev", "5 %", "50 %", "95 %"});
    columns.add(spread_cells("money, " + money, spread["money"]));
    columns.add(spread_cells("threats cost the attacker", spread["attacker_money"]));
    columns.add(spread_cells("value lost", spread["value_lost"]));
    columns.add(spread_cells("attacker's cost per defender's cost", spread["attacker_cost_per_defender_cost"]));
    columns.add(spread_cells("value averted less money", spread["value_averted_less_money"]));
    if (spread.contains("money_of_one_raid")) {
        columns.add({"one raid, chance and prices"});
        columns.add(spread_cells("money", spread["money_of_one_raid"]));
        columns.add(spread_cells("value averted less money", spread["value_averted_less_money_of_one_raid"]));
    }
    return columns.text();
}

inline std::string prices_text(const Json& prices, const std::string& money)
{
    const auto words = [](const Json& value, std::size_t most) {
        return value.is_string() ? picket::io::detail::printable(value.get<std::string>(), most) : std::string();
    };
    Columns columns;
    columns.add({"prices, " + money, "mean", "5 %", "95 %"});
    for (const Json& price : prices) {
        const Json& q = price["quantiles"];
        columns.add({price["field"].get<std::string>(), short_number(price["mean"]), short_number(q.front()[0]),
                     short_number(q.back()[0])});
    }
    std::string text = columns.text() + '\n';
    for (const Json& price : prices) {
        std::string line = price["field"].get<std::string>() + ": ";
        if (price["item"].is_string()) line += words(price["item"], 60) + ", ";
        line += std::string(price["distribution"].get<std::string>()) + ", prices of " + price["year"].dump() + ", ";
        if (price["confidence"].is_string()) line += "confidence " + words(price["confidence"], 1) + ", ";
        line += words(price["source"], 120);
        if (const std::string basis = words(price["basis"], 400); !basis.empty()) line += " (" + basis + ')';
        for (const Json& step : price["conversions"]) line += "; " + words(step, 120);
        text += line + '\n';
    }
    return text;
}

}  // namespace picket_cli

#endif
