// SPDX-License-Identifier: MIT
/// @file
/// Builds the tables of index_layout.hpp from zones.
///
/// For each zone: its curves become grid pieces (index_pieces.hpp), each piece is clipped to the cells it
/// touches, and each row of cells is walked once, counting crossings of the row's centre line, to learn
/// which cells lie wholly inside and what parity the cells with pieces start from. The walk starts from one
/// exact answer a row; the corner bit of a cell is what makes the float stage agree with it at one place of
/// the cell that is far from every piece. Nothing else ties cells together: a cell is right on its own.
///
/// Cells are clipped a little too large (by `margin`), so that whatever is within the band of a place in the
/// cell is in the cell's record.
#ifndef PICKET_AIRSPACE_DETAIL_INDEX_BUILD_HPP
#define PICKET_AIRSPACE_DETAIL_INDEX_BUILD_HPP

#include <picket/airspace/detail/index_circle.hpp>
#include <picket/airspace/detail/index_layout.hpp>
#include <picket/airspace/detail/index_pieces.hpp>
#include <picket/airspace/detail/lateral.hpp>
#include <picket/airspace/detail/rings_apart.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// The finished tables.
struct IndexTables {
    std::uint32_t cells_per_degree = 16;  ///< K, a power of two
    std::vector<std::uint32_t> top;
    std::vector<std::uint32_t> leaves;
    std::vector<std::uint32_t> sets;
    std::vector<std::uint32_t> records;

    static constexpr std::uint32_t columns = 360;
    static constexpr std::uint32_t rows = 180;

    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return sizeof(std::uint32_t) * (top.size() + leaves.size() + sets.size() + records.size());
    }
};

class IndexBuilder {
public:
    explicit IndexBuilder(std::uint32_t cells_per_degree)
        : k_(cells_per_degree), width_(static_cast<std::int64_t>(IndexTables::columns) * cells_per_degree),
          height_(static_cast<std::int64_t>(IndexTables::rows) * cells_per_degree)
    {
        tables_.cells_per_degree = cells_per_degree;
    }

    /// Adds a zone. Where its rings meet each other, its parts are entered one by one; a part whose own rings
    /// meet is left to the exact boundary in every cell its rings come into.
    void add_zone(const LateralBoundary& boundary, std::span<const PartSpec> parts, std::uint32_t zone)
    {
        if (add_circle(boundary, parts, zone)) return;
        if (RingsApart::check(boundary)) {
            ZoneCells(*this, boundary, 0, zone, true).run();
            return;
        }
        std::size_t first_curve = 0;
        for (const PartSpec& spec : parts) {
            const LateralBoundary part({&spec, 1});
            ZoneCells(*this, part, first_curve, zone, RingsApart::check(part)).run();
            first_curve += part.curves().size();
        }
    }

    [[nodiscard]] IndexTables finish()
    {
        assemble();
        return std::move(tables_);
    }

private:
    /// Clipped this much beyond the cell [cell units]: twice the band, and the double stage's own error.
    static constexpr double margin = 4.0 * static_cast<double>(index_band);
    /// Largest error of a grid piece, and of a quadratic against it [cell units].
    static constexpr double fit_tolerance = 2e-7;
    /// Most that float arithmetic may lose on a piece; with twice the fit tolerance less than the band.
    static constexpr double rounding_allowance = 8e-7;

    /// A zone's boundary, or that of one of its parts, in one cell.
    struct Entry {
        std::int64_t cell;
        std::uint32_t zone;
        std::uint32_t first_word;
        std::uint32_t words;
        bool corner;
        bool exact;
        bool circle;
    };
    /// Cells of one row, within one top cell, that a zone holds wholly.
    struct Run {
        std::uint32_t top_cell;
        std::uint32_t zone;
        std::uint32_t group;
        std::uint16_t row;  ///< within the top cell
        std::uint16_t begin;
        std::uint16_t end;
    };

    [[nodiscard]] std::uint32_t top_cell_of(std::int64_t column, std::int64_t row) const noexcept
    {
        return static_cast<std::uint32_t>((row / k_) * IndexTables::columns + column / k_);
    }

