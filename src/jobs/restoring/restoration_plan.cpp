// Reads the log from the removal of the group on, in the order in which memberships ended.
#include "jobs/restoring/restoration_plan.h"

#include <algorithm>

#include "jobs/job_run.h"

namespace muster::jobs {

namespace {

using directory::ReturnedMembers;
using wire::integer_codec;
using wire::row;

constexpr auto restoration_plan_table =
    wire::record({}, row<&RestorationPlan::group>("group_id", integer_codec),
                 row<&RestorationPlan::removal>("removal", integer_codec),
                 wire::values<&RestorationPlan::dropped_fields>("fields", wire::text_codec));

constexpr auto returned_members_table = wire::partial_record(
    {},
    row<&ReturnedMembers::returned>("memberships", integer_codec)
        .about("Memberships that go on as they were."),
    row<&ReturnedMembers::not_default>("not_default", integer_codec)
        .about("Of these: were the customer's home group, and are not, because the customer has "
               "another one now."),
    row<&ReturnedMembers::erased>("erased", integer_codec)
        .about("Left out: customers who were erased since."),
    row<&ReturnedMembers::merged>("merged", integer_codec)
        .about("Left out: customers who were merged into others."),
    row<&ReturnedMembers::expired>("expired", integer_codec)
        .about("Left out: memberships whose end has come."),
    row<&ReturnedMembers::full>("full", integer_codec)
        .about("Left out: the group has its capacity."),
    row<&ReturnedMembers::changed>("changed", integer_codec)
        .about("Left alone: customers who joined the group themselves meanwhile."));

constexpr auto restoration_progress_table =
    wire::record({}, row<&RestorationProgress::after>("after", integer_codec),
                 row<&RestorationProgress::place>("place", integer_codec),
                 row<&RestorationProgress::is_over>("over", wire::boolean_codec),
                 wire::embed<&RestorationProgress::members, returned_members_record>());

} // namespace

const wire::Record<ReturnedMembers>& returned_members_record() { return returned_members_table; }

std::string text_of(const RestorationPlan& plan)
{
    return wire::stored_text(restoration_plan_table, plan);
}

RestorationPlan restoration_plan_of(const model::Job& job)
{
    return wire::restored(restoration_plan_table, job.options);
}

std::string text_of(const RestorationProgress& progress)
{
    return wire::stored_text(restoration_progress_table, progress);
}

RestorationProgress restoration_progress_of(const model::Job& job)
{
    return wire::restored(restoration_progress_table, job.progress);
}

RestorationProgress first_progress(const RestorationPlan& plan)
{
    RestorationProgress progress;
    progress.after = plan.removal - 1;
    return progress;
}

Result<RestorationProgress> MemberReturn::return_some(directory::Transaction& transaction) const
{
    auto progress = progress_;
    std::size_t done = 0;
    while (!progress.is_over) {
        const auto ended = TRY(directory::read_ended(transaction.rows(), transaction.tenant(),
                                                     plan_.group, progress.after));
        auto next = std::min(static_cast<std::size_t>(progress.place), ended.size());
        for (; next < ended.size(); ++next, ++done, ++progress.place) {
            if (done >= limits::members_at_once || ends_for_others(transaction, done)) {
                return progress;
            }
            TRY(directory::return_member(transaction, plan_.group, ended[next], progress.members));
        }
        progress.is_over = ended.empty();
        if (progress.is_over) break;
        progress.after = ended.front().revision;
        progress.place = 0;
    }
    return progress;
}

} // namespace muster::jobs
