// SPDX-License-Identifier: MIT
/// @file
/// What the tests of raids share: random scenarios, every outcome enumerated shot by shot, and a plain simulation.
/// Neither of the two knows more of the library than the scenario's fields: threats are single ones, orders are orders
/// of single threats, shots are fired one at a time.
#ifndef PICKET_TESTS_SUPPORT_RAID_HPP
#define PICKET_TESTS_SUPPORT_RAID_HPP

#include <picket/cost/raid_scenario.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace raid_tests {

/// A random source that says its seed; PICKET_TEST_SEED and PICKET_TEST_SCALE as in geodesy_random.hpp, without Eigen.
class Random {
public:
    Random(const char* test, std::uint64_t seed)
    {
        if (const char* text = std::getenv("PICKET_TEST_SEED")) seed = std::strtoull(text, nullptr, 10);
        if (const char* text = std::getenv("PICKET_TEST_SCALE")) scale_ = std::max(std::atoi(text), 1);
        std::printf("%s: seed %llu, scale %d\n", test, static_cast<unsigned long long>(seed), scale_);
        engine_.seed(seed);
    }
    [[nodiscard]] int cases(int usual) const { return usual * scale_; }
    /// In [0, 1[, the same on every standard library.
    double uniform() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }
    int whole(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
    bool chance(double p) { return uniform() < p; }
    /// Now and then exactly 0 or 1.
    double probability()
    {
        if (chance(0.08)) return 0.0;
        if (chance(0.08)) return 1.0;
        return uniform();
    }

private:
    std::mt19937_64 engine_;
    int scale_ = 1;
};

struct Shape {
    int kinds;    ///< at most
    int threats;  ///< in all, at most
    int layers;   ///< at most
    int rounds;   ///< at one threat, at most
    bool plain;   ///< probabilities of 0.2 to 0.9 throughout, for simulations
};

inline picket::FiringPolicy random_policy(Random& random, int most_rounds)
{
    const int n = random.whole(1, most_rounds);
    switch (random.whole(0, 3)) {
        case 0: return picket::SingleShot{};
        case 1: return picket::Salvo{n};
        case 2: return picket::ShootLookShoot{n};
        default: break;
    }
    std::vector<int> sizes;
    for (int left = n; left > 0; left -= sizes.back()) sizes.push_back(random.whole(1, left));
    return picket::SalvoLookSalvo{sizes};
}

inline picket::RaidScenario random_scenario(Random& random, const Shape& shape)
{
    picket::RaidScenario scenario;
    const auto probability = [&] { return shape.plain ? 0.2 + 0.7 * random.uniform() : random.probability(); };
    const auto rare = [&](double p) { return random.chance(p) ? probability() : 0.0; };
    int left = random.whole(1, shape.threats);
    const int total = left;
    const int kinds = random.whole(1, shape.kinds);
    for (int k = 0; k < kinds; ++k) {
        picket::ThreatKind kind;
        kind.count = k + 1 == kinds ? left : random.whole(0, left);
        left -= kind.count;
        kind.unit_cost = random.whole(1, 50);
        kind.value = random.whole(0, 100);
        scenario.threats.push_back(kind);
    }
    const int layers = random.whole(1, shape.layers);
    const bool twins = random.chance(0.25);
    for (int l = 0; l < layers; ++l) {
        picket::RaidLayer layer;
        layer.coverage = random.chance(0.5) ? 1.0 : probability();
        layer.policy = random_policy(random, shape.rounds);
        if (random.chance(0.7)) layer.magazine = random.whole(0, total * shape.rounds);
        if (random.chance(0.3)) layer.channels = random.whole(0, total);
        layer.round_cost = random.whole(1, 20);
        layer.fires_at_decoys = random.chance(0.2);
        for (int k = 0; k < kinds; ++k) {
            if (twins && k > 0) {  // kinds that no layer tells apart, or all but
                layer.against.push_back(layer.against.back());
                if (random.chance(0.8)) continue;
                picket::LayerAgainst& twin = layer.against.back();
                double* const fields[] = {&twin.taken_for_decoy,           &twin.shots.single_shot_pk,
                                          &twin.shots.launch_reliability,  &twin.shots.detection,
                                          &twin.shots.common_mode_failure, &twin.shots.correlation};
                *fields[random.whole(0, 5)] = probability();
                continue;
            }
            picket::LayerAgainst against;
            against.engages = !random.chance(0.1);
            against.taken_for_decoy = rare(0.3);
            against.shots.single_shot_pk = probability();
            against.shots.launch_reliability = random.chance(0.7) ? 1.0 : probability();
            against.shots.detection = random.chance(0.7) ? 1.0 : probability();
            against.shots.common_mode_failure = rare(0.2);
            against.shots.correlation = rare(0.2);
            layer.against.push_back(against);
        }
        scenario.layers.push_back(layer);
    }
    scenario.order = random.chance(0.3) ? picket::RaidOrder::as_listed : picket::RaidOrder::shuffled;
    return scenario;
}

