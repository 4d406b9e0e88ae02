// SPDX-License-Identifier: MIT
/// @file
/// What drawing an SVG takes: numbers, text, clipping, thinning. Not for users.
#ifndef PICKET_IO_DETAIL_SVG_HPP
#define PICKET_IO_DETAIL_SVG_HPP

#include <picket/io/detail/map_projection.hpp>
#include <picket/version.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace io {
namespace detail {

/// Text of an XML element or attribute: markup escaped, what XML 1.0 forbids (control characters, bytes that
/// are not UTF-8) replaced by U+FFFD.
[[nodiscard]] inline std::string xml_text(std::string_view text)
{
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80U) {
            switch (byte) {
                case '&': result += "&amp;"; break;
                case '<': result += "&lt;"; break;
                case '>': result += "&gt;"; break;
                case '"': result += "&quot;"; break;
                case '\t':
                case '\n':
                case '\r': result += ' '; break;
                default: (byte < 0x20U || byte == 0x7FU) ? result += replacement : result += text[i];
            }
            ++i;
            continue;
        }
        const std::size_t length = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : 2;
        bool good = byte >= 0xC2U && byte <= 0xF4U && i + length <= text.size();
        unsigned long code = byte & (0xFFU >> (length + 1));
        for (std::size_t k = 1; good && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            good = (next & 0xC0U) == 0x80U;
            code = code << 6U | (next & 0x3FU);
        }
        // too long a form, surrogates, beyond Unicode, the two non-characters XML names, C1 controls
        constexpr std::array<unsigned long, 5> least{0, 0, 0x80, 0x800, 0x10000};
        good = good && code >= least[length] && !(code >= 0xD800 && code <= 0xDFFF) && code <= 0x10FFFF &&
               code != 0xFFFE && code != 0xFFFF && !(code >= 0x80 && code < 0xA0);
        if (good) {
            result.append(text.substr(i, length));
            i += length;
        } else {
            result += replacement;
            ++i;
        }
    }
    return result;
}

/// Number of characters of a UTF-8 text (bytes that do not continue one).
[[nodiscard]] inline std::size_t characters(std::string_view text) noexcept
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Width of a text [em]. The widths are those of DejaVu Sans, the widest of the fonts the map asks for: a
/// label given its room here has room with Arial or Helvetica too.
[[nodiscard]] inline double text_width_em(std::string_view text) noexcept
{
    constexpr std::array<unsigned char, 95> width{
        32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
        60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
        63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
    double sum = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 32 && byte < 127) {
            sum += width[byte - 32U];
        } else if ((byte & 0xC0U) != 0x80U) {
            sum += byte >= 0xE2U ? 100 : 65;  // beyond the Latin, Greek and Cyrillic blocks: may be a full square
        }
    }
    return sum / 100.0;
}

/// The text itself, or its beginning and an ellipsis where it is wider than `width_em`.
[[nodiscard]] inline std::string fit_text(std::string_view text, double width_em)
{
    if (text_width_em(text) <= width_em) return std::string(text);
    std::string result;
    double used = 0.8;  // the ellipsis
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        const std::string_view one = text.substr(i, end - i);
        used += text_width_em(one);
        if (used > width_em) break;
        result.append(one);
        i = end;
    }
    while (!result.empty() && result.back() == ' ') result.pop_back();
    return result + "\xE2\x80\xA6";
}

