// SPDX-License-Identifier: MIT
/// @file
/// Two forces exchange salvos: what gets past the defence puts units out of action.
///
///          lost by B = (scouting_A shots_A A - readiness_B defence_B B) / hits_to_stop_B      and the other way round
///
/// Reference  Hughes, A salvo model of warships in missile combat used to evaluate their staying power, Naval Research
///            Logistics 42, 1995; damage of a share of a unit a hit, and one side first, as in Armstrong, Journal of
///            the Operational Research Society 65, 2014, p. 1594
#ifndef PICKET_COST_SALVO_MODEL_HPP
#define PICKET_COST_SALVO_MODEL_HPP

#include <picket/cost/detail/field_check.hpp>

#include <algorithm>
#include <string>

namespace picket {
inline namespace v0 {

struct SalvoForce {
    double units = 0.0;             ///< >= 0; a share of a unit is one that is damaged
    double shots_per_unit = 0.0;    ///< well-aimed shots in a salvo, >= 0
    double defence_per_unit = 0.0;  ///< shots of the other side that a unit stops, >= 0
    double hits_to_stop = 1.0;      ///< staying power: hits that put a unit out of action, > 0; 3 is a damage of 1/3
    double scouting = 1.0;          ///< share of the shots that scouting lets be aimed, in [0, 1]
    double readiness = 1.0;         ///< share of the defence that is ready, in [0, 1]
};

struct SalvoLoss {
    double units;     ///< lost, from 0 to all there are
    double overkill;  ///< what the hits would put out of action were there enough units; at least `units`
};

struct SalvoExchange {
    SalvoLoss a;
    SalvoLoss b;
};

/// Salvos exchanged. Errors: the constructor throws DomainError with the path of the field (`a.hits_to_stop: ...`);
/// queries are noexcept, exact to rounding [tests/golden/cost].
class SalvoModel {
public:
    SalvoModel(const SalvoForce& a, const SalvoForce& b) : a_(a), b_(b)
    {
        check("a", a);
        check("b", b);
    }

    /// Both fire before either is hit.
    [[nodiscard]] SalvoExchange simultaneous() const noexcept { return {loss(b_, a_), loss(a_, b_)}; }
    /// A fires first, and B with what is left of it.
    [[nodiscard]] SalvoExchange a_first() const noexcept
    {
        const SalvoLoss b = loss(a_, b_);
        return {loss(reduced(b_, b), a_), b};
    }
    [[nodiscard]] SalvoExchange b_first() const noexcept
    {
        const SalvoLoss a = loss(b_, a_);
        return {a, loss(reduced(a_, a), b_)};
    }

private:
    static void check(const std::string& side, const SalvoForce& force)
    {
        detail::check_not_negative(side + ".units", force.units);
        detail::check_not_negative(side + ".shots_per_unit", force.shots_per_unit);
        detail::check_not_negative(side + ".defence_per_unit", force.defence_per_unit);
        detail::check_not_negative(side + ".hits_to_stop", force.hits_to_stop);
        if (force.hits_to_stop == 0.0) detail::refuse_field(side + ".hits_to_stop", "0 is not more than 0");
        detail::check_probability(side + ".scouting", force.scouting);
        detail::check_probability(side + ".readiness", force.readiness);
    }
    [[nodiscard]] static SalvoLoss loss(const SalvoForce& shooter, const SalvoForce& target) noexcept
    {
        const double hits = shooter.scouting * shooter.shots_per_unit * shooter.units -
                            target.readiness * target.defence_per_unit * target.units;
        const double overkill = std::max(0.0, hits / target.hits_to_stop);
        return {std::min(overkill, target.units), overkill};
    }
    [[nodiscard]] static SalvoForce reduced(SalvoForce force, SalvoLoss loss) noexcept
    {
        force.units -= loss.units;
        return force;
    }

    SalvoForce a_;
    SalvoForce b_;
};

}  // namespace v0
}  // namespace picket

#endif
