// SPDX-License-Identifier: MIT
/// @file
/// Comma-separated values, strictly: columns found by name, every fault named by file and line.
#ifndef PICKET_IO_CSV_HPP
#define PICKET_IO_CSV_HPP

#include <picket/io/detail/text.hpp>

#include <cstddef>
#include <initializer_list>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {

/// Reads RFC 4180 CSV row by row: a header, commas, quotes (doubled inside quotes), LF or CRLF, a UTF-8 byte
/// order mark. Empty lines are skipped.
///
/// Strict where leniency would shift columns: a row must have as many fields as the header, a quote may only open
/// a field, and a file with NUL bytes is no text. After next() has thrown, the next call goes on with the row
/// after the bad one.
///
/// Errors      ParseError `FILE:LINE: what is wrong`; LINE is where the row starts
class CsvReader {
public:
    /// Reads the header.
    ///
    /// @param in    outlives the reader
    /// @param name  what messages call the input
    CsvReader(std::istream& in, std::string_view name) : in_(&in), name_(detail::printable(name, 400))
    {
        if (!read_record(fields_)) {
            if (in_->bad()) detail::parse_failure(name_ + ": cannot be read");
            detail::parse_failure(name_ + ": is empty");
        }
        for (const std::string& field : fields_) header_.push_back(detail::lower_case(detail::trim(field)));
    }

    /// Index of a column; names compare without regard to case. Nothing where there is none.
    /// @throws ParseError  where the header has the name twice
    [[nodiscard]] std::optional<std::size_t> column(std::string_view wanted) const
    {
        const std::string folded = detail::lower_case(wanted);
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (header_[i] != folded) continue;
            if (found) fail_at(header_line_, "the header has the column " + detail::in_quotes(folded) + " twice");
            found = i;
        }
        return found;
    }

    /// The first of several spellings that the header has.
    [[nodiscard]] std::optional<std::size_t> column(std::initializer_list<std::string_view> spellings) const
    {
        for (const std::string_view spelling : spellings) {
            if (const auto found = column(spelling)) return found;
        }
        return std::nullopt;
    }

    /// The same for a column that must be there.
    /// @throws ParseError  `FILE:1: no column "lat" (or lat_deg, latitude); the header has id, time`
    [[nodiscard]] std::size_t require(std::initializer_list<std::string_view> spellings) const
    {
        if (const auto found = column(spellings)) return *found;
        std::string message = "no column ";
        std::size_t i = 0;
        for (const std::string_view spelling : spellings) {
            if (i == 0) message += detail::in_quotes(spelling);
            if (i == 1) message += " (or ";
            if (i > 1) message += ", ";
            if (i > 0) message += spelling;
            ++i;
        }
        if (i > 1) message += ')';
        std::string names;
        for (const std::string& name : header_) names += (names.empty() ? "" : ",") + name;
        fail_at(header_line_, message + "; the header is " + detail::in_quotes(names));
    }

    /// Goes to the next row; false at the end.
    /// @throws ParseError  for a row that is not one
    bool next()
    {
        if (!read_record(fields_)) {
            if (in_->bad()) detail::parse_failure(name_ + ": cannot be read");
            return false;
        }
        if (fields_.size() != header_.size()) {
            fail("row has " + std::to_string(fields_.size()) + (fields_.size() == 1 ? " column" : " columns") +
                 ", header has " + std::to_string(header_.size()));
        }
        return true;
    }

    /// A field of the current row, without surrounding blanks. Valid until next().
    [[nodiscard]] std::string_view field(std::size_t column_index) const { return detail::trim(fields_[column_index]); }

    /// Name of a column, in lower case.
    [[nodiscard]] const std::string& column_name(std::size_t column_index) const { return header_[column_index]; }

    /// Line on which the current row starts, counted from 1.
    [[nodiscard]] std::size_t line() const noexcept { return row_line_; }

    /// Throws ParseError about the current row.
    [[noreturn]] void fail(const std::string& what) const { fail_at(row_line_, what); }

    /// A number; nothing where the field is empty or `nan`.
    /// @throws ParseError  for anything else that is no finite number
    [[nodiscard]] std::optional<double> number(std::size_t column_index) const
    {
        const std::string_view text = field(column_index);
        if (text.empty() || detail::same_word(text, "nan")) return std::nullopt;
        double value = 0.0;
        if (!detail::parse_number(text, value)) {
            fail("column " + detail::in_quotes(header_[column_index]) + ": " + detail::in_quotes(text) +
                 " is not a number");
        }
        return value;
    }

private:
    [[noreturn]] void fail_at(std::size_t line, const std::string& what) const
    {
        detail::parse_failure(name_ + ':' + std::to_string(line) + ": " + what);
    }

    /// One line without its end; false at the end of the input.
    bool read_line(std::string& line)
    {
        if (!std::getline(*in_, line)) return false;
        ++line_;
        if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return true;
    }

    bool read_record(std::vector<std::string>& fields)
    {
        std::string line;
        do {
            if (!read_line(line)) return false;
        } while (line.find_first_not_of(" \t") == std::string::npos);
        row_line_ = line_;
        if (header_.empty()) header_line_ = line_;
        fields.clear();
        std::size_t at = 0;
        for (;;) {
            std::string field;
            std::size_t first = line.find_first_not_of(" \t", at);
            if (first == std::string::npos) first = line.size();
            if (first < line.size() && line[first] == '"') {
                at = first + 1;
                for (;;) {
                    if (at == line.size()) {
                        // a quoted field may go on in the next line
                        if (!read_line(line)) fail("a quote is opened and never closed");
                        field += '\n';
                        at = 0;
                        continue;
                    }
                    if (line[at] == '"') {
                        if (at + 1 < line.size() && line[at + 1] == '"') {
                            field += '"';
                            at += 2;
                            continue;
                        }
                        ++at;
                        break;
                    }
                    field += line[at++];
                }
                while (at < line.size() && detail::is_space(line[at])) ++at;
                if (at < line.size() && line[at] != ',') fail("text follows a closing quote");
            } else {
                const std::size_t end = line.find(',', at);
                field = line.substr(at, end == std::string::npos ? std::string::npos : end - at);
                at = end == std::string::npos ? line.size() : end;
                if (field.find('"') != std::string::npos)
                    fail("a quote stands inside a field that does not start with one");
            }
            if (field.find('\0') != std::string::npos) fail("is not text (a NUL byte)");
            if (field.find('\r') != std::string::npos) fail("a carriage return stands inside a line");
            fields.push_back(std::move(field));
            if (at == line.size()) return true;
            ++at;  // the comma
        }
    }

    std::istream* in_;
    std::string name_;
    std::vector<std::string> header_;  ///< in lower case
    std::vector<std::string> fields_;
    std::size_t line_ = 0;
    std::size_t row_line_ = 0;
    std::size_t header_line_ = 1;
};

/// A text as a CSV field: quoted where it must be.
[[nodiscard]] inline std::string csv_field(std::string_view text)
{
    const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                       (text.empty() || (!detail::is_space(text.front()) && !detail::is_space(text.back())));
    if (plain) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

/// A number as a CSV field: the shortest decimal text that reads back as the same double; NaN is empty.
[[nodiscard]] inline std::string csv_number(double value)
{
    return value != value ? std::string() : detail::number_text(value);
}

}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
