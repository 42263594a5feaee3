// The transfer of points and its dry run. Muster has no points, so a request that is right in every
// part is refused, too, with the number that says why.
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/loyalty.h"
#include "model/lookup.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::int64_t only_program = 1;

// One side of a transfer; one of the two is set.
struct PointsOwner {
    std::optional<model::GroupId> group;
    std::optional<model::CustomerId> customer;
};

struct PointsTransfer {
    std::int64_t points = 0;
    PointsOwner from;
};

std::string transfer_text(const Json& object, std::string_view name)
{
    const auto* found = member(object, name);
    const auto text = found == nullptr ? std::nullopt : scalar_text(*found);
    return text ? std::string(trim(*text)) : std::string{};
}

Result<std::int64_t> read_points(const Json& body)
{
    const auto* given = member(body, "pointsTobeTransferred");
    const auto points = given == nullptr ? std::nullopt : integer_of(*given);
    if (!points || *points < 1) return refuse(points_problems::bad_points);
    return *points;
}

Result<void> check_program(const Json& body)
{
    const auto* given = member(body, "programId");
    const auto program = given == nullptr ? only_program : integer_of(*given).value_or(0);
    if (program != only_program) return refuse(points_problems::bad_program);
    return {};
}

// The customer that the identifiers of this object name.
Result<model::CustomerId> transfer_customer_id(const RequestContext& call, const Json& object)
{
    const auto* type = find_identifier_type(transfer_text(object, "identifierType"));
    const Identifier identifier{type, transfer_text(object, "identifierValue")};
    if (type == nullptr || identifier.value.empty()) {
        return refuse(points_problems::bad_identifier);
    }
    const auto found =
        TRY(find_customer(call.rows(), call.tenant.id, identifier, settings_of(call.tenant)));
    if (!found) return refuse(customer_problems::unknown);
    return found->id;
}

Result<model::GroupId> owner_group(const RequestContext& call, const Json& object)
{
    const auto value = transfer_text(object, "identifierValue");
    const auto reference = group_reference(transfer_text(object, "identifierType"), value);
    if (!reference || value.empty()) return refuse(points_problems::bad_identifier);
    return TRY(find_group(call.rows(), call.tenant.id, *reference, AcceptedStates::active)).id;
}

Result<PointsOwner> read_owner(const RequestContext& call, const Json& body, std::string_view name,
                               const NumberedProblem& absent)
{
    const auto* object = member(body, name);
    if (object == nullptr || !object->is_object()) return refuse(absent);
    PointsOwner owner;
    const auto type = transfer_text(*object, "type");
    if (equal_ignoring_ascii_case(type, "CUSTOMER")) {
        owner.customer = TRY(transfer_customer_id(call, *object));
    } else if (equal_ignoring_ascii_case(type, "USERGROUP2")) {
        owner.group = TRY(owner_group(call, *object));
    } else {
        return refuse(points_problems::bad_entity_type);
    }
    return owner;
}

// Only a member may transfer the points of a group, and only customers their own.
Result<void> check_sender(const RequestContext& call, const Json& body, const PointsOwner& from)
{
    const auto* object = member(body, "transferredBy");
    if (object == nullptr || !object->is_object()) return refuse(points_problems::bad_identifier);
    const auto sender = TRY(transfer_customer_id(call, *object));
    if (from.customer && *from.customer != sender) return refuse(points_problems::not_allowed);
    if (!from.group) return {};
    const auto membership =
        model::live_membership(call.rows(), call.tenant.id, *from.group, sender);
    if (membership) return {};
    if (membership.error().code != Code::not_found) return fail(membership.error());
    return refuse(points_problems::no_member);
}

Result<PointsTransfer> read_points_transfer(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    if (!body || !body->is_object() || body->as_object()->empty()) {
        return refuse(group_problems::bad_details);
    }
    PointsTransfer transfer;
    transfer.points = TRY(read_points(*body));
    TRY(check_program(*body));
    transfer.from = TRY(read_owner(call, *body, "fromEntity", points_problems::bad_source));
    TRY(read_owner(call, *body, "toEntity", points_problems::bad_destination));
    TRY(check_sender(call, *body, transfer.from));
    return transfer;
}

// Why no points can be transferred, although the request is right.
const NumberedProblem& no_points(const PointsTransfer& transfer)
{
    return transfer.from.group ? points_problems::not_enabled : points_problems::not_allowed;
}

} // namespace

Result<std::string> try_points_transfer(RequestContext& call)
{
    const auto transfer = TRY(read_points_transfer(call));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("data").begin_array().begin_object();
    out.name("pointsToBeTransferred").integer(transfer.points);
    out.name("transferrable").boolean(false).end_object().end_array();
    write_issues(out, "warnings", {});
    write_issues(out, "errors", {issue(no_points(transfer))});
    out.end_object();
    return answer;
}

Result<std::string> transfer_points(RequestContext& call)
{
    return refuse(no_points(TRY(read_points_transfer(call))));
}

} // namespace muster::dialects::capillary
