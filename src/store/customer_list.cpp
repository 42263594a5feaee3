// Numbers of 5 bits to a character, the lowest first; 32 is added while more follow. Each number is
// the distance to the id before. A zero is followed by a count: so many more ids follow without a
// gap.
#include "store/customer_list.h"

#include "base/limits.h"

namespace muster::store {

namespace {

constexpr char zero = '0'; // the 64 characters from here on are printable
constexpr unsigned digit_bits = 5;
constexpr std::uint64_t more_follow = std::uint64_t{1} << digit_bits;
// A run of two takes as much as two distances.
constexpr std::size_t shortest_run = 3;

void append_number(std::uint64_t number, std::string& text)
{
    for (; number >= more_follow; number >>= digit_bits) {
        text += static_cast<char>(zero + static_cast<char>(number % more_follow + more_follow));
    }
    text += static_cast<char>(zero + static_cast<char>(number));
}

std::optional<std::uint64_t> take_number(std::string_view& text)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0; !text.empty() && shift < 35; shift += digit_bits) {
        const auto digit = static_cast<std::uint64_t>(text.front() - zero);
        if (digit >= 2 * more_follow) return std::nullopt;
        text.remove_prefix(1);
        number |= digit % more_follow << shift;
        if (digit < more_follow) return number;
    }
    return std::nullopt;
}

std::size_t run_at(std::span<const std::int64_t> ids, std::size_t begin)
{
    std::size_t end = begin;
    while (end < ids.size() && ids[end] == (end == 0 ? 0 : ids[end - 1]) + 1) ++end;
    return end - begin;
}

} // namespace

std::string encode_customers(std::span<const std::int64_t> ids)
{
    std::string text;
    std::int64_t last = 0;
    for (std::size_t i = 0; i < ids.size();) {
        const std::size_t run = run_at(ids, i);
        if (run >= shortest_run) {
            append_number(0, text);
            append_number(run, text);
            i += run;
        } else {
            append_number(static_cast<std::uint64_t>(ids[i] - last), text);
            ++i;
        }
        last = ids[i - 1];
    }
    return text;
}

std::optional<std::vector<std::int64_t>> decode_customers(std::string_view text)
{
    std::vector<std::int64_t> ids;
    std::uint64_t last = 0;
    while (!text.empty()) {
        const auto distance = take_number(text);
        if (!distance) return std::nullopt;
        const auto run = *distance == 0 ? take_number(text) : std::optional<std::uint64_t>{1};
        const std::uint64_t step = *distance == 0 ? 1 : *distance;
        const auto most = static_cast<std::uint64_t>(limits::entity_id);
        if (!run || *run == 0 || last + step * *run > most) return std::nullopt;
        for (std::uint64_t i = 0; i < *run; ++i) {
            last += step;
            ids.push_back(static_cast<std::int64_t>(last));
        }
    }
    return ids;
}

} // namespace muster::store