    /// The work on one zone.
    class ZoneCells {
    public:
        /// @param first_curve  index, in the whole zone, of the boundary's first curve
        /// @param plain        inside is the parity over all rings; otherwise cells ask the exact boundary
        ZoneCells(IndexBuilder& builder, const LateralBoundary& boundary, std::size_t first_curve, std::uint32_t zone,
                  bool plain)
            : builder_(builder), boundary_(boundary), first_curve_(first_curve), zone_(zone), group_(builder.groups_++),
              plain_(plain), k_(static_cast<double>(builder.k_))
        {
        }

        void run()
        {
            const PieceCompiler compiler(k_, fit_tolerance);
            for (std::size_t i = 0; i < boundary_.curves().size(); ++i) {
                const Curve& curve = boundary_.curves()[i];
                curve_ = static_cast<std::uint32_t>(first_curve_ + i);
                if (curve.lat_max_deg > polar_cap_deg) polar_[1] = true;
                if (curve.lat_min_deg < -polar_cap_deg) polar_[0] = true;
                if (curve.is_spin()) continue;
                pieces_.clear();
                compiler.compile(curve, pieces_);
                for (const GridPiece& piece : pieces_) clip(piece);
            }
            std::sort(clips_.begin(), clips_.end(), [](const Clip& a, const Clip& b) {
                return a.row != b.row ? a.row < b.row : a.column < b.column;
            });
            std::sort(crossings_.begin(), crossings_.end(), [](const Crossing& a, const Crossing& b) {
                return a.row != b.row ? a.row < b.row : a.x < b.x;
            });
            walk_rows();
        }

    private:
        struct Clip {
            std::int32_t row;
            std::int32_t column;
            bool exact;  ///< float arithmetic is not good enough for it
            IndexPiece piece;
        };
        /// Where a row's centre line meets the boundary.
        struct Crossing {
            std::int32_t row;
            double x;  ///< in [0, 360 K)
        };

        [[nodiscard]] bool row_is_exact(std::int64_t row) const noexcept
        {
            const double low_deg = static_cast<double>(row) / k_ - 90.0;
            return (polar_[1] && low_deg >= polar_cap_deg) || (polar_[0] && low_deg < -polar_cap_deg);
        }

        // Clipping -------------------------------------------------------------------------------------------

        /// The argument in [a, b] (either order) at which a monotone piece has a value.
        [[nodiscard]] static double solve(const GridPiece& piece, double a, double b, double target) noexcept
        {
            double fa = piece.value(a) - target;
            double fb = piece.value(b) - target;
            if (fa == 0.0) return a;
            if (fb == 0.0 || (fa < 0.0) == (fb < 0.0)) return std::abs(fa) < std::abs(fb) ? a : b;
            for (int i = 0; i < 60; ++i) {
                double u = i % 4 == 3 ? 0.5 * (a + b) : a + (b - a) * (fa / (fa - fb));
                const double f = piece.value(u) - target;
                if (std::abs(f) < 1e-12) return u;
                if ((f < 0.0) == (fa < 0.0)) {
                    a = u;
                    fa = f;
                } else {
                    b = u;
                    fb = f;
                }
            }
            return 0.5 * (a + b);
        }

        void clip(const GridPiece& piece)
        {
            const double low_y = std::min(piece.west.y, piece.east.y);
            const double high_y = std::max(piece.west.y, piece.east.y);
            cross_centre_lines(piece, low_y, high_y);
            if (piece.steep)
                clip_steep(piece);
            else
                clip_flat(piece);
        }

        void cross_centre_lines(const GridPiece& piece, double low_y, double high_y)
        {
            for (double row = std::floor(low_y); row <= high_y; row += 1.0) {
                const double centre = row + 0.5;
                if ((piece.west.y <= centre) == (piece.east.y <= centre)) continue;
                const double x = piece.steep ? piece.value(centre) : solve(piece, piece.west.x, piece.east.x, centre);
                const double width = static_cast<double>(builder_.width_);
                crossings_.push_back({static_cast<std::int32_t>(row), x < width ? x : x - width});
            }
        }

