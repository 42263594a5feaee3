// What a question becomes: conditions over columns and sets, joined by all, any and except, without
// a third value and without names. Evaluated a chunk at a time, or for one customer. Holds what it
// reads, so that it goes on from one revision while others write.
#pragma once

#include <memory>
#include <vector>

#include "index/columns/column.h"
#include "index/columns/set.h"
#include "index/plan/budget.h"
#include "index/plan/text_test.h"

namespace muster::index {

struct GroupPlan;

struct Node {
    enum class Kind {
        all,     // every part; no parts: true
        any,     // some part; no parts: false
        except,  // not the one part
        set,     // is in it
        numbers, // has a cell in one of the ranges; without ranges: has a cell
        texts,   // has a code that passes
        group,   // the rule of a group is true
    };

    Kind kind = Kind::all;
    bool inverted = false; // of the last four: true for all others, those without a cell included
    std::vector<Node> parts{};
    Set set{};
    Numbers cells{};
    std::vector<Range> ranges{};
    std::shared_ptr<TextTable> texts{};
    std::shared_ptr<GroupPlan> group{};
};

Node constant(bool value);
Node all(std::vector<Node> parts);
Node any(std::vector<Node> parts);

// The rule of a dynamic group, evaluated once for each chunk, or customer, however often it is
// named.
struct GroupPlan {
    Node root;
    std::size_t chunk = ~std::size_t{0}; // that members are of
    std::unique_ptr<Mask> members{};     // made when a chunk is first evaluated
    std::int64_t judged = 0;             // the customer that is_in is of; 0: nobody yet
    bool is_in = false;
};

// Masks are large: one per level of the tree, used again for each chunk.
class Scratch {
public:
    Mask& at(std::size_t level);

private:
    std::vector<std::unique_ptr<Mask>> masks_;
};

// Of one question and its thread.
class Plan {
public:
    // Evaluates for so long.
    Plan(Set live, Node root, std::chrono::milliseconds time);

    std::size_t chunks() const { return live_.chunks(); }
    // All customers of the chunk for whom it is true.
    void evaluate(std::size_t chunk, Mask& mask);
    // What was evaluated is not to be used.
    bool is_late() const { return deadline_.was_over(); }
    bool holds(std::int64_t id) const;

private:
    void keep(const Node& node, std::size_t chunk, Mask& mask, std::size_t level);
    void keep_any(const Node& node, std::size_t chunk, Mask& mask, std::size_t level);
    void keep_texts(const Node& node, std::size_t chunk, Mask& mask);
    void keep_group(const Node& node, std::size_t chunk, Mask& mask, std::size_t level);
    bool holds(const Node& node, std::int64_t id) const;
    bool holds(GroupPlan& group, std::int64_t id) const;

    Set live_;
    Node root_;
    Deadline deadline_;
    Scratch scratch_;
};

} // namespace muster::index
