// The handlers that search groups: each turns its request into a filter, runs one query and writes
// the page.
#include "dialects/capillary/groups/search.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/extended_fields.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "directory/customers.h"
#include "model/lookup.h"

namespace muster::dialects::capillary {

namespace {

using model::Filter;

constexpr std::size_t search_chars = 50;

struct GroupPage {
    std::vector<model::Group> groups;
    Pagination numbers;
};

Result<GroupPage> find_page(const RequestContext& call, Filter filter)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    const auto window = TRY(query_window(call, "limit", "offset"));
    query.limit = window.limit;
    query.offset = window.offset;
    query.with_total = true;
    auto page = TRY(call.rows().page(query));
    const Pagination numbers{window.limit, window.offset, page.total.value_or(0)};
    return GroupPage{model::rows_of<model::Group>(std::move(page)), numbers};
}

// Ids of the groups whose primary member has this e-mail, mobile or card number.
Result<std::vector<model::Value>> groups_of_primary(const RequestContext& call,
                                                    const std::string& text)
{
    const auto settings = settings_of(call.tenant);
    std::vector<model::Value> ids;
    for (const auto* name : {"email", "mobile", "cardnumber"}) {
        const Identifier identifier{find_identifier_type(name), text};
        if (!is_valid(identifier)) continue;
        const auto known = TRY(find_customer(call.rows(), call.tenant.id, identifier, settings));
        if (!known) continue;
        const auto role = TRY(primary_role_of(call.rows(), call.tenant.id, known->id));
        if (role) ids.emplace_back(role->group.value);
    }
    return ids;
}

// Ids and identifiers must match completely, in any case; a name is found by a part of it.
Result<Filter> text_filter(const RequestContext& call, const std::string& text)
{
    const auto groups = TRY(groups_of_primary(call, text));
    std::vector<Filter> matches{
        model::where("external_id", Filter::Op::equal_folded, text),
        model::where("name", Filter::Op::contains, text),
        model::is_one_of("id", groups),
    };
    if (const auto id = entity_id(text)) matches.push_back(model::equals("id", *id));
    return model::all_of(
        {model::equals("status", std::string("active")), model::any_of(std::move(matches))});
}

// Present and past memberships: "totalMembers" includes members who have left.
Result<std::int64_t> count_members(const RequestContext& call, model::GroupId group)
{
    model::Query query;
    query.kind = model::Kind::membership;
    query.tenant = call.tenant.id;
    query.filter = model::equals("group_id", group.value);
    query.with_removed = true;
    return call.rows().count(query);
}

// The member in which the answers of the two search calls differ.
enum class SearchDetail { primary_person, member_counts };

Result<void> write_found(JsonWriter& out, const RequestContext& call, const model::Group& group,
                         const model::DeclaredFields& declared, SearchDetail detail)
{
    const auto name = name_of(group);
    const auto utc_offset = settings_of(call.tenant).utc_offset;
    out.begin_object().name("groupId").integer(group.id.value);
    if (!name.empty()) out.name("groupName").text(name);
    out.name("groupStatus").text(status_name(group.status));
    if (!group.external_id.empty()) out.name("groupExternalId").text(group.external_id);
    const auto primary = TRY(primary_of(call.rows(), call.tenant.id, group.id));
    if (primary) out.name("primaryMemberId").integer(primary->customer.value);
    if (primary && detail == SearchDetail::primary_person) {
        const auto person =
            TRY(model::live_customer(call.rows(), call.tenant.id, primary->customer));
        out.name("firstName").text(person.first_name).name("lastName").text(person.last_name);
        write_contact(out, person);
    }
    out.name("totalMembers").integer(TRY(count_members(call, group.id)));
    if (detail == SearchDetail::member_counts) {
        out.name("totalActiveMembers").integer(group.member_count);
    }
    write_extended(out, group.fields, declared, model::FieldEntity::group, utc_offset);
    out.end_object();
    return {};
}

Result<std::string> write_page(const RequestContext& call, const GroupPage& page,
                               const model::DeclaredFields& declared, SearchDetail detail)
{
    std::string answer;
    JsonWriter out(answer);
    out.begin_object();
    write_pagination(out, page.numbers);
    out.name("data").begin_array();
    for (const auto& group : page.groups) TRY(write_found(out, call, group, declared, detail));
    out.end_array();
    end_list(out);
    return answer;
}

Result<NamedValues> read_search_fields(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    if (body && !body->is_object()) return refuse(problems::unusable, "body must be an object");
    auto wanted =
        body ? TRY(read_extended(*body, group_problems::nothing_to_search)) : NamedValues{};
    if (wanted.empty()) return refuse(group_problems::nothing_to_search);
    return wanted;
}

// Groups that have all of the values; fails with all problems at once.
Result<Filter> field_filter(const model::DeclaredFields& declared, const NamedValues& wanted)
{
    std::vector<Filter> parts{
        model::is_one_of("status", {std::string("active"), std::string("inactive")})};
    std::vector<Error> refused;
    for (const auto& [name, json] : wanted) {
        const auto* field = declared.find(model::FieldEntity::group, name);
        if (field == nullptr) {
            refused.push_back(error_of(group_problems::undeclared_field, name));
            continue;
        }
        auto value = coerce_json(*field, json);
        if (!value || model::is_null(*value)) {
            refused.push_back(error_of(group_problems::field_type_mismatch, name));
        } else {
            parts.push_back(model::equals("fields." + field->key, *std::move(value)));
        }
    }
    if (refused.empty()) return model::all_of(std::move(parts));
    Error first = std::move(refused.front());
    first.further.assign(refused.begin() + 1, refused.end());
    return fail(std::move(first));
}

} // namespace

Result<std::string> search_groups(RequestContext& call)
{
    const std::string text(query_text(call, "q"));
    if (text.empty()) return refuse(group_problems::no_search_text);
    if (count_chars(text) > search_chars) {
        return refuse(group_problems::search_too_long, std::to_string(search_chars));
    }
    const auto filter = TRY(text_filter(call, text));
    const auto page = TRY(find_page(call, filter));
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    return write_page(call, page, declared, SearchDetail::primary_person);
}

Result<std::string> search_by_fields(RequestContext& call)
{
    const auto wanted = TRY(read_search_fields(call));
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto filter = TRY(field_filter(declared, wanted));
    const auto page = TRY(find_page(call, filter));
    return write_page(call, page, declared, SearchDetail::member_counts);
}

} // namespace muster::dialects::capillary
