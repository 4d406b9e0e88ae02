// SPDX-License-Identifier: MIT
#include <picket/io/csv.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using picket::io::CsvReader;

namespace {

/// Column `a` of every row, or the message that stopped the reading.
std::vector<std::string> column_a(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> values;
    try {
        CsvReader csv(in, "f.csv");
        const std::size_t a = csv.require({"a"});
        while (csv.next()) values.emplace_back(csv.field(a));
    } catch (const picket::ParseError& error) {
        values.push_back(std::string("! ") + error.what());
    }
    return values;
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("csv: rows as RFC 4180 has them")
{
    CHECK(column_a("a,b\n1,2\n3,4\n") == Values{"1", "3"});
    CHECK(column_a("b,a\n1,2\n3,4") == Values{"2", "4"});
    CHECK(column_a("a,b\r\n1,2\r\n\r\n3,4\r\n") == Values{"1", "3"});
    CHECK(column_a("\xEF\xBB\xBF"
                   "a,b\n1,2\n") == Values{"1"});
    CHECK(column_a("\xEF\xBB\xBF\"a\",b\n1,2\n") == Values{"1"});
    CHECK(column_a("a,b\n\"x,y\",2\n") == Values{"x,y"});
    CHECK(column_a("a,b\n\"say \"\"hi\"\"\",2\n") == Values{"say \"hi\""});
    CHECK(column_a("a,b\n\"two\nlines\",2\n") == Values{"two\nlines"});
    CHECK(column_a("a,b\n,\n") == Values{""});
    CHECK(column_a(" A , b\n 1 , 2\n") == Values{"1"});
    CHECK(column_a("a\n1\n\n2\n") == Values{"1", "2"});
    CHECK(column_a("a,b\n\"\",2\n") == Values{""});
}

TEST_CASE("csv: what is not CSV is named by file and line")
{
    CHECK(column_a("") == Values{"! f.csv: is empty"});
    CHECK(column_a("\n\n") == Values{"! f.csv: is empty"});
    CHECK(column_a("a,b,c,d,e\n1,2,3\n") == Values{"! f.csv:2: row has 3 columns, header has 5"});
    CHECK(column_a("a,b\n1,2\n1,2,3\n") == Values{"1", "! f.csv:3: row has 3 columns, header has 2"});
    CHECK(column_a("a,b\n\n1\n") == Values{"! f.csv:3: row has 1 column, header has 2"});
    CHECK(column_a("a,b\n\"1,2\n3,4\n") == Values{"! f.csv:2: a quote is opened and never closed"});
    CHECK(column_a("a,b\n\"1\"x,2\n") == Values{"! f.csv:2: text follows a closing quote"});
    CHECK(column_a("a,b\n1\"x,2\n") == Values{"! f.csv:2: a quote stands inside a field that does not start with one"});
    CHECK(column_a(std::string("a,b\n1\0,2\n", 9)) == Values{"! f.csv:2: is not text (a NUL byte)"});
    CHECK(column_a("a,b\r1,2\r").front() == "! f.csv:1: a carriage return stands inside a line");
    CHECK(column_a("x,b\n1,2\n") == Values{"! f.csv:1: no column \"a\"; the header is \"x,b\""});
    CHECK(column_a("a,A\n1,2\n") == Values{"! f.csv:1: the header has the column \"a\" twice"});
    CHECK(column_a("a;b\n1;2\n") == Values{"! f.csv:1: no column \"a\"; the header is \"a;b\""});
}

TEST_CASE("csv: a line number is where the row starts, after a row of two lines too")
{
    CHECK(column_a("a,b\n\"x\ny\",2\nz\n") == Values{"x\ny", "! f.csv:4: row has 1 column, header has 2"});
}

TEST_CASE("csv: reading goes on after a bad row")
{
    std::istringstream in("a,b\n1\n2,3\n");
    CsvReader csv(in, "f.csv");
    CHECK_THROWS_AS(csv.next(), picket::ParseError);
    REQUIRE(csv.next());
    CHECK(csv.field(0) == "2");
    CHECK(csv.line() == 3);
    CHECK_FALSE(csv.next());
}

TEST_CASE("csv: numbers are whole fields, finite, and the same in every locale")
{
    std::istringstream in("a\n54.5\n+1\n-0\n1e3\nnan\n\"\"\nNaN\n5e-324\n");
    CsvReader csv(in, "f.csv");
    std::vector<double> values;
    int missing = 0;
    while (csv.next()) {
        if (const auto value = csv.number(0)) {
            values.push_back(*value);
        } else {
            ++missing;
        }
    }
    CHECK(values == std::vector<double>{54.5, 1.0, -0.0, 1000.0, std::numeric_limits<double>::denorm_min()});
    CHECK(missing == 3);

    for (const char* text : {"54,5", "5 4", "1e999", "inf", "-inf", "0x1p3", "12abc", "--1", "+-1", "1_000", "."}) {
        CAPTURE(text);
        std::istringstream one(std::string("a\n\"") + text + "\"\n");
        CsvReader reader(one, "f.csv");
        REQUIRE(reader.next());
        CHECK_THROWS_AS(reader.number(0), picket::ParseError);
    }
}

TEST_CASE("csv: fields are quoted where they must be")
{
    using picket::io::csv_field;
    using picket::io::csv_number;
    CHECK(csv_field("EPR25") == "EPR25");
    CHECK(csv_field("a,b") == "\"a,b\"");
    CHECK(csv_field("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(csv_field("two\nlines") == "\"two\nlines\"");
    CHECK(csv_field(" x") == "\" x\"");
    CHECK(csv_field("") == "");
    CHECK(csv_number(0.1) == "0.1");
    CHECK(csv_number(59.887906638) == "59.887906638");
    CHECK(csv_number(std::nan("")) == "");
}

TEST_CASE("csv: messages stay one printable line whatever the file holds")
{
    const Values values = column_a("a\x01\x1B[31mb\xFF,\xC3\xA9\n");
    REQUIRE(values.size() == 1);
    CHECK_THAT(values[0], StartsWith("! f.csv:1: no column \"a\""));
    CHECK_THAT(values[0], ContainsSubstring("a??[31mb?,\xC3\xA9"));
}
