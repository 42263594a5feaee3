// POST …/members:batch: adds, changes or removes members of one group.
#include "dialects/native/batch.h"
#include "dialects/native/groups/memberships.h"
#include "dialects/native/handlers.h"
#include "dialects/native/parameters.h"
#include "directory/groups.h"
#include "model/lookup.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::CustomerId;
using model::GroupId;
using model::Membership;

namespace {

struct MembershipItem {
    CustomerId customer;
    bool removes = false;
    MergePatch draft;
    directory::Joining joining;
    std::optional<Error> error; // the item is malformed
};

Result<MembershipItem> read_member_item(Json json)
{
    if (!json.is_object()) return fail(Code::invalid_value, "", "must be an object");
    MembershipItem item;
    const auto id = TRY(take_integer(json, "customer_id"));
    if (!id) return bad_member("/customer_id", "is required", Code::missing_field);
    item.customer = {*id};
    const auto action = TRY(take_text(json, "action")).value_or("add");
    if (action != "add" && action != "remove") {
        return bad_member("/action", "must be add or remove");
    }
    item.removes = action == "remove";
    item.draft = TRY(read_draft(std::move(json), {}));
    item.joining = TRY(read_joining(item.draft));
    return item;
}

Result<std::vector<MembershipItem>> read_member_items(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    auto jsons = TRY(take_items(body));
    TRY(refuse_others(body));
    std::vector<MembershipItem> items;
    items.reserve(jsons.size());
    for (auto& json : jsons) {
        auto item = read_member_item(std::move(json));
        items.push_back(item ? *std::move(item)
                             : MembershipItem{{}, {}, {}, {}, std::move(item).error()});
    }
    return items;
}

Result<ItemAnswer> write_member_item(Transaction& transaction, GroupId group,
                                     const MembershipItem& item)
{
    Membership before;
    const auto edit = [&](Membership& membership) {
        before = membership;
        return merge_membership(item.draft, membership);
    };
    const auto after = TRY(directory::update_membership(transaction, group, item.customer, edit));
    const bool unchanged = is_unchanged(before, after);
    return ItemAnswer{unchanged ? ItemOutcome::unchanged : ItemOutcome::updated,
                      item.customer.value,
                      after.revision,
                      {}};
}

// A customer who is a member already gets the members of the item. So a repeated call does no harm.
Result<ItemAnswer> write_item_of_member(Transaction& transaction, GroupId group,
                                        const MembershipItem& item)
{
    if (item.error) return fail(*item.error);
    const auto present =
        model::live_membership(transaction.rows(), transaction.tenant(), group, item.customer);
    if (!present && present.error().code != Code::not_found) return fail(present.error());
    if (item.removes) {
        TRY(directory::leave(transaction, group, item.customer));
        return ItemAnswer{ItemOutcome::removed, item.customer.value, 0, {}};
    }
    if (present) return write_member_item(transaction, group, item);
    const auto joined = TRY(directory::join(transaction, group, item.customer, item.joining));
    return ItemAnswer{ItemOutcome::inserted, item.customer.value, joined.revision, {}};
}

// An unknown customer is an error of the item's customer_id.
Error located_item(Error error)
{
    const bool names_customer = error.subject == "customer" || error.subject == "membership";
    if (error.where.empty() && names_customer) error.where = "/customer_id";
    return error;
}

} // namespace

HandlerResult write_members(RequestContext& call)
{
    const GroupId group{TRY(path_id(call, "group"))};
    TRY(model::live_group(call.rows(), call.tenant.id, group));
    const auto items = TRY(read_member_items(call));
    return run_batch(call, items.size(), "customer_id",
                     [&](Transaction& transaction, std::size_t index) -> Result<ItemAnswer> {
                         auto answer = write_item_of_member(transaction, group, items[index]);
                         if (answer) return answer;
                         return fail(placed(located_item(std::move(answer).error()),
                                            membership_record(), index));
                     });
}

} // namespace muster::dialects::native
