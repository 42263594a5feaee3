// Each kind of row has its own way back. What was changed after the job stays.
#include "jobs/undo/undo_row.h"

#include <algorithm>
#include <tuple>

#include "directory/customers.h"
#include "directory/memberships.h"
#include "model/logged_value.h"
#include "model/lookup.h"

namespace muster::jobs {

namespace {

using directory::Transaction;
using model::Customer;
using model::Group;
using model::Membership;

muster::Failure not_as_left(std::string message)
{
    return fail(Code::conflict, "row", std::move(message));
}

muster::Failure changed_since() { return not_as_left("was changed after the job"); }

// The history was read before the write. What this write has done to the row itself (a home group)
// does not count.
bool is_as_read(Transaction& transaction, const RowHistory& history, model::Revision now)
{
    return now == history.newest || now == transaction.writer().next_revision();
}

// Memberships that began after the job would end with the customer.
Result<void> check_memberships(const std::vector<Membership>& memberships, const JobRevisions& job)
{
    for (const auto& membership : memberships) {
        if (!job.contains(membership.revision)) {
            return not_as_left("is in a group since the job, or in another way");
        }
    }
    return {};
}

Result<UndoOutcome> remove_created(Transaction& transaction, const Customer& now,
                                   const ChangedRow& row, const JobRevisions& job, UndoneUses& uses)
{
    if (now.removed_at) return UndoOutcome::unchanged;
    if (row.history->refusal) return fail(*row.history->refusal);
    if (!is_as_read(transaction, *row.history, now.revision)) return changed_since();
    const auto memberships =
        TRY(directory::memberships_of(transaction.rows(), transaction.tenant(), now.id));
    TRY(check_memberships(memberships, job));
    TRY(directory::remove_customer(transaction, now.id));
    for (const auto& membership : memberships) ++uses.members[membership.group];
    for (const auto& [key, value] : now.fields) ++uses.values[key];
    return UndoOutcome::removed;
}

Result<UndoOutcome> undo_customer(Transaction& transaction, const ChangedRow& row,
                                  const JobRevisions& job, UndoneUses& uses)
{
    const auto now = TRY(transaction.get(model::CustomerId{row.ref.id}));
    if (row.history->was_created) return remove_created(transaction, now, row, job, uses);
    if (row.history->earlier.empty()) return UndoOutcome::nothing;
    if (now.removed_at) return not_as_left("was erased after the job");
    auto earlier = now;
    row.history->earlier.set(earlier);
    if (model::changed_members(now, earlier).none()) return UndoOutcome::unchanged;
    if (row.history->refusal) return fail(*row.history->refusal);
    if (!is_as_read(transaction, *row.history, now.revision)) return changed_since();
    TRY(directory::restore_customer(transaction, now, earlier));
    for (const auto& [key, value] : now.fields) {
        if (earlier.fields.find(key) == nullptr) ++uses.values[key];
    }
    return UndoOutcome::restored;
}

// A job changes a group only by what follows from its members.
Result<UndoOutcome> undo_group(Transaction& transaction, const ChangedRow& row)
{
    if (row.history->was_created || row.history->earlier.empty()) return UndoOutcome::nothing;
    const auto now = TRY(transaction.get(model::GroupId{row.ref.id}));
    if (now.removed_at) return not_as_left("was removed after the job");
    auto earlier = now;
    row.history->earlier.set(earlier);
    if (model::changed_members(now, earlier).none()) return UndoOutcome::unchanged;
    if (row.history->refusal) return fail(*row.history->refusal);
    if (!is_as_read(transaction, *row.history, now.revision)) return changed_since();
    TRY(transaction.update(now, std::move(earlier)));
    return UndoOutcome::restored;
}

Result<UndoOutcome> undo_membership(Transaction& transaction, const ChangedRow& row,
                                    UndoneUses& uses)
{
    const model::GroupId group{row.ref.id};
    const model::CustomerId customer{row.ref.customer};
    const auto now =
        model::find_membership(transaction.rows(), transaction.tenant(), group, customer);
    // By rule: no row, and it follows from the customer.
    if (!now && now.error().code == Code::not_found) return UndoOutcome::nothing;
    if (!now) return fail(now.error());
    const bool was_live = row.first == model::Action::removed;
    if (!was_live && TRY(transaction.get(customer)).removed_at) return UndoOutcome::nothing;
    if (now->is_live() == was_live) return UndoOutcome::unchanged;
    if (now->revision != row.revision || row.first == model::Action::updated) {
        return changed_since();
    }
    if (was_live) {
        TRY(directory::resume_membership(transaction, *now, row.was_default));
        return UndoOutcome::joined;
    }
    TRY(directory::leave(transaction, group, customer));
    ++uses.members[group];
    return UndoOutcome::left;
}

} // namespace

std::vector<ChangedRow> changed_rows(model::TenantId tenant,
                                     const std::vector<model::Change>& changes)
{
    using Identity = std::tuple<model::Kind, std::int64_t, std::int64_t>;
    std::vector<ChangedRow> rows;
    std::map<Identity, bool> is_known;
    for (const auto& change : changes) {
        const bool is_undone = change.kind == model::Kind::customer ||
                               change.kind == model::Kind::group ||
                               change.kind == model::Kind::membership;
        const auto is_new = is_known.try_emplace({change.kind, change.id, change.customer}, true);
        if (!is_undone || !is_new.second) continue;
        auto& row = rows.emplace_back();
        row.ref = {change.kind, tenant, change.id, change.customer};
        row.revision = change.revision;
        row.first = change.action;
        if (change.kind == model::Kind::membership) {
            row.was_default =
                model::logged_value(change.before, "is_default") == model::Value{true};
        }
    }
    std::stable_partition(rows.begin(), rows.end(),
                          [](const ChangedRow& row) { return row.ref.kind == model::Kind::group; });
    return rows;
}

Result<UndoOutcome> undo_row(Transaction& transaction, const ChangedRow& row,
                             const JobRevisions& job, UndoneUses& uses)
{
    if (row.history && row.history->is_begun) return UndoOutcome::nothing;
    if (row.ref.kind == model::Kind::customer) return undo_customer(transaction, row, job, uses);
    if (row.ref.kind == model::Kind::group) return undo_group(transaction, row);
    return undo_membership(transaction, row, uses);
}

} // namespace muster::jobs
