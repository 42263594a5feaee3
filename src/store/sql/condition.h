// Turns core's filters into SQL conditions over "item". Knows no order and no page.
#pragma once

#include <string>

#include "store/sql/operand.h"
#include "store/sql/query.h"

namespace muster::store::sql {

// Binds to the question what its conditions compare with. The tenant is bound first, as $1.
class Conditions {
public:
    Conditions(model::Kind kind, Question& question) : kind_(kind), question_(question) {}

    // "$3"
    std::string bind(model::Value value);
    // The operand when it has that type ('any', 'order': see query.h), else null.
    std::string value_of(const Operand& operand, std::string_view type);
    // too_large when nested too deeply.
    Result<std::string> of(const model::Filter& filter, int depth = 0);

private:
    Result<std::string> combined(const model::Filter& filter, int depth);
    Result<std::string> negated(const model::Filter& filter, int depth);
    Result<std::string> one_of(const model::Filter& filter, int depth);
    std::string comparison(const model::Filter& filter, const model::Value& value);
    std::string folded_comparison(model::Filter::Op op, const Operand& operand,
                                  const std::string& left, std::string_view text);
    std::string membership(const std::vector<model::Value>& groups);
    // "$4, $5" of the values that have the type.
    std::string list_of(const std::vector<model::Value>& values, std::string_view type);

    model::Kind kind_;
    Question& question_;
};

} // namespace muster::store::sql
