// SPDX-License-Identifier: MIT
/// @file
/// A money field of a scenario: how much, and who says so.
#ifndef PICKET_IO_SCENARIO_PRICE_HPP
#define PICKET_IO_SCENARIO_PRICE_HPP

#include <picket/cost/distribution.hpp>
#include <picket/cost/price.hpp>

#include <optional>
#include <string>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// Who says so. A number that stands in the scenario without a source has the file's name as its source.
struct PriceOrigin {
    std::string source;
    int year;                              ///< of whose prices the source speaks
    std::optional<Confidence> confidence;  ///< of an item of a price list
    std::string basis;                     ///< how the figure came about; may be empty
    std::vector<std::string> conversions;  ///< what was done to it since, in order
};

struct ScenarioPrice {
    std::string field;          ///< `layers[0].round_cost`
    std::string item;           ///< of the price list; empty where the amount stands in the scenario
    Distribution distribution;  ///< in the currency and price year of the scenario
    PriceOrigin origin;
};

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
