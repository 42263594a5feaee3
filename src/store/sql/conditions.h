// Turns filters of model/query.h into SQL conditions on the table alias "item". Knows no order and
// no page.
#pragma once

#include <string>

#include "store/sql/select.h"
#include "store/sql/sql_operand.h"

namespace muster::store::sql {

// The condition of a filter that every row fulfils.
inline constexpr std::string_view every_row = "TRUE";

// Appends the values that the conditions compare with to those of the statement. The tenant must be
// bound first, as $1.
class Conditions {
public:
    Conditions(model::Kind kind, SqlStatement& statement) : kind_(kind), statement_(statement) {}

    // Adds the value and gives its parameter, as "$3".
    std::string bind(model::Value value);
    // An SQL expression: the operand if it has this type (see select.h), else NULL.
    std::string value_of(const SqlOperand& operand, std::string_view type);
    // The condition of the filter. too_large when it is nested too deeply.
    Result<std::string> of(const model::Filter& filter, int depth = 0);

private:
    Result<std::string> combined(const model::Filter& filter, int depth);
    Result<std::string> negated(const model::Filter& filter, int depth);
    Result<std::string> one_of(const model::Filter& filter, int depth);
    std::string comparison(const model::Filter& filter, const model::Value& value);
    std::string folded_comparison(model::Filter::Op op, const SqlOperand& operand,
                                  const std::string& left, std::string_view text);
    std::string membership(const std::vector<model::Value>& groups);
    // The parameters of the values that have the type, as "$4, $5".
    std::string list_of(const std::vector<model::Value>& values, std::string_view type);

    model::Kind kind_;
    SqlStatement& statement_;
};

} // namespace muster::store::sql
