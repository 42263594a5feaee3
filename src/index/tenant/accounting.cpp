#include "index/tenant/accounting.h"

namespace muster::index {

namespace {

std::int64_t count_known(const Numbers& cells, const Set& live)
{
    std::int64_t count = 0;
    Mask mask;
    for (std::size_t chunk = 0; chunk < cells.chunks(); ++chunk) {
        live.copy_to(chunk, mask);
        cells.keep_known(chunk, false, mask);
        count += static_cast<std::int64_t>(mask.count());
    }
    return count;
}

} // namespace

std::vector<MemoryUse> memory_of(const Image& image)
{
    std::vector<MemoryUse> uses;
    uses.push_back({"customers", image.live().bytes(), image.live().count()});
    for (const auto& operand : image.operands()) {
        for (const auto& column : operand.columns) {
            uses.push_back({"column " + operand.name, column.cells().bytes(),
                            count_known(column.cells(), image.live())});
            if (column.form().type != Form::Type::text) continue;
            uses.push_back({"texts " + operand.name, column.texts().bytes(),
                            static_cast<std::int64_t>(column.texts().texts())});
        }
    }
    for (const auto& [id, group] : image.groups()) {
        if (group.members.count() == 0) continue;
        uses.push_back(
            {"group " + std::to_string(id.value), group.members.bytes(), group.members.count()});
    }
    return uses;
}

} // namespace muster::index
