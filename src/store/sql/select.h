// Turns the queries of model/query.h into SELECT statements. Texts are compared byte by byte. Some
// statements need four functions, which an engine may lack: muster_fold(text),
// muster_contains(text, folded piece), muster_field(fields, key, type) and muster_extra(extras,
// path, type). The last two give the value if it has the type 'text', 'number', 'boolean', 'date'
// or 'time', else null. With 'any' they give 1 if there is a value of any type, with 'order' the
// value that rows are sorted by. Knows no engine.
#pragma once

#include <string>
#include <vector>

#include "model/query.h"

namespace muster::store::sql {

// A statement and the values of its parameters $1, $2, …
struct SqlStatement {
    std::string text;
    std::vector<model::Value> values;
};

// Selects the columns of column_list(), and one row more than the page has: so it is known whether
// another page follows. too_large when the filter is nested too deeply.
// Whether the page of this query needs one of the functions.
bool needs_functions(const model::Query& query);
bool needs_functions(model::Kind kind, const model::Filter& filter);

Result<SqlStatement> page_statement(const model::Query& query);
Result<SqlStatement> count_statement(const model::Query& query);
SqlStatement changes_statement(const model::ChangeQuery& query);
// The remaining entries of a revision, after this ordinal: a page of changes ends with whole
// revisions.
SqlStatement rest_of_revision(const model::ChangeQuery& query, model::Revision revision,
                              std::int64_t ordinal);

} // namespace muster::store::sql
