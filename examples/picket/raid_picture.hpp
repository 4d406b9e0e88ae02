// SPDX-License-Identifier: MIT
/// @file
/// The picture of picket raid: how many leak, and what it costs, as bars.
#ifndef PICKET_EXAMPLES_PICKET_RAID_PICTURE_HPP
#define PICKET_EXAMPLES_PICKET_RAID_PICTURE_HPP

#include <picket/io/detail/svg.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace picket_cli {

/// A bar from `low` to `high` of probability `probability`.
struct Bar {
    double low, high, probability;
};

/// A panel of bars with axes.
struct BarPanel {
    std::string title;
    std::string across;          ///< title of the axis of values
    std::vector<Bar> bars{};     ///< from left to right
    bool whole_numbers = false;  ///< a bar stands on a whole number
    std::string instead{};       ///< what to say where there is no bar
    std::vector<Bar> marks{};    ///< dots beside the bars, from another computation
    std::string legend{};        ///< what bars and dots are
    double mean = 0.0;
};

class RaidPicture {
public:
    RaidPicture(std::string title, std::string note) : title_(std::move(title)), note_(std::move(note)) {}

    void add(const BarPanel& panel)
    {
        const double top = 96.0 + panels_ * (height + 118.0);
        ++panels_;
        text(left, top - 14.0, panel.title, 15, "start", " font-weight=\"600\"");
        if (!panel.legend.empty()) text(right, top - 14.0, panel.legend, 12.5, "end", " fill=\"#555\"");
        if (panel.bars.empty()) {
            text(left, top + 24.0, panel.instead, 13, "start", "");
            return;
        }
        double low = panel.bars.front().low;
        double high = panel.bars.back().high;
        double most = 0.0;
        for (const Bar& bar : panel.bars) most = std::max(most, bar.probability);
        for (const Bar& mark : panel.marks) most = std::max(most, mark.probability);
        most *= 1.12;  // room for a word above the highest bar
        const double step_up = nice_step(most / 4.0);
        const double ceiling = step_up * std::ceil(most / step_up);
        const auto x = [&](double value) { return left + (value - low) / (high - low) * (right - left); };
        const auto y = [&](double p) { return top + height * (1.0 - p / ceiling); };

        for (double p = 0.0; p <= ceiling * 1.0001; p += step_up) {
            line(left, y(p), right, y(p), p == 0.0 ? "#333" : "#ddd");
            text(left - 8.0, y(p) + 4.0, short_text(p), 12, "end", "");
        }
        vertical_text(left - 62.0, top + height / 2.0, "probability");
        for (const Bar& bar : panel.bars) {
            const double gap = std::min(1.5, 0.1 * (x(bar.high) - x(bar.low)));
            body_ += "<rect x=\"" + px(x(bar.low) + gap) + "\" y=\"" + px(y(bar.probability)) + "\" width=\"" +
                     px(std::max(0.3, x(bar.high) - x(bar.low) - 2.0 * gap)) + "\" height=\"" +
                     px(top + height - y(bar.probability)) + "\" fill=\"#3b6ea5\"/>\n";
        }
        for (const Bar& mark : panel.marks) {
            if (mark.low < low || mark.high > high) continue;
            body_ += "<circle cx=\"" + px(x(0.5 * (mark.low + mark.high))) + "\" cy=\"" + px(y(mark.probability)) +
                     "\" r=\"3.2\" fill=\"#fff\" stroke=\"#c0392b\" stroke-width=\"1.6\"/>\n";
        }
        double step = nice_step((high - low) / 9.0);
        if (panel.whole_numbers) step = std::max(1.0, step);
        for (double value = step * std::ceil(low / step - 1e-9); value <= high * (1.0 + 1e-12); value += step) {
            line(x(value), top + height, x(value), top + height + 5.0, "#333");
            text(x(value), top + height + 20.0, short_text(value), 12, "middle", "");
        }
        if (panel.mean >= low && panel.mean <= high) {
            body_ += "<line x1=\"" + px(x(panel.mean)) + "\" y1=\"" + px(top) + "\" x2=\"" + px(x(panel.mean)) +
                     "\" y2=\"" + px(top + height) + "\" stroke=\"#222\" stroke-dasharray=\"5 4\"/>\n";
            const bool to_left = x(panel.mean) > 0.5 * (left + right);
            text(x(panel.mean) + (to_left ? -6.0 : 6.0), top + 12.0, "mean " + short_text(panel.mean), 12,
                 to_left ? "end" : "start", " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\"");
        }
        text(0.5 * (left + right), top + height + 42.0, panel.across, 13, "middle", "");
    }

