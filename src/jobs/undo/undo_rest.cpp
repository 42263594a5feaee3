// A group or field that is named by a rule, has members or values, or was changed since, remains.
#include "jobs/undo/undo_rest.h"

#include "directory/fields.h"
#include "directory/groups.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::jobs {

namespace {

using directory::RulesThatName;
using directory::Transaction;

using Uses = std::optional<UndoneUses>;

// Whether it is gone. A rule that names it is no error here.
template <class Removal>
Result<bool> is_removed(const Removal& removal)
{
    if (removal) return true;
    if (removal.error().code == Code::conflict) return false;
    return fail(removal.error());
}

template <class Counts, class Key>
std::int64_t count_of(const Counts& counts, const Key& key)
{
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
}

// nullopt: there is none any more.
Result<std::optional<bool>> remove_group(Transaction& transaction, const std::string& name,
                                         const JobRevisions& job, const Uses& uses)
{
    constexpr auto named = RulesThatName::refuse_removal;
    const auto group = model::find<model::Group>(transaction.rows(),
                                                 model::group_name_key(transaction.tenant(), name));
    if (!group && group.error().code == Code::not_found) return std::optional<bool>{};
    if (!group) return fail(group.error());
    const auto ended = uses ? count_of(uses->members, group->id) : 0;
    if (group->member_count > ended || !job.contains(group->revision)) return std::optional(false);
    if (uses) {
        return std::optional(
            TRY(is_removed(directory::check_group_removal(transaction, group->id, {}, named))));
    }
    return std::optional(
        TRY(is_removed(directory::remove_group(transaction, group->id, {}, named))));
}

// `ended`: as many customers lose their value.
Result<bool> has_more_values(Transaction& transaction, const model::CustomField& field,
                             std::int64_t ended)
{
    if (ended == 0) return directory::has_values(transaction, field);
    model::Query query;
    query.kind = model::Kind::customer;
    query.tenant = transaction.tenant();
    query.filter = model::negate(model::has_no("fields." + field.key));
    return TRY(transaction.rows().count(query)) > ended;
}

Result<std::optional<bool>> remove_field(Transaction& transaction, const std::string& key,
                                         const JobRevisions& job, const Uses& uses)
{
    constexpr auto named = RulesThatName::refuse_removal;
    const auto* declared = TRY(transaction.declared());
    const auto* found = declared->find(model::FieldEntity::customer, key);
    if (found == nullptr) return std::optional<bool>{};
    const auto field = *found; // a removal forgets the declared fields
    const auto ended = uses ? count_of(uses->values, field.key) : 0;
    if (!job.contains(field.revision) || TRY(has_more_values(transaction, field, ended))) {
        return std::optional(false);
    }
    if (uses) {
        return std::optional(
            TRY(is_removed(directory::check_field_removal(transaction, field.id, {}, named))));
    }
    return std::optional(
        TRY(is_removed(directory::remove_field(transaction, field.id, {}, named))));
}

} // namespace

Result<void> remove_if_unused(Transaction& transaction, const UndoneJob& undone,
                              const JobRevisions& job, const Uses& uses, std::size_t place,
                              UndoProgress& progress)
{
    const auto groups = undone.groups.size();
    if (place < groups) {
        const auto& name = undone.groups[place];
        const auto gone = TRY(remove_group(transaction, name, job, uses));
        if (gone) (*gone ? progress.removed_groups : progress.remaining_groups).push_back(name);
        return {};
    }
    const auto& key = undone.fields[place - groups];
    const auto gone = TRY(remove_field(transaction, key, job, uses));
    if (gone) (*gone ? progress.removed_fields : progress.remaining_fields).push_back(key);
    return {};
}

} // namespace muster::jobs
