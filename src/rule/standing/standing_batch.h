// Evaluates all standing groups for many customers at once, column by column: the rows of an
// operand are sorted by value, each predicate becomes one mask of rows, and each group combines
// masks. For the new customers of one write. Knows no store and no index.
#pragma once

#include <bit>
#include <span>

#include "rule/standing/standing_groups.h"

namespace muster::rule {

// One bit for each row of the batch.
using RowBits = std::vector<std::uint64_t>;
inline constexpr std::size_t row_bits = 64; // in one word
std::int64_t count_rows(const RowBits& rows);

// Calls act(row) for each row in the set, by rising row.
template <class Act>
void for_each_row(const RowBits& rows, const Act& act)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (auto rest = rows[i]; rest != 0; rest &= rest - 1) {
            act(i * row_bits + static_cast<std::size_t>(std::countr_zero(rest)));
        }
    }
}

// The values of one operand, sorted.
class SortedRows {
public:
    void fill(std::vector<Value> values);

    // Sets the bits of the rows whose value makes the predicate true.
    void select(const Predicate& predicate, Time moment, RowBits& rows) const;

private:
    bool holds_at(const Predicate& predicate, std::size_t position, Time moment) const;
    void select_range(std::size_t begin, std::size_t end, RowBits& rows) const;
    void select_named(const Predicate& predicate, RowBits& rows) const;
    void select_each_value(const Predicate& predicate, Time moment, RowBits& rows) const;
    void add_prefix(std::size_t end, RowBits& rows) const; // rows: rows XOR the first `end` ones

    std::vector<Value> values_;        // by row
    std::vector<std::uint32_t> order_; // rows with a value, by rising value
    std::vector<RowBits> prefixes_;    // [i]: the first 64 * i rows of the order
    bool is_one_class_ = true;         // so that the order decides all comparisons
};

class StandingBatch {
public:
    explicit StandingBatch(const StandingGroups& groups) : groups_(groups) {}

    // Calls report(group, rows) for each group that has members among the states; the rows are
    // places in `states`.
    using Report = std::function<void(GroupId, const RowBits& rows)>;
    void find(std::span<const CustomerState* const> states, const MomentOf& moment_of,
              const Report& report);

private:
    const RowBits& group_bits(std::uint32_t place, Time moment);
    RowBits combine(const Program& program, std::size_t& at, Time moment);
    RowBits predicate_bits(std::uint32_t number, Time moment);
    RowBits membership_bits(const Predicate& predicate, Time moment);
    bool is_true_for(const Predicate& predicate, std::size_t row, Time moment);
    const SortedRows& column(std::uint32_t operand);
    RowBits all_rows() const;

    const StandingGroups& groups_;
    std::span<const CustomerState* const> states_;
    std::vector<std::optional<SortedRows>> columns_; // by operand
    std::vector<std::optional<RowBits>> shared_;     // by predicate; only those without time
    std::map<std::pair<std::uint32_t, Time>, RowBits> members_; // by place of the group
};

} // namespace muster::rule