inline void make_decoy(picket::ThreatKind& kind)
{
    kind.decoy = true;
    kind.value = 0.0;
}

/// A scenario of decoys and others, one kind of each at least; in half of them there are two that no layer tells apart.
inline picket::RaidScenario random_scenario_with_decoys(Random& random, const Shape& shape)
{
    std::vector<std::size_t> present;
    picket::RaidScenario scenario;
    while (present.size() < 2) {
        scenario = random_scenario(random, shape);
        present.clear();
        for (std::size_t k = 0; k < scenario.threats.size(); ++k)
            if (scenario.threats[k].count > 0) present.push_back(k);
    }
    const std::size_t first = random.chance(0.5) ? 1 : 0;
    make_decoy(scenario.threats[present[first]]);
    for (std::size_t i = 2; i < present.size(); ++i)
        if (random.chance(0.5)) make_decoy(scenario.threats[present[i]]);
    if (random.chance(0.5)) {
        scenario.order = picket::RaidOrder::shuffled;
        for (picket::RaidLayer& layer : scenario.layers) layer.against[present[1]] = layer.against[present[0]];
    }
    return scenario;
}

/// Threats of the kinds that are no decoys, of so many of each kind.
inline int real_ones(const picket::RaidScenario& scenario, const std::vector<int>& of_kind)
{
    int sum = 0;
    for (std::size_t k = 0; k < of_kind.size(); ++k) sum += scenario.threats[k].decoy ? 0 : of_kind[k];
    return sum;
}

/// Kind of each single threat.
inline std::vector<std::size_t> single_threats(const picket::RaidScenario& scenario)
{
    std::vector<std::size_t> kinds;
    for (std::size_t k = 0; k < scenario.threats.size(); ++k)
        kinds.insert(kinds.end(), static_cast<std::size_t>(scenario.threats[k].count), k);
    return kinds;
}

/// (leakers by kind, rounds by layer) -> probability, every outcome by itself in long double.
class Enumeration {
public:
    using Outcome = std::pair<std::vector<int>, std::vector<int>>;

    explicit Enumeration(const picket::RaidScenario& scenario) : scenario_(scenario), kinds_(single_threats(scenario))
    {
        // Between layers all that is kept is who is left and what was spent.
        std::map<std::pair<unsigned, std::vector<int>>, long double> states{{{(1U << kinds_.size()) - 1U, {}}, 1.0L}};
        for (const picket::RaidLayer& layer : scenario.layers) {
            std::map<std::pair<unsigned, std::vector<int>>, long double> next;
            std::map<unsigned, std::map<std::pair<unsigned, int>, long double>> known;
            for (const auto& [state, p] : states) {
                auto [found, made] = known.try_emplace(state.first);
                if (made) {
                    out_ = &found->second;
                    layer_ = &layer;
                    salvos_ = picket::salvo_sizes(layer.policy);
                    threat(state.first, 0, layer.magazine.value_or(1000), layer.channels.value_or(1000), 0, 1.0L);
                }
                for (const auto& [end, q] : found->second) {
                    std::vector<int> rounds = state.second;
                    rounds.push_back(end.second);
                    next[{end.first, rounds}] += p * q;
                }
            }
            states = std::move(next);
        }
        for (const auto& [state, p] : states) {
            std::vector<int> leakers(scenario.threats.size(), 0);
            for (std::size_t i = 0; i < kinds_.size(); ++i)
                if ((state.first >> i & 1U) != 0) ++leakers[kinds_[i]];
            outcomes_[{leakers, state.second}] += p;
        }
    }

    [[nodiscard]] const std::map<Outcome, long double>& outcomes() const { return outcomes_; }

private:
    struct Engaged {
        std::size_t kind;
        unsigned ahead, past;
        int rounds, channels, spent;
    };

    void threat(unsigned ahead, unsigned past, int rounds, int channels, int spent, long double p)
    {
        if (p == 0.0L) return;
        if (ahead == 0) {
            (*out_)[{past, spent}] += p;
            return;
        }
        const int coming = __builtin_popcount(ahead);
        for (std::size_t i = 0; i < kinds_.size(); ++i) {
            const unsigned bit = 1U << i;
            if ((ahead & bit) == 0) continue;
            const bool listed = scenario_.order == picket::RaidOrder::as_listed;
            const long double here = listed ? p : p / coming;
            const picket::LayerAgainst& against = layer_->against[kinds_[i]];
            const auto pass = [&](long double q) { threat(ahead & ~bit, past | bit, rounds, channels, spent, q); };
            if (!against.engages || rounds == 0 || channels == 0) {
                pass(here);
            } else {
                const auto reach = static_cast<long double>(layer_->coverage);
                const auto fooled = static_cast<long double>(layer_->fires_at_decoys ? 0.0 : against.taken_for_decoy);
                const auto seen = static_cast<long double>(against.shots.detection);
                pass(here * (1 - reach));
                pass(here * reach * fooled);
                pass(here * reach * (1 - fooled) * (1 - seen));
                const long double fired = here * reach * (1 - fooled) * seen;
                const Engaged at{kinds_[i], ahead & ~bit, past, rounds, channels - 1, spent};
                const auto immune = static_cast<long double>(against.shots.common_mode_failure);
                salvo(at, bit, 0, fired * immune, true, 0, 0);
                salvo(at, bit, 0, fired * (1 - immune), false, 0, 0);
            }
            if (listed) return;
        }
    }

