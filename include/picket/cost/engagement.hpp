// SPDX-License-Identifier: MIT
/// @file
/// One threat, engaged by one policy: killed or not, for how many rounds and how much money?
///
/// Symbols  p    probability that one round kills: single_shot_pk times launch_reliability
///          S_j  probability that the threat survives j rounds
///          c_i  rounds fired when the i-th salvo is away; c_0 = 0
///
/// Fire stops with the salvo that kills, so the policy needs S alone:
///
///          P(killed, c_i rounds) = S(c_{i-1}) - S(c_i)        P(not killed, all rounds) = S(c_last)
///
///          S_j = f + (1 - f) (1 - p)^j                             independent rounds, common failure f
///          S_j = f + (1 - f) prod_{i<j} (b + i) / (a + b + i)      p drawn from a beta distribution once a threat
#ifndef PICKET_COST_ENGAGEMENT_HPP
#define PICKET_COST_ENGAGEMENT_HPP

#include <picket/cost/detail/field_check.hpp>
#include <picket/cost/pmf.hpp>
#include <picket/error.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace picket {
inline namespace v0 {

/// One round, no second.
struct SingleShot {};
/// `size` rounds at once, no look.
struct Salvo {
    int size = 2;
};
/// One round, a look, another one, up to `max_rounds`. The look is perfect: a killed threat gets no further round.
struct ShootLookShoot {
    int max_rounds = 2;
};
/// Salvos of the given sizes with a perfect look after each.
struct SalvoLookSalvo {
    std::vector<int> sizes{2, 1};
};
using FiringPolicy = std::variant<SingleShot, Salvo, ShootLookShoot, SalvoLookSalvo>;

/// The salvo sizes of a policy, in the order in which they are fired.
[[nodiscard]] inline std::vector<int> salvo_sizes(const FiringPolicy& policy)
{
    struct {
        std::vector<int> operator()(SingleShot) const { return {1}; }
        std::vector<int> operator()(Salvo salvo) const { return {salvo.size}; }
        std::vector<int> operator()(ShootLookShoot looks) const
        {
            return std::vector<int>(static_cast<std::size_t>(std::max(looks.max_rounds, 0)), 1);
        }
        std::vector<int> operator()(const SalvoLookSalvo& salvos) const { return salvos.sizes; }
    } sizes;
    return std::visit(sizes, policy);
}

/// What rounds do to a threat. All probabilities.
struct ShotModel {
    double single_shot_pk = 0.0;       ///< that a round which left the launcher kills
    double launch_reliability = 1.0;   ///< that a round leaves the launcher; one that does not is spent all the same
    double detection = 1.0;            ///< that the threat is seen at all: else no round is fired
    double common_mode_failure = 0.0;  ///< that nothing can work against this threat: every round at it fails
    /// Between two rounds at one threat, apart from common_mode_failure, in [0, 1]: 0 is independent rounds, 1 is all
    /// kill or none does. The kills among n rounds would be beta-binomial (Pmf::beta_binomial).
    double correlation = 0.0;
};

struct EngagementOutcome {
    bool killed;
    int rounds;
    double probability;
};

/// Money put beside what it did. Infinite where something is divided by nothing, NaN where nothing is.
struct CostFigures {
    double cost_per_threat;
    double cost_per_kill;    ///< mean money by mean kills: what a kill costs in the long run
    double cost_per_leaker;  ///< mean money by mean leakers
    /// The attacker's money for the threats by the defender's for the rounds: above 1 the attacker pays more.
    double attacker_cost_per_defender_cost;
    /// The other convention in use: above 1 the defender pays more.
    double defender_cost_per_attacker_cost;
    double value_averted_less_money;  ///< value that kills saved, less money spent
};

/// @param defender_money  mean money spent on rounds
/// @param attacker_money  what the threats cost
/// @param value_averted   mean value that the killed threats would have destroyed
[[nodiscard]] constexpr CostFigures cost_figures(double threats, double kills, double leakers, double defender_money,
                                                 double attacker_money, double value_averted) noexcept
{
    constexpr auto by = [](double a, double b) {
        if (b != 0.0) return a / b;
        return a > 0.0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    };
    return {by(defender_money, threats),        by(defender_money, kills),          by(defender_money, leakers),
            by(attacker_money, defender_money), by(defender_money, attacker_money), value_averted - defender_money};
}

namespace detail {

inline void check_shots(const std::string& path, const ShotModel& shots)
{
    const std::string prefix = path.empty() ? path : path + ".";
    check_probability(prefix + "single_shot_pk", shots.single_shot_pk);
    check_probability(prefix + "launch_reliability", shots.launch_reliability);
    check_probability(prefix + "detection", shots.detection);
    check_probability(prefix + "common_mode_failure", shots.common_mode_failure);
    check_probability(prefix + "correlation", shots.correlation);
}

inline constexpr int most_rounds_a_threat = 100;

inline std::vector<int> checked_salvos(const std::string& path, const FiringPolicy& policy)
{
    std::vector<int> sizes = salvo_sizes(policy);
    if (sizes.empty()) refuse_field(path, "it fires no round");
    if (sizes.size() > static_cast<std::size_t>(most_rounds_a_threat))
        refuse_field(path, "more than " + std::to_string(most_rounds_a_threat) + " rounds at one threat");
    int total = 0;
    for (const int size : sizes) {
        check_range(path, size, 1, most_rounds_a_threat);
        total += size;
    }
    if (total > most_rounds_a_threat)
        refuse_field(path, "more than " + std::to_string(most_rounds_a_threat) + " rounds at one threat");
    return sizes;
}

/// S_0 ... S_n, of a threat that is seen.
inline std::vector<double> survival(const ShotModel& shots, int n)
{
    const double p = shots.single_shot_pk * shots.launch_reliability;
    std::vector<double> s(static_cast<std::size_t>(n) + 1);
    double misses = 1.0;
    for (std::size_t j = 0; j < s.size(); ++j) {
        s[j] = shots.common_mode_failure + (1.0 - shots.common_mode_failure) * misses;
        // (b + j) / (a + b + j) times correlation / (1 - correlation) above and below: no division by small ones.
        const double more = shots.correlation * static_cast<double>(j);
        misses *= ((1.0 - p) * (1.0 - shots.correlation) + more) / (1.0 - shots.correlation + more);
        if (shots.correlation == 1.0 && j == 0) misses = 1.0 - p;
    }
    return s;
}

/// Outcomes of a threat that is seen, with so many rounds left; a salvo that is not all there is fired short. Those of
/// probability 0 are left out.
inline std::vector<EngagementOutcome> fire(const std::vector<int>& salvos, const std::vector<double>& s,
                                           int rounds_left)
{
    std::vector<EngagementOutcome> outcomes;
    int fired = 0;
    for (const int salvo : salvos) {
        const int now = std::min(salvo, rounds_left - fired);
        if (now == 0) break;
        const double kill = s[static_cast<std::size_t>(fired)] - s[static_cast<std::size_t>(fired + now)];
        fired += now;
        if (kill > 0.0) outcomes.push_back({true, fired, kill});
    }
    const double leak = s[static_cast<std::size_t>(fired)];
    if (leak > 0.0) outcomes.push_back({false, fired, leak});
    return outcomes;
}

}  // namespace detail

/// What is fired at what; money in one currency, the same for all three.
struct EngagementSpec {
    ShotModel shots{};
    FiringPolicy policy = SingleShot{};
    double round_cost = 0.0;   ///< of a round, >= 0
    double threat_cost = 0.0;  ///< what the attacker paid for the threat, >= 0
    double value = 0.0;        ///< what the threat destroys if it is not killed, >= 0
};

/// The engagement of one threat, exactly.
///
/// Guarantees  outcomes are all there are of positive probability: killed ones by rounds, then the others by rounds
/// Accuracy    probabilities within 1e-14 of those that single shots, one by one, make
///             [tests/differential/cost_raid, tests/unit/cost_engagement]
/// Cost        O(rounds) to make, with allocation; queries O(rounds) without, unless they return a Pmf
/// Errors      the constructor throws DomainError with the path of the field: `shots.single_shot_pk: ...`
class Engagement {
public:
    explicit Engagement(EngagementSpec spec) : spec_(std::move(spec))
    {
        detail::check_shots("shots", spec_.shots);
        detail::check_money("round_cost", spec_.round_cost);
        detail::check_money("threat_cost", spec_.threat_cost);
        detail::check_money("value", spec_.value);
        const std::vector<int> salvos = detail::checked_salvos("policy", spec_.policy);
        for (const int salvo : salvos) max_rounds_ += salvo;
        outcomes_ = detail::fire(salvos, detail::survival(spec_.shots, max_rounds_), max_rounds_);
        for (EngagementOutcome& outcome : outcomes_) outcome.probability *= spec_.shots.detection;
        std::erase_if(outcomes_, [](const EngagementOutcome& outcome) { return outcome.probability == 0.0; });
        if (spec_.shots.detection < 1.0) {
            const auto leak = std::find_if(outcomes_.begin(), outcomes_.end(), [](const auto& o) { return !o.killed; });
            outcomes_.insert(leak, {false, 0, 1.0 - spec_.shots.detection});
        }
    }

    [[nodiscard]] const EngagementSpec& spec() const noexcept { return spec_; }
    /// The joint distribution of (killed, rounds).
    [[nodiscard]] const std::vector<EngagementOutcome>& outcomes() const noexcept { return outcomes_; }
    [[nodiscard]] int max_rounds() const noexcept { return max_rounds_; }

    [[nodiscard]] double kill_probability() const noexcept { return sum(true); }
    [[nodiscard]] double leak_probability() const noexcept { return sum(false); }
    [[nodiscard]] double mean_rounds() const noexcept
    {
        double mean = 0.0;
        for (const EngagementOutcome& outcome : outcomes_) mean += outcome.rounds * outcome.probability;
        return mean;
    }
    [[nodiscard]] double mean_money() const noexcept { return spec_.round_cost * mean_rounds(); }
    [[nodiscard]] double variance_money() const noexcept
    {
        const double mean = mean_rounds();
        double square = 0.0;
        for (const EngagementOutcome& outcome : outcomes_)
            square += (outcome.rounds - mean) * (outcome.rounds - mean) * outcome.probability;
        return spec_.round_cost * spec_.round_cost * square;
    }
    /// The distribution of rounds; of money with each value times round_cost.
    [[nodiscard]] Pmf rounds() const
    {
        std::vector<double> p(static_cast<std::size_t>(max_rounds_) + 1, 0.0);
        for (const EngagementOutcome& outcome : outcomes_)
            p[static_cast<std::size_t>(outcome.rounds)] += outcome.probability;
        return Pmf::from_weights(std::move(p));
    }

    [[nodiscard]] CostFigures figures() const noexcept
    {
        return cost_figures(1.0, kill_probability(), leak_probability(), mean_money(), spec_.threat_cost,
                            spec_.value * kill_probability());
    }

private:
    [[nodiscard]] double sum(bool killed) const noexcept
    {
        double total = 0.0;
        for (const EngagementOutcome& outcome : outcomes_)
            if (outcome.killed == killed) total += outcome.probability;
        return total;
    }

    EngagementSpec spec_;
    std::vector<EngagementOutcome> outcomes_;
    int max_rounds_ = 0;
};

}  // namespace v0
}  // namespace picket

#endif
