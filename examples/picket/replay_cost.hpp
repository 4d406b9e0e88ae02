// SPDX-License-Identifier: MIT
/// @file
/// What the response to an incident of picket replay costs: the flight to the meeting and back, by the price of an
/// hour.
#ifndef PICKET_EXAMPLES_PICKET_REPLAY_COST_HPP
#define PICKET_EXAMPLES_PICKET_REPLAY_COST_HPP

#include <picket/cost/price.hpp>
#include <picket/error.hpp>
#include <picket/io/bases_csv.hpp>
#include <picket/io/detail/text.hpp>
#include <picket/io/prices_json.hpp>

#include <cstdint>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "replay_response.hpp"

namespace picket_cli {

/// The price of an hour in the air.
struct CostOptions {
    std::string prices;
    std::string flying_hour;

    /// @param bases  the option without which there is nothing to cost
    void register_with(CLI::App& command, CLI::Option* bases)
    {
        CLI::Option* const file =
            command
                .add_option(
                    "--prices", prices,
                    "JSON price list: adds to each intercept what the flight to it and back costs; - is standard "
                    "input")
                ->type_name("FILE")
                ->needs(bases);
        CLI::Option* const item =
            command.add_option("--flying-hour", flying_hour, "The item of --prices that an hour in the air costs")
                ->type_name("ITEM")
                ->needs(file);
        file->needs(item);
    }

    /// Nothing without --prices.
    [[nodiscard]] std::optional<picket::PricedItem> load() const
    {
        if (prices.empty()) return std::nullopt;
        const std::vector<picket::PricedItem> list = read_input(
            prices, [](std::istream& in, const std::string& name) { return picket::io::read_prices_json(in, name); },
            [](const std::string& path) { return picket::io::read_prices_json(path); });
        for (const picket::PricedItem& item : list) {
            if (item.item == flying_hour) return item;
        }
        const std::string message = shown_name(prices) + ": has no item " + picket::io::detail::in_quotes(flying_hour);
        throw picket::ParseError(message.c_str());
    }
};

inline std::vector<std::string> cost_columns(bool json)
{
    std::vector<std::string> columns{"flight_s", "cost_low", "cost_mean", "cost_high", "currency", "price_year"};
    if (json) columns.emplace_back("price_source");
    return columns;
}

/// Time in the air: from the take-off that just makes it to the meeting, and back to the base. NaN without a meeting.
inline double flight_s(const picket::Meeting& meeting, const picket::Interceptor& who)
{
    return meeting.time_s - meeting.take_off_s + meeting.distance_m / who.spec().return_ground_speed.value();
}

/// 5 % and 95 % quantile of the price about its mean; of a price without upper end its lower end alone.
inline std::vector<Cell> cost_cells(const Response& response, const std::vector<picket::io::BaseRecord>& bases,
                                    const picket::PricedItem& hour, bool json)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const bool met = response.status == picket::InterceptStatus::feasible;
    const double flight = met ? flight_s(response.meeting, bases[response.base].interceptor) : nan;
    const double hours = flight / 3600.0;
    const picket::Price& price = hour.price;
    const std::optional<picket::Distribution>& shape = price.distribution();
    std::vector<Cell> cells{flight};
    cells.emplace_back(hours * (shape ? shape->quantile(0.05) : price.lower().value()));
    cells.emplace_back(shape ? hours * shape->mean() : nan);
    cells.emplace_back(shape ? hours * shape->quantile(0.95) : nan);
    cells.emplace_back(met ? std::string(price.currency().text()) : std::string());
    cells.emplace_back(met ? Cell(static_cast<std::uint64_t>(price.price_year())) : Cell(nan));
    if (json) {
        const picket::Provenance& says = price.provenance();
        cells.emplace_back(met ? hour.item + ", " + price.quantity() + ", confidence " + to_string(says.confidence) +
                                     ": " + says.source
                               : std::string());
    }
    return cells;
}

}  // namespace picket_cli

#endif
