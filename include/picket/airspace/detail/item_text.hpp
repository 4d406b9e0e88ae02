// SPDX-License-Identifier: MIT
/// @file
/// Naming the item that an error is about: quoted texts, numbered fields, the known name that was probably meant.
/// Not for users.
#ifndef PICKET_AIRSPACE_DETAIL_ITEM_TEXT_HPP
#define PICKET_AIRSPACE_DETAIL_ITEM_TEXT_HPP

#include <picket/version.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// `"text"` on one line: control characters become `?`, and what is longer than 60 bytes is cut.
[[nodiscard]] inline std::string quoted_item(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::size_t size = std::min(text.size(), longest);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    std::string result = "\"" + std::string(text.substr(0, size)) + (size < text.size() ? "...\"" : "\"");
    for (char& c : result) {
        if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) c = '?';
    }
    return result;
}

/// `list[3]`.
[[nodiscard]] inline std::string numbered(std::string_view list, std::size_t i)
{
    return std::string(list) + '[' + std::to_string(i) + ']';
}

/// How many characters must be put in, left out or replaced, or neighbours swapped, to make one text of the other.
/// (Optimal string alignment distance.)
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

/// The known name nearest to a word, the first of several; empty where none is near enough to be what was meant: by
/// edits on at most a third of the word, and one at least.
template <class Names>
[[nodiscard]] std::string_view nearest_name(std::string_view word, const Names& known)
{
    std::string_view nearest;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view name : known) {
        const std::size_t apart = name.size() > word.size() ? name.size() - word.size() : word.size() - name.size();
        if (apart >= least) continue;  // it costs at least that much
        const std::size_t distance = edit_distance(word, name);
        if (distance < least && distance < name.size()) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

/// `; do you mean "name"?`, or nothing.
template <class Names>
[[nodiscard]] std::string suggestion(std::string_view word, const Names& known)
{
    const std::string_view name = nearest_name(word, known);
    return name.empty() ? std::string() : "; do you mean " + quoted_item(name) + "?";
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
