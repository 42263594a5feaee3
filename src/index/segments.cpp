// Index::segments: numbers the different combinations of cells, one operand after the other. A
// small hash table for each operand gives the next number, so that a customer takes some
// nanoseconds for each operand, and values are only read for the first customer of a segment.
#include <bit>

#include "index/index.h"
#include "index/plan/compiler.h"
#include "index/tenant/tenant_indexes.h"

namespace muster::index {

using namespace model;

namespace {

using Views = std::vector<ColumnView>; // of one operand

// The cell of a customer: which of the operand's columns has it, and what is in it.
struct FoundCell {
    std::size_t column = 0; // from 1; 0: the customer has no value
    std::int64_t cell = 0;
};

// Numbers pairs of the number of a combination and the next cell, in the order in which they come.
class CombinationNumbers {
public:
    explicit CombinationNumbers(std::size_t most) : most_(most), slots_(std::bit_ceil(4 * most)) {}

    // A number from 1; 0 when there are more than `most` combinations.
    std::size_t number(std::size_t before, const FoundCell& found)
    {
        for (std::size_t at = start(before, found);; ++at) {
            Slot& slot = slots_[at & (slots_.size() - 1)];
            if (slot.number == 0) {
                if (count_ == most_) return 0;
                slot = {before, found.column, found.cell, ++count_};
                return count_;
            }
            if (slot.before == before && slot.cell == found.cell && slot.column == found.column) {
                return slot.number;
            }
        }
    }

private:
    struct Slot {
        std::size_t before = 0;
        std::size_t column = 0;
        std::int64_t cell = 0;
        std::size_t number = 0; // 0: the slot is free
    };

    static std::size_t start(std::size_t before, const FoundCell& found)
    {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15; // spreads consecutive numbers
        std::uint64_t mixed = static_cast<std::uint64_t>(found.cell) * odd;
        mixed = (mixed ^ (before << 8U) ^ found.column) * odd;
        return static_cast<std::size_t>(mixed >> 32U);
    }

    std::size_t most_;
    std::size_t count_ = 0;
    std::vector<Slot> slots_;
};

struct PlannedSegments {
    Plan plan;
    std::vector<Views> operands;
};

class SegmentCollector {
public:
    SegmentCollector(const SegmentQuery& query, std::vector<Views> operands)
        : query_(query), operands_(std::move(operands)),
          numbers_(operands_.size(), CombinationNumbers(static_cast<std::size_t>(query.limit)))
    {}

    // False when there are more segments than the limit.
    bool add(std::int64_t id)
    {
        std::size_t number = 1; // without operands all are in one segment
        for (std::size_t i = 0; i < operands_.size(); ++i) {
            number = numbers_[i].number(number, cell_of_customer(operands_[i], id));
            if (number == 0) return false;
        }
        if (number > segments_.size()) {
            if (std::ssize(segments_) == query_.limit) return false;
            segments_.push_back(first_of_segment(id));
        }
        Segment& segment = segments_[number - 1];
        ++segment.count;
        if (query_.with_customers) segment.customers.push_back(id);
        return true;
    }

    std::vector<Segment> take() { return std::move(segments_); }

private:
    static FoundCell cell_of_customer(const Views& views, std::int64_t id)
    {
        for (std::size_t i = 0; i < views.size(); ++i) {
            if (const auto cell = views[i].cells.get(id)) return {i + 1, *cell};
        }
        return {};
    }

    Segment first_of_segment(std::int64_t id) const
    {
        Segment segment;
        segment.first = id;
        for (const auto& views : operands_) {
            const auto found = cell_of_customer(views, id);
            segment.values.push_back(
                found.column == 0 ? Value{} : views[found.column - 1].get(id).value_or(Value{}));
        }
        return segment;
    }

    const SegmentQuery& query_;
    std::vector<Views> operands_;
    std::vector<CombinationNumbers> numbers_; // of each operand
    std::vector<Segment> segments_;
};

std::vector<Views> views_of(const TenantIndex& index, const std::vector<std::string>& names)
{
    std::vector<Views> operands;
    for (const auto& name : names) {
        Views views;
        if (const auto* operand = index.operand(name)) {
            for (const auto& column : operand->columns) views.push_back(column.view());
        }
        operands.push_back(std::move(views));
    }
    return operands;
}

Result<void> check_indexed(const SegmentQuery& query)
{
    for (const auto& name : query.by) {
        if (is_indexed(name, {})) continue;
        return fail(Code::unsupported, "segments", name + " is not in the index");
    }
    return {};
}

} // namespace

Result<std::vector<Segment>> Index::segments(TenantId tenant, const SegmentQuery& query) const
{
    TRY(check_indexed(query));
    auto planned = TRY(tenants_->with_index(tenant, {}, [&](const TenantIndex& index, Time) {
        Compiler compiler(index, query.now, budget_);
        return PlannedSegments{compiler.plan(compiler.of(*query.where)), views_of(index, query.by)};
    }));
    SegmentCollector collector(query, std::move(planned.operands));
    Mask mask;
    bool has_room = true;
    for (std::size_t chunk = 0; has_room && chunk < planned.plan.chunks(); ++chunk) {
        planned.plan.evaluate(chunk, mask);
        each_row(mask, [&](std::size_t row) {
            has_room = collector.add(id_of(chunk, row));
            return has_room;
        });
    }
    TRY(in_time(planned.plan));
    if (has_room) return collector.take();
    return fail(Code::too_large, "segments",
                "there are more than " + std::to_string(query.limit) + " segments");
}

} // namespace muster::index
