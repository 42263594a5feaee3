// A compiled query: a tree of conditions over columns and sets. It is evaluated for one chunk at a
// time, or for one customer. It has copy-on-write handles of all columns and sets that it reads: so
// it needs no lock, and it reads one revision while later writes change the index.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "index/columns/beginnings.h"
#include "index/columns/column.h"
#include "index/columns/set.h"
#include "index/plan/budget.h"
#include "index/plan/day_test.h"
#include "index/plan/text_test.h"

namespace muster::index {

struct GroupPlan;

enum class PlanOp {
    all,      // every part is true; true without parts
    any,      // some part is true; false without parts
    except,   // the only part is not true
    set,      // the customer is in the set
    integers, // the cell is in one of the ranges; without ranges: there is a cell
    texts,    // the text of the cell's code passes the test
    days,     // the day of the cell passes the test
    group,    // the rule of a dynamic group is true
    since,    // the membership began in the one range
};

struct PlanNode {
    PlanOp op = PlanOp::all;
    bool inverted = false; // of set to since: selects all others, also those without a cell
    std::vector<PlanNode> parts{};
    Set set{};
    IntegerColumn cells{};
    std::vector<IntegerRange> ranges{};
    std::shared_ptr<TextTable> texts{};
    std::shared_ptr<DayTest> days{};
    std::shared_ptr<GroupPlan> group{};
    Beginnings beginnings{};
};

PlanNode constant(bool value);
PlanNode all(std::vector<PlanNode> parts);
PlanNode any(std::vector<PlanNode> parts);

// The plan of a dynamic group. It caches the members of the current chunk, or the answer for the
// current customer: a query that names the group several times evaluates it once.
struct GroupPlan {
    PlanNode root;
    std::size_t chunk = ~std::size_t{0}; // the chunk of `members`
    std::unique_ptr<Mask> members{};     // created by the first evaluation of a chunk
    std::int64_t cached_id = 0;          // the customer of is_in; 0: none yet
    bool is_in = false;
};

// Temporary masks, one per level of the tree. They are large, so they are reused for all chunks.
class Scratch {
public:
    Mask& at(std::size_t level);

private:
    std::vector<std::unique_ptr<Mask>> masks_;
};

// Used by the one thread that runs the query.
class Plan {
public:
    // After `time`, evaluation stops early; see is_late().
    Plan(Set live, PlanNode root, std::chrono::milliseconds time);

    std::size_t chunks() const { return live_.chunks(); }
    // Sets the mask to the selected customers of the chunk.
    void evaluate(std::size_t chunk, Mask& mask);
    // True when the time was over: the masks are then incomplete and must not be used.
    bool is_late() const { return deadline_.was_over(); }
    // Whether the plan selects this customer.
    bool holds(std::int64_t id) const;

private:
    // Each of these leaves in the mask the rows that the node selects. `level` is the first
    // temporary mask that the node may use.
    void filter(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level);
    void filter_any(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level);
    void filter_days(const PlanNode& node, std::size_t chunk, Mask& mask);
    void filter_texts(const PlanNode& node, std::size_t chunk, Mask& mask);
    void filter_group(const PlanNode& node, std::size_t chunk, Mask& mask, std::size_t level);
    bool holds(const PlanNode& node, std::int64_t id) const;
    bool holds(GroupPlan& group, std::int64_t id) const;

    Set live_;
    PlanNode root_;
    Deadline deadline_;
    Scratch scratch_;
};

// timed_out when the evaluation stopped early: its answer would be incomplete.
Result<void> in_time(const Plan& plan);

} // namespace muster::index
