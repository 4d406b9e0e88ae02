// SPDX-License-Identifier: MIT
// What is known of a track: three-valued logic, Mode A codes, patterns, and when two tracks are one aircraft.
#include <picket/airspace/detail/item_text.hpp>
#include <picket/airspace/identity.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace picket;

namespace {

constexpr std::array all_truths{Truth::no, Truth::yes, Truth::unknown};

/// What a three-valued value may be.
std::vector<bool> completions(Truth t)
{
    return t == Truth::unknown ? std::vector<bool>{false, true} : std::vector<bool>{t == Truth::yes};
}

/// The strongest answer that every completion allows.
Truth strongest(const std::vector<bool>& results)
{
    for (const bool r : results) {
        if (r != results.front()) return Truth::unknown;
    }
    return truth(results.front());
}

}  // namespace

TEST_CASE("truth: and, or and not are the strongest that every completion allows")
{
    for (const Truth a : all_truths) {
        std::vector<bool> not_a;
        for (const bool x : completions(a)) not_a.push_back(!x);
        CHECK(opposite(a) == strongest(not_a));
        for (const Truth b : all_truths) {
            std::vector<bool> and_ab;
            std::vector<bool> or_ab;
            for (const bool x : completions(a)) {
                for (const bool y : completions(b)) {
                    and_ab.push_back(x && y);
                    or_ab.push_back(x || y);
                }
            }
            CHECK(both(a, b) == strongest(and_ab));
            CHECK(either(a, b) == strongest(or_ab));
        }
    }
    const double nan = std::nan("");
    CHECK(at_least(5, 5, 5) == Truth::yes);
    CHECK(at_least(4, 5, 5) == Truth::unknown);
    CHECK(at_least(4, 4.9, 5) == Truth::no);
    CHECK(at_least(nan, nan, 5) == Truth::unknown);
    CHECK(at_least(6, nan, 5) == Truth::yes);
    CHECK(at_least(0, std::numeric_limits<double>::infinity(), 5) == Truth::unknown);
}

TEST_CASE("mode A: four octal digits, there and back")
{
    STATIC_REQUIRE(ModeA{07700}.value() == 4032);
    for (unsigned code = 0; code <= 07777; ++code) {
        const std::string text = ModeA(code).text();
        REQUIRE(text.size() == 4);
        REQUIRE(ModeA::from_text(text) == ModeA(code));
    }
    CHECK(ModeA(0).text() == "0000");
    CHECK(ModeA(04501).text() == "4501");
    for (const std::string_view bad : {"", "450", "45011", "4508", "0o9", " 450", "-001", "٤٥"})
        CHECK(!ModeA::from_text(bad));
    CHECK_THROWS_AS(ModeA(010000), DomainError);
}

TEST_CASE("categories: names there and back, unknown is none of them")
{
    for (const Category category : all_categories) {
        CHECK(category_from_text(to_string(category)) == category);
        CHECK(category != Category::unknown);
    }
    CHECK(all_categories.size() == static_cast<std::size_t>(Category::other));
    CHECK(category_from_text("") == Category::unknown);
    CHECK(category_from_text("unknown") == Category::unknown);
    CHECK(!category_from_text("Manned"));
    CategorySet set{Category::missile, Category::manned};
    std::vector<Category> members;
    set.for_each([&](Category category) { members.push_back(category); });
    CHECK(members == std::vector{Category::manned, Category::missile});
    CHECK(set.size() == 2);
    set.erase(Category::manned);
    CHECK(set == CategorySet{Category::missile});
    CHECK(!set.contains(Category::manned));
}

TEST_CASE("patterns: a text or its beginning; call signs in any case and without padding")
{
    CHECK(detail::matches("EPR25", "EPR25"));
    CHECK(!detail::matches("EPR25", "EPR25/1"));
    CHECK(!detail::matches("EPR25", "epr25"));
    CHECK(detail::matches("EPR25*", "EPR25/1"));
    CHECK(detail::matches("EPR25*", "EPR25"));
    CHECK(!detail::matches("EPR25*", "EPR2"));
    CHECK(detail::matches("*", ""));
    CHECK(detail::matches_call_sign("SAR*", "sar12  "));
    CHECK(detail::matches_call_sign("sar12", "SAR12   "));
    CHECK(!detail::matches_call_sign("SAR12", "SAR1"));
    CHECK(!detail::matches_call_sign("SAR*", "SA"));
}

TEST_CASE("same aircraft: what differs for certain, what is equal for certain, and the rest")
{
    const TrackIdentity nobody;
    CHECK(same_aircraft(nobody, nobody) == Truth::unknown);
    TrackIdentity a{.id = "7", .category = Category::manned, .state = "EST", .call_sign = "ABC1"};
    CHECK(same_aircraft(a, a) == Truth::yes);
    TrackIdentity b = a;
    b.id = "8";
    CHECK(same_aircraft(a, b) == Truth::yes);  // by call sign
    b.call_sign = "XYZ";
    CHECK(same_aircraft(a, b) == Truth::unknown);
    b.icao24 = 5;
    CHECK(same_aircraft(a, b) == Truth::unknown);
    a.icao24 = 5;
    CHECK(same_aircraft(a, b) == Truth::yes);  // by address
    a.icao24 = 6;
    a.id = b.id;
    CHECK(same_aircraft(a, b) == Truth::no);  // the address beats the id
    a.icao24.reset();
    b.icao24.reset();
    CHECK(same_aircraft(a, b) == Truth::yes);
    b.state = "LVA";
    CHECK(same_aircraft(a, b) == Truth::no);
    b.state = "";
    b.category = Category::unmanned;
    CHECK(same_aircraft(a, b) == Truth::no);
    CHECK(same_state(a, b) == Truth::unknown);
    b.state = "est";
    CHECK(same_state(a, b) == Truth::yes);
    b.state = "Estonia";
    CHECK(same_state(a, b) == Truth::unknown);
}

TEST_CASE("names that were probably meant")
{
    CHECK(detail::edit_distance("", "abc") == 3);
    CHECK(detail::edit_distance("kitten", "sitting") == 3);
    CHECK(detail::edit_distance("until", "untli") == 1);
    const std::vector<std::string_view> keys{"until", "from", "states", "zones"};
    CHECK(detail::nearest_name("utnil", keys) == "until");
    CHECK(detail::nearest_name("zone", keys) == "zones");
    CHECK(detail::nearest_name("colour", keys).empty());
    CHECK(detail::nearest_name("", keys).empty());
    CHECK(detail::quoted_item("a\nb\x7F") == "\"a?b?\"");
    CHECK(detail::quoted_item(std::string(59, 'x') + "é!") == '"' + std::string(59, 'x') + "...\"");
}
