// SPDX-License-Identifier: MIT
/// @file
/// A set of enumerators: which categories, which facts.
#ifndef PICKET_AIRSPACE_ENUM_SET_HPP
#define PICKET_AIRSPACE_ENUM_SET_HPP

#include <picket/version.hpp>

#include <bit>
#include <cstdint>
#include <initializer_list>

namespace picket {
inline namespace v0 {

/// A set of the enumerators of E, whose values are 0 to 31.
///
/// Errors      everything here is constexpr and noexcept
template <class E>
class EnumSet {
public:
    constexpr EnumSet() noexcept = default;
    constexpr EnumSet(std::initializer_list<E> members) noexcept
    {
        for (const E member : members) insert(member);
    }

    constexpr void insert(E member) noexcept { bits_ |= bit(member); }
    constexpr void insert(EnumSet members) noexcept { bits_ |= members.bits_; }
    constexpr void erase(E member) noexcept { bits_ &= ~bit(member); }

    [[nodiscard]] constexpr bool contains(E member) const noexcept { return (bits_ & bit(member)) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr int size() const noexcept { return std::popcount(bits_); }

    /// Calls on_member(E) for each, in the order of their values.
    template <class OnMember>
    constexpr void for_each(OnMember&& on_member) const
    {
        for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1) on_member(static_cast<E>(std::countr_zero(rest)));
    }

    friend constexpr bool operator==(EnumSet, EnumSet) noexcept = default;

private:
    [[nodiscard]] static constexpr std::uint32_t bit(E member) noexcept
    {
        return std::uint32_t{1} << static_cast<unsigned>(member);
    }

    std::uint32_t bits_ = 0;
};

}  // namespace v0
}  // namespace picket

#endif
