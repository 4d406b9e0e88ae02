// SPDX-License-Identifier: MIT
/// @file
/// Items in blocks on several threads, with an outcome that does not depend on the threads. Not for users.
#ifndef PICKET_COST_DETAIL_RUN_BLOCKS_HPP
#define PICKET_COST_DETAIL_RUN_BLOCKS_HPP

#include <picket/version.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>
#include <type_traits>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Calls fill for the blocks of [0, n), handed out in order to whichever thread asks next.
///
/// @param threads      0: as many as the machine has. The calling thread is one of them
/// @param progress     called after each block with how many items are done, of how many; one call at a time
/// @param make_worker  what a thread works with, made once in each that has a block to do
/// @param fill         `bool(Worker&, std::uint64_t from, std::uint64_t to, const auto& halt)`: asks halt() before each
///                     item and returns false where it says true. It does when the run is to stop, but in a block that
///                     lies before one which is done: else that one would have been for nothing
/// @return how many items lie before the first block that was not done
/// @throws what make_worker, fill or progress threw, of the first block in order
template <class MakeWorker, class Fill>
[[nodiscard]] std::uint64_t run_blocks(std::uint64_t n, std::uint64_t block_size, unsigned threads,
                                       const std::stop_token& stop,
                                       const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                       const MakeWorker& make_worker, const Fill& fill)
{
    struct Block {
        bool done = false;
        std::exception_ptr error{};
    };
    std::vector<Block> blocks((n + block_size - 1) / block_size);
    std::atomic<std::uint64_t> next{0};
    std::atomic<std::uint64_t> done_below{0};  // one more than the last block that is done
    std::atomic<bool> halted{false};
    std::mutex reporting;
    std::uint64_t reported = 0;

    // Halting is looked at before a block is taken, never after: what is taken is run. So the blocks before one that
    // fails have all been run, and which error is thrown does not depend on the threads.
    const auto work = [&]() noexcept {
        std::optional<std::invoke_result_t<const MakeWorker&>> worker;
        while (!halted.load()) {
            const std::uint64_t k = next.fetch_add(1);
            if (k >= blocks.size()) return;
            const std::uint64_t from = k * block_size;
            const std::uint64_t to = std::min(n, from + block_size);
            try {
                if (!worker) worker.emplace(make_worker());
                blocks[k].done =
                    fill(*worker, from, to, [&] { return stop.stop_requested() && k >= done_below.load(); });
                if (blocks[k].done) {
                    std::uint64_t before = done_below.load();
                    while (before < k + 1 && !done_below.compare_exchange_weak(before, k + 1)) {
                    }
                    if (progress) {
                        const std::scoped_lock lock(reporting);
                        reported += to - from;
                        progress(reported, n);
                    }
                }
            } catch (...) {
                blocks[k].error = std::current_exception();
            }
            if (!blocks[k].done || blocks[k].error) halted.store(true);
        }
    };
    if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> others;
        const std::uint64_t useful = std::min<std::uint64_t>(threads, blocks.size());
        for (std::uint64_t i = 1; i < useful; ++i) {
            try {
                others.emplace_back(work);
            } catch (const std::system_error&) {
                break;  // the system has no more threads: the same outcome with fewer
            }
        }
        work();
    }
    std::uint64_t counted = 0;
    bool all = true;
    for (const Block& block : blocks) {
        if (block.error) std::rethrow_exception(block.error);
        all = all && block.done;
        if (all) counted = std::min(n, counted + block_size);
    }
    return counted;
}

}  // namespace detail
}  // namespace v0
}  // namespace picket

#endif
