#include "index/tenant/time_order.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "model/compare.h"

namespace muster::index {

using model::as_time;

namespace {

constexpr auto is_earlier = [](const auto& a, const auto& b) { return a.time < b.time; };

bool has_times(CellType type) { return type == CellType::date || type == CellType::time; }

} // namespace

void TimeOrder::add_cells(const ColumnView& column, const Set& live, Run& run)
{
    Mask mask;
    for (std::size_t chunk = 0; chunk < column.cells.chunks(); ++chunk) {
        live.copy_to(chunk, mask);
        column.cells.filter_known(chunk, false, mask);
        each_row(mask, [&](std::size_t row) {
            const auto customer = id_of(chunk, row);
            const auto time = as_time(value_of(column.type, *column.cells.get(customer)));
            run.push_back({std::get<Time>(time), static_cast<std::uint32_t>(customer)});
            return true;
        });
    }
}

TimeOrder TimeOrder::of(const TimeSource& source)
{
    Run all;
    for (const auto& column : source.columns) {
        if (has_times(column.type.cell_type)) add_cells(column, source.live, all);
    }
    for (std::size_t chunk = 0; chunk < source.beginnings.chunks(); ++chunk) {
        const auto* present = source.beginnings.chunk(chunk);
        if (present == nullptr) continue;
        present->for_each([&](std::size_t row, std::int64_t since) {
            all.push_back({Time{std::chrono::microseconds{since}},
                           static_cast<std::uint32_t>(id_of(chunk, row))});
        });
    }
    std::sort(all.begin(), all.end(), is_earlier);
    TimeOrder order;
    order.add_run(std::move(all));
    return order;
}

void TimeOrder::add(std::int64_t customer, const model::Value& value)
{
    const auto as_one = as_time(value);
    const auto* time = std::get_if<Time>(&as_one);
    if (time != nullptr) recent_.push_back({*time, static_cast<std::uint32_t>(customer)});
    if (recent_.size() >= limits::time_order_run) sort_recent();
}

void TimeOrder::add(TimeOrder&& other)
{
    for (auto& run : other.runs_) runs_.insert(runs_.begin(), std::move(run));
}

void TimeOrder::sort_recent()
{
    if (recent_.empty()) return;
    std::sort(recent_.begin(), recent_.end(), is_earlier);
    add_run(std::exchange(recent_, {}));
}

// Merges runs of similar size: so there are few of them, and each entry is moved few times. Large
// runs stay apart, because the merge holds up writes.
void TimeOrder::add_run(Run run)
{
    while (!runs_.empty() && runs_.back().size() <= 2 * run.size() &&
           runs_.back().size() + run.size() <= limits::time_order_merge) {
        Run merged;
        merged.reserve(runs_.back().size() + run.size());
        std::merge(runs_.back().begin(), runs_.back().end(), run.begin(), run.end(),
                   std::back_inserter(merged), is_earlier);
        runs_.pop_back();
        run = std::move(merged);
    }
    runs_.push_back(std::move(run));
}

std::optional<std::vector<std::int64_t>> TimeOrder::between(Time low, Time high, std::size_t limit)
{
    sort_recent();
    std::vector<std::int64_t> customers;
    for (const auto& run : runs_) {
        const auto begin =
            std::lower_bound(run.begin(), run.end(), TimedCustomer{low, 0}, is_earlier);
        const auto end = std::upper_bound(begin, run.end(), TimedCustomer{high, 0}, is_earlier);
        if (customers.size() + static_cast<std::size_t>(end - begin) > limit) return std::nullopt;
        for (auto at = begin; at != end; ++at) customers.push_back(at->customer);
    }
    return customers;
}

std::size_t TimeOrder::entries() const
{
    std::size_t sum = recent_.size();
    for (const auto& run : runs_) sum += run.size();
    return sum;
}

std::size_t TimeOrder::bytes() const
{
    std::size_t sum = recent_.capacity();
    for (const auto& run : runs_) sum += run.capacity();
    return sum * sizeof(TimedCustomer);
}

void TimeOrders::Making::finish()
{
    if (std::exchange(slot_->is_whole, true)) return; // another thread was faster
    slot_->order.add(std::move(order_));
}

bool TimeOrders::has(const std::string& operand, std::int64_t customers) const
{
    const auto* made = order(operand);
    if (made == nullptr) return false;
    return made->entries() <= 2 * static_cast<std::size_t>(customers) + limits::time_order_merge;
}

TimeOrders::Making TimeOrders::begin(const std::string& operand, TimeSource source)
{
    auto& slot = slots_[operand];
    if (slot == nullptr || slot->is_whole) slot = std::make_shared<OrderSlot>();
    return {std::move(source), slot};
}

TimeOrder* TimeOrders::order(const std::string& operand) const
{
    const auto slot = slots_.find(operand);
    if (slot == slots_.end() || !slot->second->is_whole) return nullptr;
    return &slot->second->order;
}

} // namespace muster::index
