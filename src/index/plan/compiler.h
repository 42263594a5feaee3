// Compiles rules and filters to plans. In a rule, a comparison with a missing value is unknown:
// neither it nor its negation selects the customer. The compiler moves each negation down to the
// comparisons and gives each a Polarity, so that plans need only true and false.
#pragma once

#include <map>

#include "index/plan/plan.h"
#include "index/tenant/tenant_index.h"
#include "model/query.h"

namespace muster::index {

// One per query: rules that name the same dynamic group share that group's plan. The caller holds
// the tenant's lock while it compiles; the plans need no lock.
class Compiler {
public:
    Compiler(const TenantIndex& index, Time now, const Budget& budget)
        : index_(index), now_(now), budget_(budget)
    {}

    // Selects the customers for whom the rule is true; negated: for whom it is false.
    PlanNode of(const rule::Rule& rule, bool negated = false);
    // unsupported when an operand is not indexed; too_large when the filter is nested too deeply.
    Result<PlanNode> of(const model::Filter& filter);
    // Selects the members of a static or dynamic group. A group that does not exist has none.
    PlanNode of_group(model::GroupId group, bool inverted = false);

    Plan plan(PlanNode root) const { return {index_.live(), std::move(root), budget_.time}; }

private:
    using Columns = std::vector<Column>;

    PlanNode leaf(const rule::Rule& rule, bool negated);
    PlanNode comparison(const rule::Rule& rule, rule::Rule::Op op, const rule::Term& term,
                        bool negated);
    PlanNode one_of(const rule::Rule& rule, bool negated);
    PlanNode of_items(const rule::Rule& rule, bool negated);
    PlanNode of_part(const rule::Rule& rule, bool negated);
    PlanNode of_function(const rule::Rule& rule, bool negated);
    PlanNode since(const rule::Rule& rule, bool negated);
    PlanNode joined_parts(const rule::Rule& rule, bool negated);
    Result<PlanNode> of(const model::Filter& filter, bool negated, std::size_t depth);
    Result<PlanNode> joined_parts(const model::Filter& filter, bool negated, std::size_t depth);
    Result<PlanNode> leaf(const model::Filter& filter, bool negated);
    PlanNode member_of(const std::vector<model::Value>& groups, bool negated);
    const Columns& columns_of(std::string_view operand) const;

    const TenantIndex& index_;
    Time now_;
    Budget budget_; // what the plans so far have not used
    std::map<model::GroupId, std::shared_ptr<GroupPlan>> groups_;
};

} // namespace muster::index
