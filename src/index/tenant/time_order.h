// The customers in the order of an operand with dates or times, so that those between two moments
// are found without a scan. Not thread-safe: part of TenantIndex.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/columns/beginnings.h"
#include "index/columns/column.h"
#include "index/columns/set.h"

namespace muster::index {

// Where an order takes its values from: the columns of an operand, or the beginnings of the
// memberships in a group.
struct TimeSource {
    std::vector<ColumnView> columns{};
    Beginnings beginnings{};
    Set live; // the customers that exist
};

// Values are only added. An entry stays when the value changes or the customer is removed, so who
// is found may have another value now.
class TimeOrder {
public:
    // All values of the live customers.
    static TimeOrder of(const TimeSource& source);

    // Values other than dates and times are ignored. A date has the time of its midnight in UTC.
    void add(std::int64_t customer, const model::Value& value);
    void add(TimeOrder&& other);

    // The customers with an entry from `low` to `high`, in any order, perhaps several times.
    // nullopt: more than `limit` entries.
    std::optional<std::vector<std::int64_t>> between(Time low, Time high, std::size_t limit);

    std::size_t entries() const;
    std::size_t bytes() const;

private:
    struct TimedCustomer {
        Time time;
        std::uint32_t customer;
    };
    using Run = std::vector<TimedCustomer>; // sorted by time

    static void add_cells(const ColumnView& column, const Set& live, Run& run);
    void add_run(Run run);
    void sort_recent();

    std::vector<Run> runs_; // none is much larger than the one before it
    Run recent_;            // not sorted yet
};

// The orders of one tenant, by operand.
class TimeOrders {
    struct OrderSlot {
        bool is_whole = false; // otherwise it has only the values that were written since begin()
        TimeOrder order{};
    };

public:
    // An order is made from a copy of the values, without the tenant's lock.
    class Making {
    public:
        Making(TimeSource source, std::shared_ptr<OrderSlot> slot)
            : source_(std::move(source)), slot_(std::move(slot))
        {}
        void sort() { order_ = TimeOrder::of(source_); }
        void finish(); // under the tenant's lock

    private:
        TimeSource source_;
        std::shared_ptr<OrderSlot> slot_; // of an index that may have been unloaded since
        TimeOrder order_;
    };

    // Whether it is there and has not too many old entries.
    bool has(const std::string& operand, std::int64_t customers) const;
    Making begin(const std::string& operand, TimeSource source);
    // nullptr: must be made.
    TimeOrder* order(const std::string& operand) const;
    template <class IsNeeded>
    void drop_unless(const IsNeeded& is_needed)
    {
        std::erase_if(slots_, [&](const auto& slot) { return !is_needed(slot.first); });
    }

    // Calls add(operand, order) for each order, also for those that are being made: a value was
    // written.
    template <class Add>
    void for_each(const Add& add) const
    {
        for (const auto& [operand, slot] : slots_) add(operand, slot->order);
    }
    bool empty() const { return slots_.empty(); }

private:
    std::map<std::string, std::shared_ptr<OrderSlot>> slots_;
};

} // namespace muster::index
