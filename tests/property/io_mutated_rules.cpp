// SPDX-License-Identifier: MIT
// Damaged rule and grading files: whatever is done to the bytes of a good one, reading gives a valid book or policy, or
// a picket::Error of one printable line that begins with the file's name.
#include <picket/airspace/grading.hpp>
#include <picket/airspace/rule_issue.hpp>
#include <picket/error.hpp>
#include <picket/io/grading_json.hpp>
#include <picket/io/rules_json.hpp>

#include <support/airspace.hpp>

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

using namespace picket;

namespace {

std::string text_of(const std::string& name)
{
    std::ifstream in(std::string(PICKET_EXAMPLE_DATA_DIR) + '/' + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One to three random edits: flip a byte, cut, repeat, insert a telling token.
std::string mutate(std::string text, std::mt19937_64& random)
{
    static constexpr std::string_view tokens[] = {
        "{",  "}",   "[",    "]",    "\"",      ",",   "null",         "1e999",
        "-1", "nan", "\n",   "\xFF", "\\u0000", "\\n", "\"until\":5,", "\"zones\":[],",
        "*",  "9",   "\"\"", "é"};
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (std::size_t edits = 1 + below(3); edits > 0 && !text.empty(); --edits) {
        const std::size_t at = below(text.size());
        switch (below(6)) {
            case 0: text[at] = static_cast<char>(random() & 0xFFU); break;
            case 1: text[at] = static_cast<char>('0' + below(75)); break;
            case 2: text.erase(at, 1 + below(8)); break;
            case 3: text.insert(at, text.substr(below(text.size()), below(40))); break;
            case 4: text.insert(at, tokens[below(std::size(tokens))]); break;
            default:
                if (below(20) == 0) text.resize(at);
                break;
        }
    }
    return text;
}

template <class Read>
bool accepted(const std::string& text, Read read)
{
    std::istringstream in(text);
    try {
        read(in);
        return true;
    } catch (const ParseError& error) {
        const std::string_view message = error.what();
        CAPTURE(text, message);
        REQUIRE(message.starts_with("f:"));
        REQUIRE(message.size() > 5);
        REQUIRE(std::all_of(message.begin(), message.end(),
                            [](char c) { return static_cast<unsigned char>(c) >= 0x20U && c != 0x7F; }));
        return false;
    }
}

}  // namespace

TEST_CASE("mutated files: rules and policies are read or refused")
{
    const std::string rules = text_of("rules_invented.json");
    const std::string policy = text_of("grading_xaa_invented.json");
    REQUIRE(!rules.empty());
    REQUIRE(!policy.empty());
    const std::uint64_t seed = Catch::getSeed();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int kept = 0;
    const int tries = 2000 * airspace_tests::test_scale();
    for (int i = 0; i < tries; ++i) {
        kept += accepted(mutate(rules, random), [](std::istream& in) {
            const RuleBookSpec spec = io::read_rules_json(in, "f");
            REQUIRE(validate(spec).empty());
            // what was read can be written, and is then the same
            std::istringstream again(io::write_rules_json(spec));
            REQUIRE(io::read_rules_json(again, "f") == spec);
        });
        kept += accepted(mutate(policy, random), [](std::istream& in) {
            const GradingPolicySpec spec = io::read_grading_json(in, "f");
            REQUIRE(validate(spec).empty());
            std::istringstream again(io::write_grading_json(spec));
            REQUIRE(io::read_grading_json(again, "f") == spec);
        });
    }
    // most edits break the file, some do not: were it all or nothing, this would test nothing
    CHECK(kept > tries / 20);
    CHECK(kept < tries * 3 / 2);
}
