// The handlers of groups: each reads the request, makes one read or write, and writes the answer.
#include "dialects/capillary/groups/groups.h"

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/extended_fields.h"
#include "dialects/capillary/groups/group_fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/group_view.h"
#include "dialects/capillary/inputs.h"
#include "directory/groups.h"
#include "model/keys.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

struct SavedGroup {
    model::Group group;
    Issues warnings; // of extended fields that were not stored
};

Result<Json> read_details(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto* members = body ? body->as_object() : nullptr;
    if (!body || (members != nullptr && members->empty())) {
        return refuse(group_problems::no_details);
    }
    if (members == nullptr) return refuse(group_problems::bad_details);
    return *std::move(body);
}

Result<void> check_size(std::int64_t size, const OrganisationSettings& settings)
{
    if (size < 1) return refuse(group_problems::not_positive);
    if (size > settings.max_group_size) {
        return refuse(group_problems::over_limit, std::to_string(settings.max_group_size));
    }
    return {};
}

Result<void> check_new(const GroupDraft& draft, const OrganisationSettings& settings)
{
    if (draft.external_id.empty()) return refuse(group_problems::no_external_id);
    if (!draft.size) return refuse(problems::mandatory, "maxGroupSize");
    return check_size(*draft.size, settings);
}

// 1633 when another live group has the external id: the directory's own error would not tell which
// of the vendor's numbers it is.
Result<void> check_free(const directory::Transaction& transaction, const std::string& external_id,
                        model::GroupId self)
{
    const auto key = model::external_id_key(model::Kind::group, transaction.tenant(), external_id);
    const auto holder = TRY(if_found(model::find<model::Group>(transaction.rows(), key)));
    if (holder && holder->id != self) {
        return refuse(group_problems::external_id_taken, external_id);
    }
    return {};
}

Result<Issues> merge_fields(directory::Transaction& transaction, const NamedValues& values,
                            const OrganisationSettings& settings, model::Group& group)
{
    const auto* declared = TRY(transaction.declared());
    const MergeRules rules{model::FieldEntity::group, group_problems::undeclared_field,
                           group_problems::field_type_mismatch, settings.rejects_empty_fields};
    return merge_extended(*declared, values, rules, group.fields);
}

Result<SavedGroup> create(directory::Transaction& transaction, const GroupDraft& draft,
                          const OrganisationSettings& settings)
{
    TRY(check_free(transaction, draft.external_id, {}));
    model::Group group;
    group.external_id = draft.external_id;
    group.capacity = draft.size;
    set_name(group, draft.name.value_or(""));
    auto warnings = TRY(merge_fields(transaction, draft.extended, settings, group));
    auto created = TRY(directory::create_group(transaction, std::move(group)));
    return SavedGroup{std::move(created), std::move(warnings)};
}

// The group to update: by id, otherwise by external id. Only beside an id is the external id a new
// one.
Result<GroupReference> target_of(const Json& body, GroupDraft& draft)
{
    const auto* id = member(body, "id");
    const auto text = id == nullptr ? std::optional<std::string>("") : scalar_text(*id);
    if (!text) return refuse(group_problems::bad_details);
    if (!trim(*text).empty())
        return GroupReference{GroupReference::By::id, std::string(trim(*text))};
    if (draft.external_id.empty()) return refuse(group_problems::bad_details);
    return GroupReference{GroupReference::By::external_id, std::exchange(draft.external_id, {})};
}

Result<void> check_change(const directory::Transaction& transaction, const model::Group& group,
                          const GroupDraft& draft, const OrganisationSettings& settings)
{
    const bool renames = !draft.external_id.empty() && draft.external_id != group.external_id;
    if (!renames && !draft.name && !draft.size && draft.extended.empty()) {
        return refuse(group_problems::nothing_to_update);
    }
    if (draft.size) TRY(check_size(*draft.size, settings));
    if (renames) TRY(check_free(transaction, draft.external_id, group.id));
    return {};
}

Result<SavedGroup> update(directory::Transaction& transaction, const GroupReference& target,
                          const GroupDraft& draft, const OrganisationSettings& settings)
{
    const auto found =
        TRY(find_group(transaction.rows(), transaction.tenant(), target, AcceptedStates::active));
    TRY(check_change(transaction, found, draft, settings));
    Issues warnings;
    const auto edit = [&](model::Group& group) -> Result<void> {
        const std::string name(draft.name ? *draft.name : name_of(group));
        if (!draft.external_id.empty()) group.external_id = draft.external_id;
        if (draft.size) group.capacity = draft.size;
        // A group without a name shows its external id as its name: that may have just changed.
        if (draft.name || name.empty()) set_name(group, name);
        warnings = TRY(merge_fields(transaction, draft.extended, settings, group));
        return {};
    };
    auto group = TRY(directory::update_group(transaction, found.id, edit));
    return SavedGroup{std::move(group), std::move(warnings)};
}

} // namespace

Result<std::string> create_group(RequestContext& call)
{
    const auto body = TRY(read_details(call));
    const auto draft = TRY(read_group(body));
    const auto settings = settings_of(call.tenant);
    TRY(check_new(draft, settings));
    const auto created =
        TRY(with_group_problems(call.write([&](directory::Transaction& transaction) {
            return create(transaction, draft, settings);
        })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").integer(model::shown_id(created.group, dialect_name));
    write_issues(out, "warnings", created.warnings);
    out.end_object();
    return answer;
}

Result<std::string> update_group(RequestContext& call)
{
    const auto body = TRY(read_details(call));
    auto draft = TRY(read_group(body));
    const auto target = TRY(target_of(body, draft));
    const auto settings = settings_of(call.tenant);
    const auto saved = TRY(with_group_problems(call.write([&](directory::Transaction& transaction) {
        return update(transaction, target, draft, settings);
    })));
    return write_updated(call, saved.group, saved.warnings);
}

Result<std::string> get_group(RequestContext& call)
{
    const auto name = TRY(group_reference_of(call));
    const auto group = TRY(find_group(call.rows(), call.tenant.id, name, AcceptedStates::any));
    return write_details(call, group);
}

Result<std::string> delete_group(RequestContext& call)
{
    const auto name = TRY(group_reference_without_primary_of(call));
    TRY(with_group_problems(call.write([&](directory::Transaction& transaction) -> Result<void> {
        const auto group =
            TRY(find_group(transaction.rows(), transaction.tenant(), name, AcceptedStates::live));
        return directory::remove_group(transaction, group.id);
    })));
    return std::string(R"({"warnings":[]})");
}

} // namespace muster::dialects::capillary
