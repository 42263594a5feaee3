// /v1/customers/{id}/merge makes one customer of two; /v1/customers:duplicates lists candidates.
#include <algorithm>

#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/listing.h"
#include "dialects/native/write.h"
#include "directory/merging/customer_merge.h"
#include "directory/merging/duplicates.h"
#include "wire/paging.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

using directory::MergeOrder;
using directory::Transaction;

namespace {

Result<model::TextList> take_names(Json& body)
{
    model::TextList names;
    const auto list = take(body, "take");
    if (!list || list->is_null()) return names;
    const auto* items = list->as_array();
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
        const auto* name = (*items)[i].as_text();
        if (name == nullptr) break;
        names.push_back(*name);
    }
    if (items != nullptr && names.size() == items->size()) return names;
    return bad_member("/take", "must be a list of names");
}

// Only their dialect reads extras, but all of them are objects, whose members can be united. The
// survivor's values win.
directory::UnitedExtras unite_extras(const std::string& survivor, const std::string& other)
{
    directory::UnitedExtras united{survivor, {}};
    auto mine = parse_own_json(survivor);
    const auto theirs = parse_own_json(other);
    if (!mine || !theirs || !mine->is_object() || !theirs->is_object()) return united;
    for (const auto& [name, value] : *theirs->as_object()) {
        const Json* known = mine->find(name);
        if (known == nullptr) {
            mine->set(name, value);
        } else if (*known != value) {
            united.conflicts.push_back({name, known->text(), value.text(), false});
        }
    }
    united.text = mine->text();
    return united;
}

Result<MergeOrder> read_merge(const RequestContext& call)
{
    MergeOrder order;
    order.unite_extras = unite_extras;
    order.survivor = {TRY(path_id(call, "customer"))};
    auto body = TRY(read_body(call));
    const auto other = TRY(take_integer(body, "customer_id"));
    if (!other) return bad_member("/customer_id", "is required", Code::missing_field);
    order.other = {*other};
    order.take = TRY(take_names(body));
    TRY(refuse_others(body));
    order.expected = TRY(expected_revision(call));
    return order;
}

// The places of the order's members in the body.
Result<directory::MergedCustomers> merge(Transaction& transaction, const MergeOrder& order)
{
    auto merged = located(directory::merge_customers(transaction, order), customer_record());
    if (merged) return merged;
    Error error = std::move(merged).error();
    if (error.subject == "other") error.where = "/customer_id";
    if (error.subject == "take") error.where = "/take";
    return fail(std::move(error));
}

void write_conflict(JsonWriter& out, const directory::MergeConflict& conflict)
{
    out.begin_object().name("member").text(conflict.member).name("survivor");
    wire::write_value(out, conflict.survivor);
    out.name("other");
    wire::write_value(out, conflict.other);
    out.name("wins").text(conflict.other_wins ? "other" : "survivor").end_object();
}

http::Response reply_preview(const directory::MergedCustomers& merged)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("customer");
    write_entity(out, merged.customer);
    out.name("conflicts").begin_array();
    for (const auto& conflict : merged.conflicts) write_conflict(out, conflict);
    out.end_array();
    out.name("memberships_moved").integer(merged.memberships_moved);
    out.name("memberships_shared").integer(merged.memberships_shared);
    out.end_object();
    return json_response(std::move(body));
}

Result<directory::DuplicateBy> read_criterion(const RequestContext& call)
{
    const auto& names = directory::duplicate_criteria;
    const auto by = call.request.parameter("by").value_or("email");
    const auto found = std::ranges::find(names, by);
    if (found == names.end()) return bad_parameter("by", "must be email, phone or name");
    return static_cast<directory::DuplicateBy>(found - names.begin());
}

} // namespace

HandlerResult merge_customers(RequestContext& call)
{
    const auto order = TRY(read_merge(call));
    if (TRY(flag_parameter(call, "dry_run"))) {
        return rehearse(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
            return WriteAnswer(reply_preview(TRY(merge(transaction, order))));
        });
    }
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        return WriteAnswer(reply(TRY(merge(transaction, order)).customer), order.survivor);
    });
}

HandlerResult list_duplicates(RequestContext& call)
{
    const auto by = TRY(read_criterion(call));
    auto query = directory::duplicates_query(call.tenant.id, by);
    query.limit = TRY(limit_parameter(call));
    query.bytes = limits::page_bytes;
    if (const auto after = call.request.parameter("after")) {
        auto cursor = wire::read_cursor(*after, query);
        if (!cursor) return bad_parameter("after", cursor.error().message);
        query.after = std::move(*cursor);
    }
    const auto page = TRY(call.rows().page(query));
    std::string items;
    JsonWriter out(items);
    for (const auto& pair : TRY(directory::duplicates_on(call.rows(), by, query, page))) {
        out.begin_object().name("customer_id").integer(pair.customer.value);
        out.name("duplicate_id").integer(pair.duplicate.value).end_object();
    }
    return reply_list(query, page, items);
}

} // namespace muster::dialects::native