        void clip_flat(const GridPiece& piece)
        {
            const double first = std::floor(piece.west.x - margin);
            const double last = std::floor(piece.east.x + margin);
            for (double column = first; column <= last; column += 1.0) {
                const double x0 = std::max(piece.west.x, column - margin);
                const double x1 = std::min(piece.east.x, column + 1.0 + margin);
                if (x0 > x1) continue;
                const double y0 = x0 == piece.west.x ? piece.west.y : piece.value(x0);
                const double y1 = x1 == piece.east.x ? piece.east.y : piece.value(x1);
                const double low = std::min(y0, y1);
                const double high = std::max(y0, y1);
                for (double row = std::floor(low - margin); row <= std::floor(high + margin); row += 1.0) {
                    const double bottom = row - margin;
                    const double top = row + 1.0 + margin;
                    if (high < bottom || low > top) continue;
                    double a = x0;
                    double b = x1;
                    if ((y0 > top) != (y1 > top)) {
                        const double x = solve(piece, x0, x1, top);
                        (y0 > top ? a : b) = x;
                        emit_gate(row, column, x);
                    }
                    if ((y0 < bottom) != (y1 < bottom)) (y0 < bottom ? a : b) = solve(piece, x0, x1, bottom);
                    if (a <= b) emit(piece, row, column, a, b, a, b);
                }
            }
        }

        void clip_steep(const GridPiece& piece)
        {
            const bool rises = piece.rises();
            const GridPoint low = rises ? piece.west : piece.east;
            const GridPoint high = rises ? piece.east : piece.west;
            for (double row = std::floor(low.y - margin); row <= std::floor(high.y + margin); row += 1.0) {
                const double top = row + 1.0 + margin;
                const double y0 = std::max(low.y, row - margin);
                const double y1 = std::min(high.y, top);
                if (y0 > y1) continue;
                const double x_low = y0 == low.y ? low.x : piece.value(y0);
                const double x_high = y1 == high.y ? high.x : piece.value(y1);
                const double x_min = std::min(x_low, x_high);
                const double x_max = std::max(x_low, x_high);
                for (double column = std::floor(x_min - margin); column <= std::floor(x_max + margin); column += 1.0) {
                    const double left = column - margin;
                    const double right = column + 1.0 + margin;
                    if (x_max < left || x_min > right) continue;
                    if (low.y <= top && high.y > top && x_high >= left && x_high <= right) emit_gate(row, column, x_high);
                    double a = y0;
                    double b = y1;
                    double xa = x_low;
                    double xb = x_high;
                    if (x_min < left) {
                        (rises ? a : b) = solve(piece, y0, y1, left);
                        (rises ? xa : xb) = left;
                    }
                    if (x_max > right) {
                        (rises ? b : a) = solve(piece, y0, y1, right);
                        (rises ? xb : xa) = right;
                    }
                    if (a <= b) emit(piece, row, column, a, b, std::min(xa, xb), std::max(xa, xb));
                }
            }
        }

        /// One piece in one cell, as a quadratic; halved while the cubic term matters.
        void emit(const GridPiece& piece, double row, double column, double u0, double u1, double x0, double x1)
        {
            const double half = 0.5 * (u1 - u0);
            const double middle = 0.5 * (u0 + u1);
            const double s = middle - piece.origin;
            const double p1 = piece.c[1] + s * (2.0 * piece.c[2] + s * 3.0 * piece.c[3]);
            const double p2 = piece.c[2] + 3.0 * s * piece.c[3];
            const double p3 = piece.c[3];
            // t^3 on [-h, h] is nearest to (3/4) h^2 t, within h^3 / 4
            if (std::abs(p3) * half * half * half * 0.25 > fit_tolerance && half > 1e-4) {
                const double x_middle = piece.steep ? piece.value(middle) : middle;
                const bool rises = piece.rises();
                if (!piece.steep) {
                    emit(piece, row, column, u0, middle, x0, middle);
                    emit(piece, row, column, middle, u1, middle, x1);
                } else {
                    emit(piece, row, column, u0, middle, rises ? x0 : x_middle, rises ? x_middle : x1);
                    emit(piece, row, column, middle, u1, rises ? x_middle : x0, rises ? x1 : x_middle);
                }
                return;
            }
            const double u_base = piece.steep ? row : column;
            const double v_base = piece.steep ? column : row;
            const double first = std::min(u0, u1);
            const double slope = p1 + 0.75 * half * half * p3;
            const double t = first - middle;
            IndexPiece out{};
            out.x0 = static_cast<float>(x0 - column);
            out.x1 = static_cast<float>(x1 - column);
            out.u0 = static_cast<float>(first - u_base);
            out.u1 = static_cast<float>(std::max(u0, u1) - u_base);
            out.c0 = static_cast<float>(piece.value(middle) - v_base + t * (slope + t * p2));
            out.c1 = static_cast<float>(slope + 2.0 * t * p2);
            out.c2 = static_cast<float>(p2);
            // what float arithmetic can lose on this piece: 2^-24 of each term and of each sum, and of u itself
            const double run = std::abs(u1 - u0);
            const double steepest = std::abs(slope) + 2.0 * std::abs(p2) * run;
            if (6e-8 * (3.0 + std::abs(static_cast<double>(out.c0)) + 4.0 * steepest) > rounding_allowance) too_curved_ = true;
            out.flags = curve_ << IndexPiece::curve_shift |
                        (piece.steep ? (IndexPiece::steep | (piece.rises() ? IndexPiece::flipped : 0U)) : 0U);
            push(row, column, out);
        }

