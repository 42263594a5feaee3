// What bulk calls share: each item is accepted or refused by itself and has its own result.
//
// Several items share one write. That is safe because the directory checks a whole item before it
// puts any row: a refused item leaves no trace, and the write continues with the next item. Only a
// failure of the store fails the call.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialects/native/errors.h"
#include "dialects/native/records.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

enum class ItemOutcome { inserted, updated, unchanged, removed, refused };

struct ItemAnswer {
    ItemOutcome outcome = ItemOutcome::refused;
    std::int64_t id = 0; // of the entity; 0: not shown
    model::Revision revision = 0;
    Error error; // when refused
};

// Takes the objects of "items" out of the body; at most limits::bulk_items.
// missing_field, invalid_value, too_large.
Result<std::vector<Json>> take_items(Json& body);

// Whether an update changed nothing. Equal revisions are not enough: when an earlier item of the
// same write changed the entity, both states have the revision of this write.
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
Error placed(Error error, const wire::Record<E>& record, std::size_t index)
{
    const std::string prefix = "/items/" + std::to_string(index);
    error = located(std::move(error), record, prefix);
    if (error.where.empty()) error.where = prefix;
    return error;
}

// Writes item number `index`. An error that it returns refuses only that item.
using DecideItem = std::function<Result<ItemAnswer>(directory::Transaction&, std::size_t index)>;

// Runs all items in pieces of one write each, which end early when other writers wait. With an
// Idempotency-Key each piece stores its part of the answer, so that a repetition does only the
// pieces that are missing. A dry run is one write that is undone. `id_name` is the name of
// ItemAnswer::id in the answer.
Result<http::Response> run_batch(const RequestContext& call, std::size_t items,
                                 std::string_view id_name, const DecideItem& decide);

} // namespace muster::dialects::native
