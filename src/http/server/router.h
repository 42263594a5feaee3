// Finds the value that was registered for a verb and a path pattern such as
// "/customers/{id}/contacts". Knows no requests and no dialects; the caller gives values a meaning.
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

// The parameters of one matched path, in order. The names point into the router, the values into
// the segments of the request: both must outlive this object.
class PathParameters {
public:
    static constexpr std::size_t capacity = 8;

    struct PathParameter {
        std::string_view name;
        std::string_view value;
    };

    std::optional<std::string_view> find(std::string_view name) const;
    std::size_t size() const { return size_; }
    const PathParameter& operator[](std::size_t at) const { return entries_[at]; }
    const PathParameter* begin() const { return entries_.data(); }
    const PathParameter* end() const { return entries_.data() + size_; }

    void push(std::string_view value) { entries_[size_++].value = value; }
    void pop() { --size_; }
    void name(std::span<const std::string> names);

private:
    std::array<PathParameter, capacity> entries_;
    std::size_t size_ = 0;
};

// The tree of patterns, one level per path segment, without the values. A literal segment wins over
// a parameter in the same position; when it leads to no pattern, the parameter is tried.
class PatternTree {
public:
    struct Leaf {
        VerbSet verbs;
        // Per verb: the index of the value, and the names of the pattern's parameters.
        std::array<std::size_t, 9> values{};
        std::array<std::vector<std::string>, 9> names;
    };

    PatternTree();
    ~PatternTree();
    PatternTree(PatternTree&&) noexcept;
    PatternTree& operator=(PatternTree&&) noexcept;

    void add(Verb verb, std::string_view pattern, std::size_t value);
    // The leaf of the path, or null. Sets the values of the parameters, not their names: those
    // depend on the verb.
    const Leaf* find(std::span<const std::string> segments, PathParameters& parameters) const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
};

enum class RouteStatus { found, unknown_path, wrong_verb };

template <class Value>
class Router {
public:
    struct Match {
        RouteStatus status = RouteStatus::unknown_path;
        Value value{};
        PathParameters parameters;
        VerbSet allowed; // on this path; empty for an unknown path
    };

    // The same verb and pattern twice is a mistake in our code: an assertion fails.
    void add(Verb verb, std::string_view pattern, Value value)
    {
        tree_.add(verb, pattern, values_.size());
        values_.push_back(std::move(value));
    }

    // HEAD falls back to GET where no route is registered for it. The match points into the router
    // and into segments.
    Match match(Verb verb, std::span<const std::string> segments) const
    {
        Match match;
        const auto* leaf = tree_.find(segments, match.parameters);
        if (leaf == nullptr) return match;
        match.allowed = leaf->verbs;
        const bool as_get = verb == Verb::head && !leaf->verbs.contains(Verb::head);
        const Verb effective = as_get ? Verb::get : verb;
        if (match.allowed.contains(Verb::get)) match.allowed.insert(Verb::head);
        match.status =
            leaf->verbs.contains(effective) ? RouteStatus::found : RouteStatus::wrong_verb;
        if (match.status == RouteStatus::wrong_verb) return match;
        match.value = values_[leaf->values[static_cast<std::size_t>(effective)]];
        match.parameters.name(leaf->names[static_cast<std::size_t>(effective)]);
        return match;
    }

private:
    PatternTree tree_;
    std::vector<Value> values_;
};

} // namespace muster::http
