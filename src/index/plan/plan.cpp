#include "index/plan/plan.h"

#include <algorithm>

namespace muster::index {

namespace {

using Kind = Node::Kind;

// What comes first: the cheap, so that the dear sees fewer rows. Rough steps of time per row.
int cost_of(const Node& node)
{
    switch (node.kind) {
    case Kind::set: return 1;
    case Kind::numbers: return 2 + static_cast<int>(std::min<std::size_t>(node.ranges.size(), 30));
    case Kind::texts: return 40;
    case Kind::group: return 30;
    default: break;
    }
    int sum = 1;
    for (const auto& part : node.parts) sum = std::min(sum + cost_of(part), 1'000'000);
    return sum;
}

Node join(Kind kind, std::vector<Node> parts)
{
    if (parts.size() == 1) return std::move(parts.front());
    std::vector<std::pair<int, std::size_t>> order;
    order.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) order.emplace_back(cost_of(parts[i]), i);
    std::sort(order.begin(), order.end());
    Node node{.kind = kind};
    node.parts.reserve(parts.size());
    for (const auto& [cost, i] : order) node.parts.push_back(std::move(parts[i]));
    return node;
}

} // namespace

Node constant(bool value) { return Node{.kind = value ? Kind::all : Kind::any}; }
Node all(std::vector<Node> parts) { return join(Kind::all, std::move(parts)); }
Node any(std::vector<Node> parts) { return join(Kind::any, std::move(parts)); }

Mask& Scratch::at(std::size_t level)
{
    while (masks_.size() <= level) masks_.push_back(std::make_unique<Mask>());
    return *masks_[level];
}

Plan::Plan(Set live, Node root, std::chrono::milliseconds time)
    : live_(std::move(live)), root_(std::move(root)), deadline_(time)
{}

void Plan::evaluate(std::size_t chunk, Mask& mask)
{
    if (deadline_.is_over()) return mask.fill(false);
    live_.copy_to(chunk, mask);
    keep(root_, chunk, mask, 0);
}

void Plan::keep(const Node& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    switch (node.kind) {
    case Kind::all:
        for (const auto& part : node.parts) {
            if (&part != &node.parts.front() && mask.is_empty()) return;
            keep(part, chunk, mask, level);
        }
        return;
    case Kind::any: return keep_any(node, chunk, mask, level);
    case Kind::except: {
        Mask& inside = scratch_.at(level);
        inside = mask;
        keep(node.parts.front(), chunk, inside, level + 1);
        return mask.remove(inside);
    }
    case Kind::set:
        if (const auto* present = node.set.chunk(chunk)) {
            if (node.inverted) return present->remove_from(mask);
            return present->keep_in(mask);
        }
        if (!node.inverted) mask.fill(false);
        return;
    case Kind::numbers:
        if (node.ranges.empty()) return node.cells.keep_known(chunk, node.inverted, mask);
        return node.cells.keep(chunk, node.ranges, node.inverted, mask);
    case Kind::texts: return keep_texts(node, chunk, mask);
    case Kind::group: return keep_group(node, chunk, mask, level);
    }
}

// Each part is asked only about those for whom none before was true.
void Plan::keep_any(const Node& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    Mask& left = scratch_.at(level);
    Mask& one = scratch_.at(level + 1);
    left = mask;
    for (const auto& part : node.parts) {
        if (left.is_empty()) return;
        one = left;
        keep(part, chunk, one, level + 2);
        left.remove(one);
    }
    mask.remove(left);
}

void Plan::keep_texts(const Node& node, std::size_t chunk, Mask& mask)
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
        if (!node.texts->remembers() && deadline_.is_over()) return mask.fill(false);
        mask.words[w] = node.inverted ? mask.words[w] & ~hits : hits;
    }
}

void Plan::keep_group(const Node& node, std::size_t chunk, Mask& mask, std::size_t level)
{
    GroupPlan& group = *node.group;
    if (!group.members) group.members = std::make_unique<Mask>();
    if (group.chunk != chunk) {
        live_.copy_to(chunk, *group.members);
        keep(group.root, chunk, *group.members, level);
        group.chunk = chunk;
    }
    if (node.inverted) {
        mask.remove(*group.members);
    } else {
        mask.keep(*group.members);
    }
}

bool Plan::holds(std::int64_t id) const { return live_.contains(id) && holds(root_, id); }

bool Plan::holds(const Node& node, std::int64_t id) const
{
    const auto part = [&](const Node& one) { return holds(one, id); };
    switch (node.kind) {
    case Kind::all: return std::all_of(node.parts.begin(), node.parts.end(), part);
    case Kind::any: return std::any_of(node.parts.begin(), node.parts.end(), part);
    case Kind::except: return !part(node.parts.front());
    case Kind::set: return node.set.contains(id) != node.inverted;
    case Kind::group: return holds(*node.group, id) != node.inverted;
    case Kind::numbers:
    case Kind::texts: break;
    }
    const auto cell = node.cells.get(id);
    const auto is_around = [&](const Range& r) { return r.low <= *cell && *cell <= r.high; };
    const bool is_met =
        cell && (node.kind == Kind::texts
                     ? node.texts->tests(*cell)
                     : node.ranges.empty() ||
                           std::any_of(node.ranges.begin(), node.ranges.end(), is_around));
    return is_met != node.inverted;
}

bool Plan::holds(GroupPlan& group, std::int64_t id) const
{
    if (group.judged != id) {
        group.is_in = holds(group.root, id);
        group.judged = id;
    }
    return group.is_in;
}

} // namespace muster::index
