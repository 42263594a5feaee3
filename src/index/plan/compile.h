// Turns rules and filters into plans over an image. Negations go down to the conditions, where what
// is unknown is neither: so nothing in a plan needs a third value.
#pragma once

#include <map>

#include "index/plan/plan.h"
#include "index/tenant/image.h"
#include "model/query.h"

namespace muster::index {

// Of one question; the plans of groups are shared by all that name them.
class Compiler {
public:
    Compiler(const Image& image, Time now, const Budget& budget)
        : image_(image), now_(now), budget_(budget)
    {}

    // Those for whom it is true; negated: those for whom it is false.
    Node of(const rule::Rule& rule, bool negated = false);
    // unsupported when an operand is not indexed; too_large when it is too deep.
    Result<Node> of(const model::Filter& filter);
    // Members by hand or by rule; nobody when it is not there.
    Node of_group(model::GroupId group, bool inverted = false);

    Plan plan(Node root) const { return {image_.live(), std::move(root), budget_.time}; }

private:
    using Columns = std::vector<Column>;

    Node leaf(const rule::Rule& rule, bool negated);
    Node comparison(const rule::Rule& rule, rule::Rule::Op op, const rule::Term& term,
                    bool negated);
    Node one_of(const rule::Rule& rule, bool negated);
    Node joined_parts(const rule::Rule& rule, bool negated);
    Result<Node> of(const model::Filter& filter, bool negated, std::size_t depth);
    Result<Node> joined_parts(const model::Filter& filter, bool negated, std::size_t depth);
    Result<Node> leaf(const model::Filter& filter, bool negated);
    Node member_of(const std::vector<model::Value>& groups, bool negated);
    const Columns& columns_of(std::string_view operand) const;

    const Image& image_;
    Time now_;
    Budget budget_; // what is left of it
    std::map<model::GroupId, std::shared_ptr<GroupPlan>> groups_;
};

} // namespace muster::index
