// SPDX-License-Identifier: MIT
#include <picket/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using picket::Error;

namespace {

std::string message_of(const std::string& text)
{
    return Error(text.c_str()).what();
}

/// Every byte sequence is whole: no character of more than one byte is cut.
bool is_utf8(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
        }
        i += length;
    }
    return true;
}

}  // namespace

TEST_CASE("errors: a message that fits is kept whole")
{
    CHECK(message_of("").empty());
    CHECK(message_of("zones.geojson: feature 3 \"EPR25\", ring 0, vertex 7: latitude 91 is beyond 90 degrees")
          == "zones.geojson: feature 3 \"EPR25\", ring 0, vertex 7: latitude 91 is beyond 90 degrees");
    const std::string full(Error::capacity(), 'a');
    CHECK(message_of(full) == full);
}

TEST_CASE("errors: a longer message ends in three dots")
{
    for (const std::size_t extra : {1U, 2U, 3U, 4U, 5000U}) {
        CAPTURE(extra);
        const std::string text(Error::capacity() + extra, 'a');
        const std::string message = message_of(text);
        CHECK(message.size() == Error::capacity());
        CHECK(message == std::string(Error::capacity() - 3, 'a') + "...");
    }
}

TEST_CASE("errors: a message is cut between characters, never inside one")
{
    // Shift characters of two, three and four bytes over the place of the cut, byte by byte.
    for (const std::string character : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x9B\xA9"}) {
        for (std::size_t shift = 0; shift < 4; ++shift) {
            CAPTURE(character.size(), shift);
            std::string text(shift, 'a');
            while (text.size() <= Error::capacity()) text += character;
            const std::string message = message_of(text);
            CHECK(message.size() <= Error::capacity());
            REQUIRE(message.size() > 3);
            const std::string_view kept(message.data(), message.size() - 3);
            CHECK(std::string_view(message).substr(kept.size()) == "...");
            CHECK(text.compare(0, kept.size(), kept) == 0);
            CHECK(is_utf8(kept));
            // and no more than one character is given up
            CHECK(kept.size() + 3 + character.size() > Error::capacity());
        }
    }
}

TEST_CASE("errors: a copy keeps its own message")
{
    std::string copy_says;
    {
        std::string text = "track T1, line 12: time goes back";
        const picket::ParseError error(text.c_str());
        text.assign(text.size(), '?');
        const picket::ParseError copy = error;
        copy_says = copy.what();
    }
    CHECK(copy_says == "track T1, line 12: time goes back");
}
