// The tree behind Router: one node per pattern segment. Knows patterns, not their values.
#include "http/server/router.h"

#include <algorithm>

namespace muster::http {

struct PatternTree::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals; // sorted by text
    std::unique_ptr<Node> parameter;
    Leaf leaf;

    Node& child(std::string_view literal)
    {
        auto at = std::ranges::lower_bound(literals, literal, {}, first);
        if (at == literals.end() || at->first != literal)
            at = literals.emplace(at, std::string(literal), std::make_unique<Node>());
        return *at->second;
    }

    Node& parameter_child()
    {
        if (!parameter) parameter = std::make_unique<Node>();
        return *parameter;
    }

    static std::string_view first(const std::pair<std::string, std::unique_ptr<Node>>& entry)
    {
        return entry.first;
    }

    const Leaf* find(std::span<const std::string> segments, PathParameters& parameters) const
    {
        if (segments.empty()) return leaf.verbs.empty() ? nullptr : &leaf;
        const std::string_view segment = segments.front();
        const auto at = std::ranges::lower_bound(literals, segment, {}, first);
        if (at != literals.end() && at->first == segment)
            if (const auto* found = at->second->find(segments.subspan(1), parameters)) return found;
        if (!parameter || segment.empty()) return nullptr;
        parameters.push(segment);
        const auto* found = parameter->find(segments.subspan(1), parameters);
        if (found == nullptr) parameters.pop();
        return found;
    }
};

PatternTree::PatternTree() : root_(std::make_unique<Node>()) {}
PatternTree::~PatternTree() = default;
PatternTree::PatternTree(PatternTree&&) noexcept = default;
PatternTree& PatternTree::operator=(PatternTree&&) noexcept = default;

void PatternTree::add(Verb verb, std::string_view pattern, std::size_t value)
{
    assert(pattern.starts_with('/'));
    pattern.remove_prefix(1);
    if (pattern.ends_with('/')) pattern.remove_suffix(1);
    Node* node = root_.get();
    std::vector<std::string> names;
    while (!pattern.empty()) {
        const auto segment = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(std::min(pattern.size(), segment.size() + 1));
        const bool is_parameter = segment.starts_with('{') && segment.ends_with('}');
        node = is_parameter ? &node->parameter_child() : &node->child(segment);
        if (is_parameter) names.emplace_back(segment.substr(1, segment.size() - 2));
    }
    assert(names.size() <= PathParameters::capacity);
    assert(!node->leaf.verbs.contains(verb) && "same verb and pattern twice");
    node->leaf.verbs.insert(verb);
    node->leaf.values[static_cast<std::size_t>(verb)] = value;
    node->leaf.names[static_cast<std::size_t>(verb)] = std::move(names);
}

const PatternTree::Leaf* PatternTree::find(std::span<const std::string> segments,
                                           PathParameters& parameters) const
{
    return root_->find(segments, parameters);
}

std::string VerbSet::text() const
{
    std::string names;
    for (auto verb : {Verb::get, Verb::head, Verb::post, Verb::put, Verb::patch, Verb::remove,
                      Verb::options, Verb::trace}) {
        if (!contains(verb)) continue;
        if (!names.empty()) names += ", ";
        names += name_of(verb);
    }
    return names;
}

std::optional<std::string_view> PathParameters::find(std::string_view name) const
{
    for (const auto& entry : *this)
        if (entry.name == name) return entry.value;
    return std::nullopt;
}

void PathParameters::name(std::span<const std::string> names)
{
    assert(names.size() == size_);
    for (std::size_t at = 0; at < size_; ++at) entries_[at].name = names[at];
}

} // namespace muster::http
