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

} // namespace

std::vector<MemoryUsage> memory_usage_of(const TenantIndex& index)
{
    std::vector<MemoryUsage> uses;
    uses.push_back({"customers", index.live().bytes(), index.live().count()});
    for (const auto& operand : index.operands()) {
        for (const auto& column : operand.columns) {
            uses.push_back({"column " + operand.name, column.cells().bytes(),
                            count_known(column.cells(), index.live())});
            if (!has_texts(column.type().cell_type)) continue;
            uses.push_back({"texts " + operand.name, column.texts().bytes(),
                            static_cast<std::int64_t>(column.texts().texts())});
        }
    }
    for (const auto& [id, group] : index.groups()) {
        if (group.members.count() == 0) continue;
        uses.push_back(
            {"group " + std::to_string(id.value), group.members.bytes(), group.members.count()});
    }
    return uses;
}

std::size_t bytes_of(const TenantIndex& index)
{
    std::size_t bytes = index.live().bytes();
    for (const auto& operand : index.operands()) {
        for (const auto& column : operand.columns) {
            bytes += column.cells().bytes();
            if (column.type().cell_type == CellType::text) bytes += column.texts().bytes();
        }
    }
    for (const auto& [id, group] : index.groups()) bytes += group.members.bytes();
    return bytes;
}

} // namespace muster::index