    /// Before the n-th salvo at a threat that is alive.
    void salvo(Engaged at, unsigned bit, std::size_t n, long double p, bool immune, int hits, int misses)
    {
        if (p == 0.0L) return;
        const int size = n < salvos_.size() ? std::min(salvos_[n], at.rounds) : 0;
        if (size == 0) {
            threat(at.ahead, at.past | bit, at.rounds, at.channels, at.spent, p);
            return;
        }
        at.rounds -= size;
        at.spent += size;
        shot(at, bit, n, size, p, immune, hits, misses, false);
    }

    /// Polya's urn: each hit makes the next one likelier. It is what a beta-distributed probability looks like.
    void shot(const Engaged& at, unsigned bit, std::size_t n, int left, long double p, bool immune, int hits,
              int misses, bool killed)
    {
        if (p == 0.0L) return;
        if (left == 0) {
            if (killed) {
                threat(at.ahead, at.past, at.rounds, at.channels, at.spent, p);
            } else {
                salvo(at, bit, n + 1, p, immune, hits, misses);
            }
            return;
        }
        const picket::ShotModel& model = layer_->against[at.kind].shots;
        const long double pk =
            static_cast<long double>(model.single_shot_pk) * static_cast<long double>(model.launch_reliability);
        const auto rho = static_cast<long double>(model.correlation);
        const int fired = hits + misses;
        long double hit = fired == 0 ? pk : (pk * (1 - rho) + hits * rho) / (1 - rho + fired * rho);
        if (immune) hit = 0.0L;
        shot(at, bit, n, left - 1, p * hit, immune, hits + 1, misses, true);
        shot(at, bit, n, left - 1, p * (1 - hit), immune, hits, misses + 1, killed);
    }

    const picket::RaidScenario& scenario_;
    std::vector<std::size_t> kinds_;
    std::vector<int> salvos_;
    const picket::RaidLayer* layer_ = nullptr;
    std::map<std::pair<unsigned, int>, long double>* out_ = nullptr;
    std::map<Outcome, long double> outcomes_;
};

struct Simulated {
    std::vector<int> leakers;  ///< by kind
    std::vector<int> rounds;   ///< by layer
};

/// One raid played.
inline Simulated simulate(const picket::RaidScenario& scenario, Random& random)
{
    Simulated result{std::vector<int>(scenario.threats.size(), 0), {}};
    std::vector<std::size_t> threats = single_threats(scenario);
    for (const picket::RaidLayer& layer : scenario.layers) {
        if (scenario.order == picket::RaidOrder::shuffled)
            for (std::size_t i = threats.size(); i > 1; --i)
                std::swap(threats[i - 1], threats[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
        int rounds = layer.magazine.value_or(1'000'000);
        int channels = layer.channels.value_or(1'000'000);
        const int before = rounds;
        const std::vector<int> salvos = picket::salvo_sizes(layer.policy);
        std::vector<std::size_t> left;
        for (const std::size_t kind : threats) {
            const picket::LayerAgainst& against = layer.against[kind];
            bool killed = false;
            if (against.engages && random.chance(layer.coverage) &&
                (layer.fires_at_decoys || !random.chance(against.taken_for_decoy)) &&
                random.chance(against.shots.detection) && channels > 0 && rounds > 0) {
                --channels;
                const bool immune = random.chance(against.shots.common_mode_failure);
                const double rho = against.shots.correlation;
                const double pk = against.shots.single_shot_pk * against.shots.launch_reliability;
                int hits = 0;
                int fired = 0;
                for (const int size : salvos) {
                    for (int i = std::min(size, rounds); i > 0; --i) {
                        const double p = fired == 0 ? pk : (pk * (1 - rho) + hits * rho) / (1 - rho + fired * rho);
                        if (!immune && random.chance(p)) ++hits;
                        ++fired;
                        --rounds;
                    }
                    killed = hits > 0;
                    if (killed) break;
                }
            }
            if (!killed) left.push_back(kind);
        }
        result.rounds.push_back(before - rounds);
        threats = std::move(left);
    }
    for (const std::size_t kind : threats) ++result.leakers[kind];
    return result;
}

}  // namespace raid_tests

#endif
