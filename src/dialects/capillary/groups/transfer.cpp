// The transfer call: moves members from one group to another, all of them or none (promise 27).
#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/groups/members.h"
#include "dialects/capillary/inputs.h"
#include "directory/memberships.h"
#include "model/lookup.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::size_t most_users = 1000;

struct TransferRequest {
    std::string leave; // ids as the client wrote them: problems echo them
    std::string join;
    std::vector<std::int64_t> users; // without duplicates
};

// Collects problems: the call answers all of them at once. The first becomes the error, the others
// its `further` ones.
class ProblemCollector {
public:
    void add(Error error)
    {
        if (found_) {
            found_->further.push_back(std::move(error));
        } else {
            found_ = std::move(error);
        }
    }
    Result<void> result() const
    {
        if (found_) return fail(*found_);
        return {};
    }

private:
    std::optional<Error> found_;
};

Result<std::string> group_member(const Json& body, std::string_view name)
{
    const auto* given = member(body, name);
    const auto text = given == nullptr ? std::optional<std::string>("") : scalar_text(*given);
    if (!text) return refuse(group_problems::bad_group, given->text());
    if (trim(*text).empty()) return refuse(problems::mandatory, name);
    return std::string(trim(*text));
}

Result<std::vector<std::int64_t>> read_users(const Json& body)
{
    const auto* given = member(body, "userIds");
    const auto* list = given == nullptr ? nullptr : given->as_array();
    if (given != nullptr && list == nullptr) return refuse(group_problems::bad_details);
    if (list == nullptr || list->empty()) return refuse(problems::mandatory, "userIds");
    if (list->size() > most_users) {
        return refuse(problems::batch_too_large, std::to_string(most_users));
    }
    std::vector<std::int64_t> users;
    for (const auto& json : *list) {
        const auto user = integer_of(json);
        if (!user) return refuse(group_problems::bad_details);
        if (std::find(users.begin(), users.end(), *user) == users.end()) users.push_back(*user);
    }
    return users;
}

Result<TransferRequest> read_transfer(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    const Json nothing = Json::object();
    if (body && !body->is_object()) return refuse(problems::unusable, "body must be an object");
    const Json& given = body ? *body : nothing;
    TransferRequest transfer;
    transfer.leave = TRY(group_member(given, "leaveGroupId"));
    transfer.join = TRY(group_member(given, "joinGroupId"));
    transfer.users = TRY(read_users(given));
    return transfer;
}

// nullopt when there is no such group, or when it has been deleted.
Result<std::optional<model::Group>> find_live_group(const directory::Transaction& transaction,
                                                    const std::string& text)
{
    const auto id = entity_id(text);
    if (!id) return std::optional<model::Group>{};
    return if_found(
        model::known_by<model::Group>(transaction.rows(), transaction.tenant(), dialect_name, *id));
}

Result<std::optional<model::Membership>>
find_live_membership(const directory::Transaction& transaction, model::GroupId group,
                     std::int64_t user)
{
    if (!entity_id(user)) return std::optional<model::Membership>{};
    const auto customer = TRY(if_found(model::known_by<model::Customer>(
        transaction.rows(), transaction.tenant(), dialect_name, user)));
    if (!customer) return std::optional<model::Membership>{};
    return if_found(
        model::live_membership(transaction.rows(), transaction.tenant(), group, customer->id));
}

struct TransferGroups {
    model::Group leave;
    model::Group join;
};

Result<TransferGroups> find_groups(const directory::Transaction& transaction,
                                   const TransferRequest& transfer)
{
    auto leave = TRY(find_live_group(transaction, transfer.leave));
    auto join = TRY(find_live_group(transaction, transfer.join));
    if (join && join->status != model::GroupStatus::active) join.reset();
    ProblemCollector problems;
    if (!leave) problems.add(error_of(group_problems::bad_group, transfer.leave));
    if (!join) problems.add(error_of(group_problems::bad_group, transfer.join));
    TRY(problems.result());
    return TransferGroups{*std::move(leave), *std::move(join)};
}

// The memberships to move; fails unless every user may move and the group has room for all.
Result<std::vector<model::Membership>> movable_members(const directory::Transaction& transaction,
                                                       const TransferGroups& groups,
                                                       const TransferRequest& transfer)
{
    ProblemCollector problems;
    std::vector<model::Membership> members;
    for (const auto number : transfer.users) {
        const auto user = std::to_string(number);
        auto member = TRY(find_live_membership(transaction, groups.leave.id, number));
        if (!member) {
            problems.add(error_of(group_problems::not_in_group, user, transfer.leave));
        } else if (TRY(find_live_membership(transaction, groups.join.id, number))) {
            problems.add(error_of(group_problems::already_in_group, user, transfer.join));
        } else if (member->role == model::Role::primary) {
            problems.add(error_of(group_problems::primary_stays, user));
        } else {
            members.push_back(*std::move(member));
        }
    }
    TRY(problems.result());
    const auto count = groups.join.member_count + static_cast<std::int64_t>(members.size());
    if (groups.join.capacity && count > *groups.join.capacity) {
        if (!transaction.principal().may_read) return refuse(group_problems::full_unseen);
        return refuse(group_problems::full, std::to_string(*groups.join.capacity));
    }
    return members;
}

Result<void> transfer_all(directory::Transaction& transaction, const TransferRequest& transfer)
{
    const auto groups = TRY(find_groups(transaction, transfer));
    for (const auto& member : TRY(movable_members(transaction, groups, transfer))) {
        directory::Joining joining;
        joining.permissions = member.permissions;
        joining.is_default = member.is_default;
        joining.extras = member.extras;
        TRY(directory::leave(transaction, groups.leave.id, member.customer));
        TRY(directory::join(transaction, groups.join.id, member.customer, joining));
    }
    return {};
}

} // namespace

Result<std::string> transfer_members(RequestContext& call)
{
    const auto transfer = TRY(read_transfer(call));
    TRY(with_group_problems(call.write(
        [&](directory::Transaction& transaction) { return transfer_all(transaction, transfer); })));
    return write_outcome();
}

} // namespace muster::dialects::capillary
