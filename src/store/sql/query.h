// Turns core's questions into SQL. Texts are compared byte by byte; muster_fold(text),
// muster_contains(text, folded piece), muster_field(fields, key, type) and
// muster_extra(extras, path, type) are functions that the engine provides:
// type is 'text', 'number', 'boolean', 'date' or 'time' and gives null to other values; 'any' is
// not null when there is a value; 'order' is what rows are sorted by. Knows no engine.
#pragma once

#include <string>
#include <vector>

#include "model/query.h"

namespace muster::store::sql {

// A statement and what is bound to $1, $2, …
struct Question {
    std::string text;
    std::vector<model::Value> values;
};

// Rows as column_list gives them, one more than the page so that its end is known. too_large when
// the filter is nested too deeply.
Result<Question> page_question(const model::Query& query);
Result<Question> count_question(const model::Query& query);
Question changes_question(const model::ChangeQuery& query);
// The entries of that revision after the ordinal, for the last revision of a page of changes.
Question rest_of_revision(const model::ChangeQuery& query, model::Revision revision,
                          std::int64_t ordinal);

} // namespace muster::store::sql