    [[nodiscard]] std::string document() const
    {
        const double tall = 76.0 + panels_ * (height + 118.0);
        std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"900\" height=\"" +
                          px(tall) + "\" viewBox=\"0 0 900 " + px(tall) +
                          "\" font-family=\"Helvetica, Arial, sans-serif\">\n<rect width=\"900\" height=\"" + px(tall) +
                          "\" fill=\"#fff\"/>\n";
        svg += at(24.0, 32.0, title_, 19, "start", " font-weight=\"600\"");
        svg += at(24.0, 54.0, note_, 12.5, "start", " fill=\"#555\"");
        return svg + body_ + "</svg>\n";
    }

    /// Four digits at most.
    [[nodiscard]] static std::string short_text(double value)
    {
        char digits[40];
        std::snprintf(digits, sizeof digits, "%.4g", std::abs(value) < 1e-12 ? 0.0 : value);
        return digits;
    }

private:
    static constexpr double left = 96.0;
    static constexpr double right = 870.0;
    static constexpr double height = 240.0;

    [[nodiscard]] static std::string px(double value) { return picket::io::detail::px(value); }

    /// 1, 2 or 5 times a power of ten, at least so large.
    [[nodiscard]] static double nice_step(double least)
    {
        const double power = std::pow(10.0, std::floor(std::log10(least)));
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * power >= least * (1.0 - 1e-9)) return factor * power;
        }
        return 10.0 * power;
    }

    [[nodiscard]] static std::string at(double x, double y, const std::string& words, double size, const char* anchor,
                                        const char* extra)
    {
        return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" font-size=\"" + px(size) + "\" text-anchor=\"" + anchor +
               '"' + extra + '>' + picket::io::detail::xml_text(words) + "</text>\n";
    }
    void text(double x, double y, const std::string& words, double size, const char* anchor, const char* extra)
    {
        body_ += at(x, y, words, size, anchor, extra);
    }
    void vertical_text(double x, double y, const std::string& words)
    {
        body_ += "<text transform=\"translate(" + px(x) + ' ' + px(y) +
                 ") rotate(-90)\" font-size=\"13\" text-anchor=\"middle\">" + picket::io::detail::xml_text(words) +
                 "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2, const char* colour)
    {
        body_ += "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) +
                 "\" stroke=\"" + colour + "\"/>\n";
    }

    std::string title_;
    std::string note_;
    std::string body_;
    int panels_ = 0;
};

/// Whole numbers with their probabilities, as bars about them: what would be no pixel high is left out.
inline std::vector<Bar> count_bars(const std::vector<std::pair<double, double>>& distribution)
{
    std::vector<Bar> bars;
    double most = 0.0;
    for (const auto& [value, p] : distribution) most = std::max(most, p);
    for (const auto& [value, p] : distribution) {
        if (p >= 2e-3 * most) bars.push_back({value - 0.5, value + 0.5, p});
    }
    return bars;
}

/// Amounts gathered into at most 40 bars of equal width, the outer two thousandths on either side left out.
inline std::vector<Bar> amount_bars(const std::vector<std::pair<double, double>>& distribution)
{
    std::vector<std::pair<double, double>> kept;
    double below = 0.0;
    for (const auto& one : distribution) {
        below += one.second;
        if (below > 2e-3 && below - one.second < 1.0 - 2e-3) kept.push_back(one);
    }
    if (kept.empty()) return {};
    constexpr std::size_t count = 40;
    const double low = kept.front().first;
    const double high = kept.back().first;
    if (low == high) return {{low - 0.5 * std::max(1.0, 0.1 * low), low + 0.5 * std::max(1.0, 0.1 * low), 1.0}};
    const double width = (high - low) / (count - 1);
    std::vector<Bar> bars(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double middle = low + static_cast<double>(i) * width;
        bars[i] = {middle - 0.5 * width, middle + 0.5 * width, 0.0};
    }
    for (const auto& [value, p] : kept) {
        const auto i = static_cast<std::size_t>((value - low) / width + 0.5);
        bars[std::min(i, count - 1)].probability += p;
    }
    return bars;
}

}  // namespace picket_cli

#endif
