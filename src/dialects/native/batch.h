// What bulk calls share: every item is judged for itself and answers for itself.
//
// All items of a piece go into one write. That is safe because the rules of the core judge a whole
// item before they put anything: an item that is refused has left no trace in the write, which goes
// on with the next. Failures of the store itself fail the call.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialects/native/errors.h"
#include "dialects/native/tables.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

enum class Outcome { inserted, updated, unchanged, removed, refused };

struct ItemAnswer {
    Outcome outcome = Outcome::refused;
    std::int64_t id = 0; // of the entity; 0: not told
    model::Revision revision = 0;
    Error error; // when refused
};

// The objects of "items" in the body, at most limits::bulk_items; takes them out of it.
// missing_field, invalid_value, too_large.
Result<std::vector<Json>> take_items(Json& body);

// Whether an update changed nothing. Equal revisions do not tell when both are of this write.
template <class E>
bool is_unchanged(const E& before, const E& after)
{
    if (before.revision != after.revision) return false;
    std::string texts[2];
    JsonWriter first(texts[0]);
    JsonWriter second(texts[1]);
    write_entity(first, before);
    write_entity(second, after);
    return texts[0] == texts[1];
}

// The error of an item, with its place below "/items/<index>".
template <class E>
Error placed(Error error, wire::TableView<E> table, std::size_t index)
{
    const std::string prefix = "/items/" + std::to_string(index);
    error = located(std::move(error), table, prefix);
    if (error.where.empty()) error.where = prefix;
    return error;
}

// Judges item number `index`; what it returns as an error refuses that item only.
using DecideItem = std::function<Result<ItemAnswer>(directory::Transaction&, std::size_t index)>;

// Runs all items: in pieces of one write each, or in one write when there is an Idempotency-Key
// (its answer is kept with what it tells of), or in a write that is undone (dry_run). `id_name` is
// the name of ItemAnswer::id in the answer.
Result<http::Response> run_batch(const RequestContext& call, std::size_t items,
                                 std::string_view id_name, const DecideItem& decide);

} // namespace muster::dialects::native
