// Removes customers in pieces, in the order of ids. Each piece is one write that also stores the
// progress, so that an interrupted removal continues exactly there. Each customer is erased as by
// the removal of one (promise 10).
#include "base/pace.h"
#include "directory/customers.h"
#include "directory/dynamic.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "jobs/removal_plan.h"

namespace muster::jobs {

namespace {

class RemovalRun {
public:
    explicit RemovalRun(JobRun& run)
        : run_(run), plan_(removal_plan_of(run.job())), progress_(removal_progress_of(run.job()))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        TRY(check_plan(run_.rows(), run_.tenant(), plan_)); // the group may be gone by now
        if (!plan_.where.empty()) {
            rule_ = TRY(directory::read_stored_rule(run_.rows(), run_.tenant(), plan_.where));
        }
        if (plan_.is_rehearsal) return rehearse();
        size_ = progress_.rows + TRY(run_.rows().count(query()));
        auto pages = query();
        do {
            if (run_.stops()) return {};
            const auto page = TRY(run_.rows().page(pages));
            pages.after = page.next;
            if (page.rows.empty()) continue;
            const WriteTurn turn;
            TRY(remove(page.rows));
            if (progress_.after == model::row_id(page.rows.back())) continue;
            pages.after = model::Cursor{{}, progress_.after};
            turn.give_way();
        } while (pages.after);
        return {};
    }

private:
    model::Query query() const
    {
        std::vector<model::Filter> parts;
        if (rule_) parts.push_back(model::satisfies(rule_));
        if (plan_.group) parts.push_back(model::member_of({plan_.group.value}));
        model::Query query;
        query.kind = model::Kind::customer;
        query.tenant = run_.tenant();
        query.filter = model::all_of(std::move(parts));
        query.limit = static_cast<std::int64_t>(limits::fill_rows);
        if (progress_.after != 0) query.after = model::Cursor{{}, progress_.after};
        return query;
    }

    // A dry run counts without writing.
    Result<void> rehearse()
    {
        progress_ = {};
        progress_.removed = progress_.rows = TRY(run_.rows().count(query()));
        return run_.persist([&] {
            return run_.write([&](directory::Transaction& transaction) {
                return run_.note_rows(transaction, progress_.rows, size_, text_of(progress_));
            });
        });
    }

    // One write. It takes the customers one after the other, until other writers wait.
    Result<void> remove(const std::vector<model::Entity>& customers)
    {
        RemovalProgress progress;
        TRY(run_.persist([&] {
            return run_.write([&](directory::Transaction& transaction) -> Result<void> {
                progress = progress_;
                std::size_t looked_at = 0;
                Pace pace;
                for (const auto& row : customers) {
                    if (ends_for_others(transaction, looked_at++)) break;
                    pace.step();
                    const auto id = std::get<model::Customer>(row).id;
                    ++progress.rows;
                    progress.after = id.value;
                    const auto done = directory::remove_customer(transaction, id);
                    if (done) ++progress.removed;
                    // Somebody else was quicker.
                    if (!done && done.error().code != Code::not_found) return done;
                }
                return run_.note_rows(transaction, progress.rows, size_, text_of(progress));
            });
        }));
        progress_ = progress;
        return {};
    }

    JobRun& run_;
    const RemovalPlan plan_;
    RemovalProgress progress_; // as of the last commit
    rule::RuleRef rule_{};
    std::int64_t size_ = 0;
};

} // namespace

JobKind removal_kind(std::string_view dialect)
{
    JobKind kind{dialect, removal_name, &changing_queue,
                 [](JobRun& job) { return RemovalRun(job).run(); }};
    kind.forget_people = [](model::Job& job) {
        auto plan = removal_plan_of(job);
        plan.where.clear();
        job.options = text_of(plan);
    };
    return kind;
}

} // namespace muster::jobs