/// Fixed-point text without trailing zeros, whatever the locale.
[[nodiscard]] inline std::string fixed_text(double value, int decimals)
{
    std::array<char, 64> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
    std::string text(buffer.data(), end.ec == std::errc{} ? end.ptr : buffer.data());
    if (text.find('.') != text.npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    return text == "-0" || text.empty() ? "0" : text;
}

/// A coordinate on paper: a tenth of a pixel is enough.
[[nodiscard]] inline std::string px(double value) { return fixed_text(value, 1); }

struct Box {
    double left;
    double top;
    double right;
    double bottom;

    [[nodiscard]] double width() const noexcept { return right - left; }
    [[nodiscard]] double height() const noexcept { return bottom - top; }
    [[nodiscard]] bool holds(PlanePoint p) const noexcept
    {
        return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
    }
    [[nodiscard]] bool holds(const Box& b) const noexcept
    {
        return b.left >= left && b.right <= right && b.top >= top && b.bottom <= bottom;
    }
    [[nodiscard]] Box grown(double by) const noexcept { return {left - by, top - by, right + by, bottom + by}; }
};

using Polyline = std::vector<PlanePoint>;

/// A closed ring cut to a box (Sutherland and Hodgman 1974): the result may run along the box's sides.
[[nodiscard]] inline Polyline clip_ring(Polyline ring, const Box& box)
{
    const auto cut = [&ring](const auto& inside, const auto& meet) {
        Polyline out;
        out.reserve(ring.size() + 4);
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const PlanePoint a = ring[i];
            const PlanePoint b = ring[i + 1 < ring.size() ? i + 1 : 0];
            const bool a_in = inside(a);
            if (a_in) out.push_back(a);
            if (a_in != inside(b)) out.push_back(meet(a, b));
        }
        ring = std::move(out);
    };
    const auto at_x = [](double x) {
        return [x](PlanePoint a, PlanePoint b) { return PlanePoint{x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)}; };
    };
    const auto at_y = [](double y) {
        return [y](PlanePoint a, PlanePoint b) { return PlanePoint{a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y}; };
    };
    cut([&](PlanePoint p) { return p.x >= box.left; }, at_x(box.left));
    cut([&](PlanePoint p) { return p.x <= box.right; }, at_x(box.right));
    cut([&](PlanePoint p) { return p.y >= box.top; }, at_y(box.top));
    cut([&](PlanePoint p) { return p.y <= box.bottom; }, at_y(box.bottom));
    return ring;
}

/// An open line cut to a box (Liang and Barsky 1984): the pieces inside.
[[nodiscard]] inline std::vector<Polyline> clip_line(const Polyline& line, const Box& box)
{
    std::vector<Polyline> pieces;
    bool open = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const PlanePoint a = line[i - 1];
        const PlanePoint b = line[i];
        double t0 = 0.0;
        double t1 = 1.0;
        const auto bound = [&](double step, double room) {  // t * step <= room
            if (step == 0.0) return room >= 0.0;
            const double t = room / step;
            if (step > 0.0)
                t1 = std::min(t1, t);
            else
                t0 = std::max(t0, t);
            return t0 <= t1;
        };
        if (!(bound(a.x - b.x, a.x - box.left) && bound(b.x - a.x, box.right - a.x) &&
              bound(a.y - b.y, a.y - box.top) && bound(b.y - a.y, box.bottom - a.y))) {
            open = false;
            continue;
        }
        const auto on = [&](double t) { return PlanePoint{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}; };
        if (!open || t0 > 0.0) pieces.push_back({on(t0)});
        pieces.back().push_back(t1 < 1.0 ? on(t1) : b);
        open = t1 == 1.0;
    }
    return pieces;
}

[[nodiscard]] inline double distance_to_segment(PlanePoint p, PlanePoint a, PlanePoint b) noexcept
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length2 = dx * dx + dy * dy;
    const double t = length2 > 0.0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0.0;
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// The line with as few of its points as keep it within `tolerance` (Douglas and Peucker 1973).
[[nodiscard]] inline Polyline thin(const Polyline& line, double tolerance)
{
    if (line.size() < 3) return line;
    std::vector<char> keep(line.size(), 0);
    keep.front() = keep.back() = 1;
    std::vector<std::pair<std::size_t, std::size_t>> todo{{0, line.size() - 1}};
    while (!todo.empty()) {
        const auto [from, to] = todo.back();
        todo.pop_back();
        double worst = tolerance;
        std::size_t at = from;
        for (std::size_t i = from + 1; i < to; ++i) {
            const double d = distance_to_segment(line[i], line[from], line[to]);
            if (d > worst) {
                worst = d;
                at = i;
            }
        }
        if (at == from) continue;
        keep[at] = 1;
        todo.emplace_back(from, at);
        todo.emplace_back(at, to);
    }
    Polyline result;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (keep[i] != 0) result.push_back(line[i]);
    }
    return result;
}

/// `M x y L x y ...`, closed by `Z` where asked.
[[nodiscard]] inline std::string path_data(const Polyline& line, bool closed)
{
    std::string text;
    text.reserve(line.size() * 12);
    char lead = 'M';  // points after it are joined by lines
    for (const PlanePoint p : line) {
        text += lead;
        text += px(p.x);
        text += ' ';
        text += px(p.y);
        lead = ' ';
    }
    if (closed) text += 'Z';
    return text;
}

/// Twice the signed area.
[[nodiscard]] inline double double_area(const Polyline& ring) noexcept
{
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const PlanePoint a = ring[i];
        const PlanePoint b = ring[i + 1 < ring.size() ? i + 1 : 0];
        sum += a.x * b.y - b.x * a.y;
    }
    return sum;
}

}  // namespace detail
}  // namespace io
}  // namespace v0
}  // namespace picket

#endif
