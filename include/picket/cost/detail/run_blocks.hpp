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
#include <system_error>
#include <thread>
#include <vector>

namespace picket {
inline namespace v0 {
namespace detail {

/// Calls fill(from, to) for the blocks of [0, n), handed out in order to whichever thread asks next.
///
/// @param threads  0: as many as the machine has. The calling thread is one of them
/// @param fill     `bool(std::uint64_t from, std::uint64_t to)`, false when it gave up: no more blocks are begun then
/// @param progress called after each block with how many items are done, of how many; one call at a time
/// @return how many items lie before the first block that was not done
/// @throws what fill or progress threw, of the first block in order
template <class Fill>
[[nodiscard]] std::uint64_t run_blocks(std::uint64_t n, std::uint64_t block_size, unsigned threads, const Fill& fill,
                                       const std::function<void(std::uint64_t, std::uint64_t)>& progress)
{
    struct Block {
        bool done = false;
        std::exception_ptr error{};
    };
    std::vector<Block> blocks((n + block_size - 1) / block_size);
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> halted{false};
    std::mutex reporting;
    std::uint64_t reported = 0;

    // Halting is looked at before a block is taken, never after: the blocks before one that fails have all been run.
    const auto work = [&]() noexcept {
        while (!halted.load()) {
            const std::uint64_t k = next.fetch_add(1);
            if (k >= blocks.size()) return;
            const std::uint64_t from = k * block_size;
            const std::uint64_t to = std::min(n, from + block_size);
            try {
                blocks[k].done = fill(from, to);
                if (blocks[k].done && progress) {
                    const std::scoped_lock lock(reporting);
                    reported += to - from;
                    progress(reported, n);
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
