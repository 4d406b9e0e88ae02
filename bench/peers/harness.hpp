// SPDX-License-Identifier: MIT
/// @file
/// Timing by turns, A B C A B C ..., in processor time: the median of each, and the median of the ratios of
/// neighbours. What the machine's other users do to one, they do to the next.
#ifndef PICKET_BENCH_PEERS_HARNESS_HPP
#define PICKET_BENCH_PEERS_HARNESS_HPP

#include "contender.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Processor time of this thread: what others take from us does not count, what they push out of the caches does.
[[nodiscard]] inline double processor_s()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

[[nodiscard]] inline double median(std::vector<double> values)
{
    if (values.empty()) return 0.0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// A loop over the operations [first, first + count) of a workload.
using Loop = std::function<Tally(std::size_t first, std::size_t count)>;

struct Job {
    std::string name;
    Loop loop;
};

struct Timing {
    std::string name;
    std::size_t operations = 0;      ///< how many of the workload's operations one turn covers
    double ns = 0.0;                 ///< median
    std::vector<double> turns_ns;    ///< each turn
    Tally found;                     ///< in one turn
};

/// How many times as long a takes as b, turn against turn.
[[nodiscard]] inline double ratio(const Timing& a, const Timing& b)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.turns_ns.size(); ++i) ratios.push_back(a.turns_ns[i] / b.turns_ns[i]);
    return median(std::move(ratios));
}

struct Pace {
    double turn_s = 0.025;
    int turns = 9;
};

/// Runs `count` of a workload's `total` operations, taken from slices spread over all of it: the first thousand
/// plots of a list of tracks are one flight, and it may be over the sea.
inline Tally run_slices(const Loop& loop, std::size_t count, std::size_t total)
{
    const std::size_t slices = std::min<std::size_t>(count, 64);
    Tally tally;
    for (std::size_t s = 0; s < slices; ++s) {
        const Tally part = loop(s * total / slices, (s + 1) * count / slices - s * count / slices);
        tally.found += part.found;
        tally.checksum += part.checksum;
        tally.distance += part.distance;
    }
    return tally;
}

/// Every job runs over the same operations: all of them, again and again, where it is fast, as many as fit into
/// a turn where it is slow.
[[nodiscard]] inline std::vector<Timing> by_turns(const std::vector<Job>& jobs, std::size_t total, const Pace& pace)
{
    std::vector<Timing> timings;
    std::vector<std::size_t> repeats;
    for (const Job& job : jobs) {
        // Ask more and more until it lasts a good part of a turn: that warms up as well.
        std::size_t count = std::min<std::size_t>(total, 16);
        double took_s = 0.0;
        for (;;) {
            const double start_s = processor_s();
            static_cast<void>(run_slices(job.loop, count, total));
            took_s = processor_s() - start_s;
            if (took_s > 0.2 * pace.turn_s || count == total) break;
            count = std::min(total, 4 * count);
        }
        const double each_s = took_s / static_cast<double>(count);
        Timing timing;
        timing.name = job.name;
        timing.operations = std::clamp<std::size_t>(static_cast<std::size_t>(pace.turn_s / each_s), 1, total);
        timings.push_back(timing);
        const double whole_s = each_s * static_cast<double>(total);
        repeats.push_back(std::max<std::size_t>(1, static_cast<std::size_t>(pace.turn_s / whole_s)));
    }
    for (int turn = 0; turn < pace.turns; ++turn)
        for (std::size_t j = 0; j < jobs.size(); ++j) {
            Timing& timing = timings[j];
            const double start_s = processor_s();
            for (std::size_t r = 0; r < repeats[j]; ++r) timing.found = run_slices(jobs[j].loop, timing.operations, total);
            const double took_s = processor_s() - start_s;
            timing.turns_ns.push_back(1e9 * took_s / static_cast<double>(repeats[j] * timing.operations));
        }
    for (Timing& timing : timings) timing.ns = median(timing.turns_ns);
    return timings;
}

}  // namespace bench

#endif