        /// The boundary leaves through the top of the cell at x.
        void emit_gate(double row, double column, double x)
        {
            IndexPiece out{};
            out.x0 = -1.0F;
            out.x1 = 2.0F;
            out.u0 = -1.0F;
            out.u1 = 2.0F;
            out.c0 = static_cast<float>(x - column);
            out.flags = IndexPiece::gate << IndexPiece::curve_shift | IndexPiece::steep | IndexPiece::flipped;
            push(row, column, out);
        }

        void push(double row, double column, const IndexPiece& piece)
        {
            const double width = static_cast<double>(builder_.width_);
            if (row < 0.0 || row >= static_cast<double>(builder_.height_)) return;
            const double wrapped = column < 0.0 ? column + width : (column >= width ? column - width : column);
            clips_.push_back({static_cast<std::int32_t>(row), static_cast<std::int32_t>(wrapped), too_curved_, piece});
            too_curved_ = false;
        }

        // Rows -----------------------------------------------------------------------------------------------

        void walk_rows()
        {
            std::int64_t first = builder_.height_;
            std::int64_t last = -1;
            for (const Clip& clip : clips_) {
                first = std::min<std::int64_t>(first, clip.row);
                last = std::max<std::int64_t>(last, clip.row);
            }
            // rows without any boundary can be inside only where the zone holds a pole
            const bool holds_pole = boundary_.contains({90.0, 0.0}) || boundary_.contains({-90.0, 0.0});
            if (holds_pole || polar_[0] || polar_[1]) {
                first = 0;
                last = builder_.height_ - 1;
            }
            std::size_t clip = 0;
            std::size_t crossing = 0;
            for (std::int64_t row = first; row <= last; ++row) {
                std::size_t clip_end = clip;
                while (clip_end < clips_.size() && clips_[clip_end].row == row) ++clip_end;
                while (crossing < crossings_.size() && crossings_[crossing].row < row) ++crossing;
                std::size_t crossing_end = crossing;
                while (crossing_end < crossings_.size() && crossings_[crossing_end].row == row) ++crossing_end;
                if (row_is_exact(row)) {
                    if (row % builder_.k_ == 0) add_exact_top_row(row);
                } else {
                    walk_row(row, {clips_.data() + clip, clip_end - clip},
                             {crossings_.data() + crossing, crossing_end - crossing});
                }
                clip = clip_end;
                crossing = crossing_end;
            }
        }

        void add_exact_top_row(std::int64_t row)
        {
            for (std::int64_t column = 0; column < builder_.width_; column += builder_.k_)
                builder_.exact_tops_.push_back({builder_.top_cell_of(column, row), zone_});
        }

