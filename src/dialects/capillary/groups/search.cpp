// The handlers that search groups: each turns its request into a filter, runs one query and writes
// the page.
#include "dialects/capillary/groups/search.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/answers.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/extended_fields.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "model/pages.h"
#include "model/vendor_numbers.h"

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

struct WantedList {
    std::string field; // its key
    model::TextList items;
};

bool has_all(const model::Group& group, const WantedList& wanted)
{
    const auto* value = group.fields.find(wanted.field);
    const auto* items = value == nullptr ? nullptr : std::get_if<model::TextList>(value);
    return items != nullptr &&
           std::all_of(wanted.items.begin(), wanted.items.end(), [&](const auto& item) {
               return std::find(items->begin(), items->end(), item) != items->end();
           });
}

// Filters do not compare lists, so the groups that fulfil the rest are read and looked through.
Result<GroupPage> find_page_with_lists(const RequestContext& call, Filter filter,
                                       const std::vector<WantedList>& lists)
{
    const auto window = TRY(query_window(call, "limit", "offset"));
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    GroupPage found{{}, {window.limit, window.offset, 0}};
    TRY(model::each_row<model::Group>(call.rows(), query, [&](const model::Group& group) {
        const bool fits = std::all_of(lists.begin(), lists.end(),
                                      [&](const auto& list) { return has_all(group, list); });
        if (!fits) return Result<void>{};
        const auto place = found.numbers.total++;
        const bool is_shown = place >= window.offset && place < window.offset + window.limit;
        if (is_shown) found.groups.push_back(group);
        return Result<void>{};
    }));
    return found;
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
        const bool is_card = identifier.type->stored_as == IdentifierType::StoredAs::alias;
        const auto known =
            TRY(is_card ? find_by_card(call.rows(), call.tenant.id, text)
                        : find_customer(call.rows(), call.tenant.id, identifier, settings));
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
    if (const auto id = entity_id(text)) {
        const auto known = TRY(if_found(
            model::known_by<model::Group>(call.rows(), call.tenant.id, dialect_name, *id)));
        if (known) matches.push_back(model::equals("id", known->id.value));
    }
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

Result<void> write_primary_person(JsonWriter& out, const RequestContext& call, model::CustomerId id,
                                  SearchDetail detail)
{
    const auto person = TRY(model::live_customer(call.rows(), call.tenant.id, id));
    out.name("primaryMemberId").integer(model::shown_id(person, dialect_name));
    if (detail != SearchDetail::primary_person) return {};
    out.name("firstName").text(person.first_name).name("lastName").text(person.last_name);
    write_contact(out, person);
    return {};
}

Result<void> write_found(JsonWriter& out, const RequestContext& call, const model::Group& group,
                         const model::DeclaredFields& declared, SearchDetail detail)
{
    const auto name = name_of(group);
    const auto utc_offset = settings_of(call.tenant).utc_offset;
    out.begin_object().name("groupId").integer(model::shown_id(group, dialect_name));
    if (!name.empty()) out.name("groupName").text(name);
    out.name("groupStatus").text(status_name(group.status));
    if (!group.external_id.empty()) out.name("groupExternalId").text(group.external_id);
    const auto primary = TRY(primary_of(call.rows(), call.tenant.id, group.id));
    if (primary) TRY(write_primary_person(out, call, primary->customer, detail));
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

struct FieldSearch {
    Filter filter;
    std::vector<WantedList> lists;
};

// Groups that have all of the values, and of lists all of the items; fails with all problems at
// once.
Result<FieldSearch> field_search(const model::DeclaredFields& declared, const NamedValues& wanted)
{
    FieldSearch search;
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
        } else if (auto* list = std::get_if<model::TextList>(&*value)) {
            parts.push_back(model::negate(model::has_no("fields." + field->key)));
            search.lists.push_back({field->key, std::move(*list)});
        } else {
            parts.push_back(model::equals("fields." + field->key, *std::move(value)));
        }
    }
    search.filter = model::all_of(std::move(parts));
    if (refused.empty()) return search;
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
    const auto search = TRY(field_search(declared, wanted));
    const auto page =
        TRY(search.lists.empty() ? find_page(call, search.filter)
                                 : find_page_with_lists(call, search.filter, search.lists));
    return write_page(call, page, declared, SearchDetail::member_counts);
}

} // namespace muster::dialects::capillary
