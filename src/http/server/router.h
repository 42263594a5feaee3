// Finds the value registered for a verb and a path pattern such as "/customers/{id}/contacts".
// Knows no requests and no dialects; what a value means is the caller's business.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"

namespace muster::http {

// The verbs of one path.
class VerbSet {
public:
    void insert(Verb verb) { bits_ |= 1u << static_cast<unsigned>(verb); }
    bool contains(Verb verb) const { return (bits_ >> static_cast<unsigned>(verb) & 1u) != 0; }
    bool empty() const { return bits_ == 0; }
    std::string text() const; // "GET, HEAD, POST": the value of an Allow header

private:
    unsigned bits_ = 0;
};

// Parameters of one matched path, in order. Names live in the router, values in the segments.
class PathParameters {
public:
    static constexpr std::size_t capacity = 8;

    struct Entry {
        std::string_view name;
        std::string_view value;
    };

    std::optional<std::string_view> find(std::string_view name) const;
    std::size_t size() const { return size_; }
    const Entry& operator[](std::size_t at) const { return entries_[at]; }
    const Entry* begin() const { return entries_.data(); }
    const Entry* end() const { return entries_.data() + size_; }

    void push(std::string_view value) { entries_[size_++].value = value; }
    void pop() { --size_; }
    void name(std::span<const std::string> names);

private:
    std::array<Entry, capacity> entries_;
    std::size_t size_ = 0;
};

// The tree of patterns, without their values: literal segments win over a parameter in the same
// position; where they lead to no pattern, the parameter is tried.
class PatternTree {
public:
    struct Leaf {
        VerbSet verbs;
        // Per verb: index of the value, and what this pattern calls its parameters.
        std::array<std::size_t, 9> values{};
        std::array<std::vector<std::string>, 9> names;
    };

    PatternTree();
    ~PatternTree();
    PatternTree(PatternTree&&) noexcept;
    PatternTree& operator=(PatternTree&&) noexcept;

    void add(Verb verb, std::string_view pattern, std::size_t value);
    // The leaf of the path, or null; parameters get their values, not yet their names.
    const Leaf* find(std::span<const std::string> segments, PathParameters& parameters) const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
};

enum class Found { yes, unknown_path, wrong_verb };

template <class Value>
class Router {
public:
    struct Match {
        Found found = Found::unknown_path;
        Value value{};
        PathParameters parameters;
        VerbSet allowed; // of this path, whenever the path is known
    };

    // Twice the same verb and pattern is a mistake of ours.
    void add(Verb verb, std::string_view pattern, Value value)
    {
        tree_.add(verb, pattern, values_.size());
        values_.push_back(std::move(value));
    }

    // A HEAD that nobody registered is the GET of that path. The match points into the router and
    // into segments.
    Match match(Verb verb, std::span<const std::string> segments) const
    {
        Match match;
        const auto* leaf = tree_.find(segments, match.parameters);
        if (leaf == nullptr) return match;
        match.allowed = leaf->verbs;
        const bool as_get = verb == Verb::head && !leaf->verbs.contains(Verb::head);
        const Verb effective = as_get ? Verb::get : verb;
        if (match.allowed.contains(Verb::get)) match.allowed.insert(Verb::head);
        match.found = leaf->verbs.contains(effective) ? Found::yes : Found::wrong_verb;
        if (match.found == Found::wrong_verb) return match;
        match.value = values_[leaf->values[static_cast<std::size_t>(effective)]];
        match.parameters.name(leaf->names[static_cast<std::size_t>(effective)]);
        return match;
    }

private:
    PatternTree tree_;
    std::vector<Value> values_;
};

} // namespace muster::http