        void walk_row(std::int64_t row, std::span<const Clip> clips, std::span<const Crossing> crossings)
        {
            const double width = static_cast<double>(builder_.width_);
            // start in the middle of the widest gap between crossings, from an exact answer
            double start = 0.5 * width;
            if (!crossings.empty()) {
                double widest = crossings.front().x + width - crossings.back().x;
                start = crossings.back().x + 0.5 * widest;
                for (std::size_t i = 1; i < crossings.size(); ++i) {
                    if (crossings[i].x - crossings[i - 1].x <= widest) continue;
                    widest = crossings[i].x - crossings[i - 1].x;
                    start = crossings[i - 1].x + 0.5 * widest;
                }
                if (start >= width) start -= width;
            }
            const double centre = static_cast<double>(row) + 0.5;
            const bool start_inside = boundary_.contains({centre / k_ - 90.0, start / k_ - 180.0});
            const auto crossings_before = [&](double x) {
                return static_cast<std::size_t>(
                    std::lower_bound(crossings.begin(), crossings.end(), x,
                                     [](const Crossing& c, double value) { return c.x < value; }) -
                    crossings.begin());
            };
            const std::size_t start_rank = crossings_before(start);
            const auto inside_at = [&](double x) { return start_inside != (((crossings_before(x) ^ start_rank) & 1U) != 0); };

            std::int64_t next_column = 0;
            std::size_t i = 0;
            while (i < clips.size()) {
                const std::int64_t column = clips[i].column;
                std::size_t end = i;
                while (end < clips.size() && clips[end].column == column) ++end;
                add_runs(row, next_column, column, inside_at);
                add_entry(row, column, clips.subspan(i, end - i), crossings, inside_at);
                next_column = column + 1;
                i = end;
            }
            add_runs(row, next_column, builder_.width_, inside_at);
        }

        template <class InsideAt>
        void add_runs(std::int64_t row, std::int64_t begin, std::int64_t end, const InsideAt& inside_at)
        {
            if (begin >= end) return;
            const double middle = static_cast<double>(begin) + 0.5;
            const bool inside = plain_ ? inside_at(middle)
                                       : boundary_.contains({(static_cast<double>(row) + 0.5) / k_ - 90.0, middle / k_ - 180.0});
            if (!inside) return;
            builder_.push_run(row, begin, end, zone_, group_);
        }

        template <class InsideAt>
        void add_entry(std::int64_t row, std::int64_t column, std::span<const Clip> clips,
                       std::span<const Crossing> crossings, const InsideAt& inside_at)
        {
            Entry entry{row * builder_.width_ + column,
                        zone_,
                        static_cast<std::uint32_t>(builder_.words_.size()),
                        static_cast<std::uint32_t>(clips.size() * index_piece_words),
                        false,
                        true,
                        false};
            for (const Clip& clip : clips) {
                const auto words = std::bit_cast<std::array<std::uint32_t, index_piece_words>>(clip.piece);
                builder_.words_.insert(builder_.words_.end(), words.begin(), words.end());
            }
            const bool floats_do = std::none_of(clips.begin(), clips.end(), [](const Clip& clip) { return clip.exact; });
            if (plain_ && floats_do) calibrate(entry, static_cast<double>(column), crossings, inside_at);
            if (entry.exact) {
                builder_.words_.resize(entry.first_word);
                entry.words = 0;
            }
            builder_.entries_.push_back(entry);
        }

        /// Finds the corner bit from a place on the cell's centre line that is far from every piece.
        template <class InsideAt>
        void calibrate(Entry& entry, double column, std::span<const Crossing> crossings, const InsideAt& inside_at)
        {
            const std::uint32_t* words = builder_.words_.data() + entry.first_word;
            double best = -1.0;
            double best_gap = 0.0;
            double previous = column;
            const auto offer = [&](double from, double to) {
                if (to - from > best_gap) {
                    best_gap = to - from;
                    best = 0.5 * (from + to);
                }
            };
            for (auto it = std::lower_bound(crossings.begin(), crossings.end(), column,
                                            [](const Crossing& c, double value) { return c.x < value; });
                 it != crossings.end() && it->x < column + 1.0; ++it) {
                offer(previous, it->x);
                previous = it->x;
            }
            offer(previous, column + 1.0);
            if (best_gap < 1e-3) return;
            // gates and pieces may pass near the middle of the gap: a few places are tried
            for (const double shift : {0.0, 0.17, -0.23, 0.31, -0.37}) {
                const double x = best + shift * best_gap;
                const IndexSide side = side_in_cell(words, entry.words, false, static_cast<float>(x - column), 0.5F);
                if (side == IndexSide::undecided) continue;
                entry.corner = inside_at(x) != (side == IndexSide::inside);
                entry.exact = false;
                return;
            }
        }

