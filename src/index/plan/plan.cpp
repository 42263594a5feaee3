#include "index/plan/plan.h"

#include <algorithm>

namespace muster::index {

namespace {

// An estimate of the time per row. Cheap nodes run first, so that expensive ones see fewer rows.
int cost_of(const PlanNode& node)
{
    switch (node.op) {
    case PlanOp::set: return 1;
    case PlanOp::integers:
        return 2 + static_cast<int>(std::min<std::size_t>(node.ranges.size(), 30));
    case PlanOp::days: return 35;
    case PlanOp::texts: return 40;
    case PlanOp::group: return 30;
    case PlanOp::since: return 4;
    default: break;
    }
    int sum = 1;
    for (const auto& part : node.parts) sum = std::min(sum + cost_of(part), 1'000'000);
    return sum;
}

PlanNode join(PlanOp op, std::vector<PlanNode> parts)
{
    if (parts.size() == 1) return std::move(parts.front());
    std::vector<std::pair<int, std::size_t>> order;
    order.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) order.emplace_back(cost_of(parts[i]), i);
    std::sort(order.begin(), order.end());
    PlanNode node{.op = op};
    node.parts.reserve(parts.size());
    for (const auto& [cost, i] : order) node.parts.push_back(std::move(parts[i]));
    return node;
}

} // namespace

PlanNode constant(bool value) { return PlanNode{.op = value ? PlanOp::all : PlanOp::any}; }
PlanNode all(std::vector<PlanNode> parts) { return join(PlanOp::all, std::move(parts)); }
PlanNode any(std::vector<PlanNode> parts) { return join(PlanOp::any, std::move(parts)); }

Mask& Scratch::at(std::size_t level)
{
    while (masks_.size() <= level) masks_.push_back(std::make_unique<Mask>());
    return *masks_[level];
}

Plan::Plan(Set live, PlanNode root, std::chrono::milliseconds time)
    : live_(std::move(live)), root_(std::move(root)), deadline_(time)
{}

void Plan::evaluate(std::size_t chunk, Mask& mask)
{
    if (deadline_.is_over()) return mask.fill(false);
    live_.copy_to(chunk, mask);
    filter(root_, chunk, mask, 0);
}

void Plan::filter(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    switch (node.op) {
    case PlanOp::all:
        for (const auto& part : node.parts) {
            if (&part != &node.parts.front() && mask.is_empty()) return;
            filter(part, chunk, mask, level);
        }
        return;
    case PlanOp::any: return filter_any(node, chunk, mask, level);
    case PlanOp::except: {
        Mask& inside = scratch_.at(level);
        inside = mask;
        filter(node.parts.front(), chunk, inside, level + 1);
        return mask.subtract(inside);
    }
    case PlanOp::set:
        if (const auto* present = node.set.chunk(chunk)) {
            if (node.inverted) return present->filter_out(mask);
            return present->filter(mask);
        }
        if (!node.inverted) mask.fill(false);
        return;
    case PlanOp::integers:
        if (node.ranges.empty()) return node.cells.filter_known(chunk, node.inverted, mask);
        return node.cells.filter(chunk, node.ranges, node.inverted, mask);
    case PlanOp::days: return filter_days(node, chunk, mask);
    case PlanOp::texts: return filter_texts(node, chunk, mask);
    case PlanOp::group: return filter_group(node, chunk, mask, level);
    case PlanOp::since:
        return node.beginnings.filter(chunk, node.ranges.front(), node.inverted, mask);
    }
}

// Each part sees only the rows that no earlier part has selected.
void Plan::filter_any(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    Mask& left = scratch_.at(level);
    Mask& one = scratch_.at(level + 1);
    left = mask;
    for (const auto& part : node.parts) {
        if (left.is_empty()) return;
        one = left;
        filter(part, chunk, one, level + 2);
        left.subtract(one);
    }
    mask.subtract(left);
}

void Plan::filter_days(const PlanNode& node, std::size_t chunk, Mask& mask)
{
    node.cells.filter_known(chunk, false, mask);
    const auto* cells = node.cells.chunk(chunk);
    for (std::size_t w = 0; w < chunk_words; ++w) {
        std::uint64_t hits = 0;
        for (std::uint64_t rest = mask.words[w]; rest != 0; rest &= rest - 1) {
            const auto row = w * word_rows + static_cast<std::size_t>(std::countr_zero(rest));
            if (node.days->passes(cells->get(row))) hits |= bit_of(row);
        }
        mask.words[w] = hits;
    }
}

void Plan::filter_texts(const PlanNode& node, std::size_t chunk, Mask& mask)
{
    const auto* codes = node.cells.chunk(chunk);
    if (codes == nullptr) {
        if (!node.inverted) mask.fill(false);
        return;
    }
    node.texts->prepare(*codes, deadline_);
    for (std::size_t w = 0; w < chunk_words; ++w) {
        std::uint64_t hits = 0;
        for (std::uint64_t rest = mask.words[w]; rest != 0; rest &= rest - 1) {
            const auto row = w * word_rows + static_cast<std::size_t>(std::countr_zero(rest));
            if (codes->has(row) && node.texts->has(codes->get(row))) hits |= bit_of(row);
        }
        if (!node.texts->has_cache() && deadline_.is_over()) return mask.fill(false);
        mask.words[w] = node.inverted ? mask.words[w] & ~hits : hits;
    }
}

void Plan::filter_group(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    GroupPlan& group = *node.group;
    if (!group.members) group.members = std::make_unique<Mask>();
    if (group.chunk != chunk) {
        live_.copy_to(chunk, *group.members);
        filter(group.root, chunk, *group.members, level);
        group.chunk = chunk;
    }
    if (node.inverted) {
        mask.subtract(*group.members);
    } else {
        mask.intersect(*group.members);
    }
}

bool Plan::holds(std::int64_t id) const { return live_.contains(id) && holds(root_, id); }

bool Plan::holds(const PlanNode& node, std::int64_t id) const
{
    const auto part = [&](const PlanNode& one) { return holds(one, id); };
    switch (node.op) {
    case PlanOp::all: return std::all_of(node.parts.begin(), node.parts.end(), part);
    case PlanOp::any: return std::any_of(node.parts.begin(), node.parts.end(), part);
    case PlanOp::except: return !part(node.parts.front());
    case PlanOp::set: return node.set.contains(id) != node.inverted;
    case PlanOp::group: return holds(*node.group, id) != node.inverted;
    case PlanOp::since:
    case PlanOp::integers:
    case PlanOp::days:
    case PlanOp::texts: break;
    }
    const auto cell = node.op == PlanOp::since ? node.beginnings.get(id) : node.cells.get(id);
    if (node.op == PlanOp::days) return cell && node.days->passes(*cell);
    const auto is_around = [&](const IntegerRange& r) { return r.low <= *cell && *cell <= r.high; };
    const bool is_met =
        cell && (node.op == PlanOp::texts
                     ? node.texts->tests(*cell)
                     : node.ranges.empty() ||
                           std::any_of(node.ranges.begin(), node.ranges.end(), is_around));
    return is_met != node.inverted;
}

bool Plan::holds(GroupPlan& group, std::int64_t id) const
{
    if (group.cached_id != id) {
        group.is_in = holds(group.root, id);
        group.cached_id = id;
    }
    return group.is_in;
}

Result<void> in_time(const Plan& plan)
{
    if (!plan.is_late()) return {};
    return fail(Code::timed_out, "rule",
                "the query took too long: narrow the rule, or ask for fewer rules");
}

} // namespace muster::index
