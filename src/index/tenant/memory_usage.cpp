#include "index/tenant/memory_usage.h"

namespace muster::index {

namespace {

std::int64_t count_known(const IntegerColumn& cells, const Set& live)
{
    std::int64_t count = 0;
    Mask mask;
    for (std::size_t chunk = 0; chunk < cells.chunks(); ++chunk) {
        live.copy_to(chunk, mask);
        cells.filter_known(chunk, false, mask);
        count += static_cast<std::int64_t>(mask.count());
    }
    return count;
}

// Calls visit(part, bytes, count) for each part; count() says how much is in it, and may visit
// every cell.
template <class Visit>
void each_part(const TenantIndex& index, const Visit& visit)
{
    visit("customers", index.live().bytes(), [&] { return index.live().count(); });
    for (const auto& operand : index.operands()) {
        for (const auto& column : operand.columns) {
            visit("column " + operand.name, column.cells().bytes(),
                  [&] { return count_known(column.cells(), index.live()); });
            if (!has_texts(column.type().cell_type)) continue;
            visit("texts " + operand.name, column.texts().bytes(),
                  [&] { return static_cast<std::int64_t>(column.texts().texts()); });
        }
    }
    index.time_orders().for_each([&](const std::string& operand, const TimeOrder& order) {
        visit("order of " + operand, order.bytes(),
              [&] { return static_cast<std::int64_t>(order.entries()); });
    });
    for (const auto& [id, group] : index.groups()) {
        if (group.members.count() == 0) continue;
        const auto& members = group.members;
        visit("group " + std::to_string(id.value), members.bytes(),
              [&] { return members.count(); });
        visit("beginnings of group " + std::to_string(id.value), group.beginnings.bytes(),
              [&] { return members.count(); });
    }
}

} // namespace

std::vector<MemoryUsage> memory_usage_of(const TenantIndex& index)
{
    std::vector<MemoryUsage> uses;
    each_part(index, [&](const std::string& part, std::size_t bytes, const auto& count) {
        uses.push_back({part, bytes, count()});
    });
    return uses;
}

std::size_t bytes_of(const TenantIndex& index)
{
    std::size_t sum = 0;
    each_part(index, [&](const std::string&, std::size_t bytes, const auto&) { sum += bytes; });
    return sum;
}

} // namespace muster::index