        IndexBuilder& builder_;
        const LateralBoundary& boundary_;
        std::size_t first_curve_;
        std::uint32_t zone_;
        std::uint32_t group_;
        bool plain_;
        double k_;
        std::uint32_t curve_ = 0;  ///< being clipped
        bool too_curved_ = false;  ///< the piece being emitted
        bool polar_[2] = {false, false};  ///< has boundary in the southern, northern cap
        std::vector<GridPiece> pieces_;
        std::vector<Clip> clips_;
        std::vector<Crossing> crossings_;
    };

    // Circles ------------------------------------------------------------------------------------------------

    /// A zone that is one circle, as long as the cells' polynomials are good enough for it everywhere.
    [[nodiscard]] bool add_circle(const LateralBoundary& boundary, std::span<const PartSpec> parts, std::uint32_t zone)
    {
        if (parts.size() != 1 || !parts[0].holes.empty() || !parts[0].exterior.circle ||
            parts[0].exterior.inside != RingSide::smaller_area)
            return false;
        double low_deg = 90.0;
        double high_deg = -90.0;
        double half_width_deg = 0.0;
        for (const Curve& curve : boundary.curves()) {
            low_deg = std::min(low_deg, curve.lat_min_deg);
            high_deg = std::max(high_deg, curve.lat_max_deg);
            half_width_deg = std::max(half_width_deg, curve.width_deg.high);
        }
        if (low_deg < -polar_cap_deg || high_deg > polar_cap_deg || half_width_deg > 45.0) return false;

        const double k = static_cast<double>(k_);
        const CircleCells circle(*parts[0].exterior.circle, k);
        const std::size_t words_before = words_.size();
        const std::size_t entries_before = entries_.size();
        const std::size_t runs_before = runs_.size();
        const double centre_x = (circle.centre().lon_deg + 180.0) * k;
        const auto first_column = static_cast<std::int64_t>(std::floor(centre_x - half_width_deg * k)) - 1;
        const auto last_column = static_cast<std::int64_t>(std::floor(centre_x + half_width_deg * k)) + 1;
        std::vector<std::array<double, 2>> columns;  // cosine and sine of each column's middle
        for (std::int64_t column = first_column; column <= last_column; ++column) {
            std::array<double, 2> direction{};
            GeographicLib::Math::sincosd((static_cast<double>(column) + 0.5) / k - 180.0, direction[1], direction[0]);
            columns.push_back(direction);
        }
        const std::uint32_t group = groups_++;
        for (auto row = static_cast<std::int64_t>(std::floor((low_deg + 90.0) * k)) - 1;
             row <= static_cast<std::int64_t>(std::floor((high_deg + 90.0) * k)) + 1; ++row) {
            const double middle_deg = (static_cast<double>(row) + 0.5) / k - 90.0;
            const Ecef middle = to_ecef_m({middle_deg, 0.0});
            // farthest place of the enlarged cell from its middle: M dphi by N cos(phi) dlambda at the wider edge
            const double wider_deg = std::max(0.0, std::abs(middle_deg) - 0.5 / k);
            const double half_m = 0.5 * (1.0 + 3.0 * margin) * degree / k * std::hypot(wgs84_radius_max_m, parallel_radius_m(wider_deg));
            std::int64_t run_begin = last_column + 1;
            for (std::int64_t column = first_column; column <= last_column + 1; ++column) {
                double distance_m = 1e300;
                if (column <= last_column) {
                    const auto& direction = columns[static_cast<std::size_t>(column - first_column)];
                    distance_m = chord_m({middle.x * direction[0], middle.x * direction[1], middle.z}, circle.centre_ecef_m());
                }
                const bool holds = distance_m + half_m < circle.chord_radius_m();
                if (holds && run_begin > last_column) run_begin = column;
                if (!holds && run_begin <= last_column) {
                    push_run(row, run_begin, column, zone, group);
                    run_begin = last_column + 1;
                }
                if (holds || distance_m - half_m > circle.chord_radius_m()) continue;
                std::array<std::uint32_t, index_circle_words> words{};
                if (!circle.entry(static_cast<double>(column), static_cast<double>(row), words)) {
                    words_.resize(words_before);
                    entries_.resize(entries_before);
                    runs_.resize(runs_before);
                    return false;
                }
                const std::int64_t wrapped = (column + width_) % width_;
                entries_.push_back({row * width_ + wrapped, zone, static_cast<std::uint32_t>(words_.size()),
                                    index_circle_words, false, false, true});
                words_.insert(words_.end(), words.begin(), words.end());
            }
        }
        return true;
    }

    /// Cells [begin, end) of a row, which may run over the antimeridian, held by a zone.
    void push_run(std::int64_t row, std::int64_t begin, std::int64_t end, std::uint32_t zone, std::uint32_t group)
    {
        for (std::int64_t column = begin; column < end;) {
            const std::int64_t wrapped = (column + width_) % width_;
            const std::int64_t length = std::min(end - column, k_ - wrapped % k_);
            runs_.push_back({top_cell_of(wrapped, row), zone, group, static_cast<std::uint16_t>(row % k_),
                             static_cast<std::uint16_t>(wrapped % k_), static_cast<std::uint16_t>(wrapped % k_ + length)});
            column += length;
        }
    }

    // Assembly -----------------------------------------------------------------------------------------------

    /// A top cell in which a zone is always asked exactly.
    struct ExactTop {
        std::uint32_t top_cell;
        std::uint32_t zone;
    };

    void assemble()
    {
        const std::size_t top_cells = static_cast<std::size_t>(IndexTables::columns) * IndexTables::rows;
        const auto by_top = [](const auto& a, const auto& b) { return a.top_cell < b.top_cell; };
        std::stable_sort(runs_.begin(), runs_.end(), by_top);
        std::stable_sort(exact_tops_.begin(), exact_tops_.end(), by_top);
        const auto top_of = [&](const Entry& entry) { return top_cell_of(entry.cell % width_, entry.cell / width_); };
        std::stable_sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
            const std::uint32_t ta = top_of(a);
            const std::uint32_t tb = top_of(b);
            return ta != tb ? ta < tb : a.cell != b.cell ? a.cell < b.cell : a.zone < b.zone;
        });

        tables_.top.assign(top_cells, IndexWord::empty);
        tables_.sets.push_back(0);  // offset 0: the empty set
        std::size_t run = 0;
        std::size_t entry = 0;
        std::size_t exact = 0;
        for (std::uint32_t cell = 0; cell < top_cells; ++cell) {
            const std::size_t first_run = run;
            while (run < runs_.size() && runs_[run].top_cell == cell) ++run;
            const std::size_t first_entry = entry;
            while (entry < entries_.size() && top_of(entries_[entry]) == cell) ++entry;
            const std::size_t first_exact = exact;
            while (exact < exact_tops_.size() && exact_tops_[exact].top_cell == cell) ++exact;
            assemble_top(cell, {runs_.data() + first_run, run - first_run},
                         {entries_.data() + first_entry, entry - first_entry},
                         {exact_tops_.data() + first_exact, exact - first_exact});
        }
    }

    void assemble_top(std::uint32_t cell, std::span<const Run> runs, std::span<const Entry> entries,
                      std::span<const ExactTop> exact)
    {
        if (runs.empty() && entries.empty() && exact.empty()) return;
        const std::size_t k = k_;
        // zones that hold the whole top cell, and those that are exact in all of it
        std::vector<std::uint32_t> base;
        std::vector<Run> partial;
        {
            std::vector<Run> sorted(runs.begin(), runs.end());
            std::stable_sort(sorted.begin(), sorted.end(), [](const Run& a, const Run& b) { return a.group < b.group; });
            for (std::size_t i = 0; i < sorted.size();) {
                std::size_t end = i;
                std::size_t cells = 0;
                for (; end < sorted.size() && sorted[end].group == sorted[i].group; ++end)
                    cells += static_cast<std::size_t>(sorted[end].end - sorted[end].begin);
                if (cells == k * k)
                    base.push_back(sorted[i].zone);
                else
                    partial.insert(partial.end(), sorted.begin() + static_cast<std::ptrdiff_t>(i),
                                   sorted.begin() + static_cast<std::ptrdiff_t>(end));
                i = end;
            }
            sort_unique(base);
        }
        if (partial.empty() && entries.empty()) {
            tables_.top[cell] = record_word(base, {}, exact);
            return;
        }
        // count, then fill the covering zones of each leaf
        std::vector<std::uint32_t> start(k * k + 1, 0);
        for (const Run& r : partial)
            for (std::size_t c = r.begin; c < r.end; ++c) ++start[r.row * k + c + 1];
        for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
        std::vector<std::uint32_t> covering(start.back());
        std::vector<std::uint32_t> fill(start.begin(), start.end() - 1);
        for (const Run& r : partial)
            for (std::size_t c = r.begin; c < r.end; ++c) covering[fill[r.row * k + c]++] = r.zone;

        tables_.top[cell] = static_cast<std::uint32_t>(tables_.leaves.size() / (k * k)) << 2U | IndexWord::block;
        std::size_t entry = 0;
        std::vector<std::uint32_t> zones;
        for (std::size_t leaf = 0; leaf < k * k; ++leaf) {
            zones.assign(base.begin(), base.end());
            zones.insert(zones.end(), covering.begin() + start[leaf], covering.begin() + start[leaf + 1]);
            sort_unique(zones);
            const std::size_t first = entry;
            while (entry < entries.size() && leaf_of(entries[entry]) == leaf) ++entry;
            tables_.leaves.push_back(record_word(zones, entries.subspan(first, entry - first), exact));
        }
    }

    static void sort_unique(std::vector<std::uint32_t>& zones)
    {
        std::sort(zones.begin(), zones.end());
        zones.erase(std::unique(zones.begin(), zones.end()), zones.end());
    }

    [[nodiscard]] std::size_t leaf_of(const Entry& entry) const noexcept
    {
        const std::int64_t column = entry.cell % width_;
        const std::int64_t row = entry.cell / width_;
        return static_cast<std::size_t>((row % k_) * k_ + column % k_);
    }

    /// The word for a list of covering zones; equal lists are stored once.
    [[nodiscard]] std::uint32_t set_word(std::span<const std::uint32_t> zones)
    {
        if (zones.empty()) return IndexWord::empty;
        const std::string_view key(reinterpret_cast<const char*>(zones.data()), zones.size_bytes());
        const auto found = known_sets_.find(std::string(key));
        if (found != known_sets_.end()) return found->second;
        const std::uint32_t word = static_cast<std::uint32_t>(tables_.sets.size()) << 2U | IndexWord::set;
        tables_.sets.push_back(static_cast<std::uint32_t>(zones.size()));
        tables_.sets.insert(tables_.sets.end(), zones.begin(), zones.end());
        known_sets_.emplace(key, word);
        return word;
    }

    /// @param covering  sorted; a zone in it needs no entry (another part of it holds the cell)
    [[nodiscard]] std::uint32_t record_word(std::span<const std::uint32_t> covering, std::span<const Entry> entries,
                                            std::span<const ExactTop> exact)
    {
        const std::uint32_t set = set_word(covering);
        const auto covered = [&](std::uint32_t zone) { return std::binary_search(covering.begin(), covering.end(), zone); };
        const std::size_t begin = tables_.records.size();
        tables_.records.push_back(set >> 2U);
        tables_.records.push_back(0);
        for (const Entry& entry : entries) {
            if (covered(entry.zone)) continue;
            ++tables_.records[begin + 1];
            tables_.records.push_back(entry.zone << IndexEntry::zone_shift | (entry.circle ? IndexEntry::circle : 0U) |
                                      (entry.exact ? IndexEntry::exact : 0U) | (entry.corner ? IndexEntry::corner : 0U));
            tables_.records.push_back(entry.words);
            const auto first = words_.begin() + static_cast<std::ptrdiff_t>(entry.first_word);
            tables_.records.insert(tables_.records.end(), first, first + static_cast<std::ptrdiff_t>(entry.words));
        }
        for (const ExactTop& top : exact) {
            if (covered(top.zone)) continue;
            ++tables_.records[begin + 1];
            tables_.records.push_back(top.zone << IndexEntry::zone_shift | IndexEntry::exact);
            tables_.records.push_back(0);
        }
        if (tables_.records[begin + 1] == 0) {
            tables_.records.resize(begin);
            return set;
        }
        return static_cast<std::uint32_t>(begin) << 2U | IndexWord::record;
    }

    std::uint32_t k_;
    std::uint32_t groups_ = 0;
    std::int64_t width_;
    std::int64_t height_;
    IndexTables tables_;
    std::vector<Entry> entries_;
    std::vector<Run> runs_;
    std::vector<ExactTop> exact_tops_;
    std::vector<std::uint32_t> words_;  ///< of the entries
    std::unordered_map<std::string, std::uint32_t> known_sets_;
};

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
