// Runs a fill in pieces of customers, in the order of ids. Each piece is one write that also stores
// the progress, so that an interrupted fill continues exactly there. Only one piece is in memory.
#include <algorithm>
#include <optional>

#include "base/pace.h"
#include "directory/dynamic.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "jobs/fill_plan.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "model/lookup.h"
#include "wire/csv.h"

namespace muster::jobs {

namespace {

// Another write was quicker: the membership is already as the fill wants it, or the customer was
// removed.
bool is_done_already(const Error& error)
{
    return error.code == Code::already_exists || error.code == Code::not_found;
}

// The group is full or inactive: the customer is listed as refused.
bool is_of_customer(const Error& error)
{
    return error.code == Code::full || error.code == Code::conflict;
}

class FillRun {
public:
    explicit FillRun(JobRun& run)
        : run_(run), plan_(fill_plan_of(run.job())), progress_(fill_progress_of(run.job()))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        rule_ = TRY(directory::read_stored_rule(run_.rows(), run_.tenant(), plan_.where));
        TRY(measure());
        if (plan_.is_rehearsal) return rehearse();
        TRY(run_.folder().create());
        refused_.emplace(TRY(run_.open_alone(refused_file, progress_.refused_bytes)));
        const auto steps = steps_of(plan_.mode);
        while (progress_.step < std::ssize(steps)) {
            TRY(run_step(steps[static_cast<std::size_t>(progress_.step)]));
            if (run_.stops()) return {};
            ++progress_.step;
            progress_.after = 0;
        }
        return {};
    }

private:
    model::Query query_of(FillStep step) const
    {
        const bool matches = step != FillStep::drop_others;
        const bool is_in = step != FillStep::join_matching;
        auto matching = model::satisfies(rule_);
        auto members = model::member_of({plan_.group.value});
        model::Query query;
        query.kind = model::Kind::customer;
        query.tenant = run_.tenant();
        query.filter =
            model::all_of({matches ? std::move(matching) : model::negate(std::move(matching)),
                           is_in ? std::move(members) : model::negate(std::move(members))});
        query.limit = static_cast<std::int64_t>(limits::fill_rows);
        if (progress_.after != 0) query.after = model::Cursor{{}, progress_.after};
        return query;
    }

    // How many customers the fill looks at in total, those of an earlier run included.
    Result<void> measure()
    {
        if (plan_.is_rehearsal) progress_ = {};
        size_ = progress_.rows;
        const auto steps = steps_of(plan_.mode).subspan(static_cast<std::size_t>(progress_.step));
        for (const auto step : steps) size_ += TRY(run_.rows().count(query_of(step)));
        return {};
    }

    // A dry run counts without writing: how many would join, leave, and find the group full.
    Result<void> rehearse()
    {
        for (const auto step : steps_of(plan_.mode)) {
            auto& count = step == FillStep::join_matching ? progress_.joined : progress_.left;
            count += TRY(run_.rows().count(query_of(step)));
        }
        progress_.rows = progress_.joined + progress_.left;
        const auto group = TRY(model::live_group(run_.rows(), run_.tenant(), plan_.group));
        const auto room = room_in(group);
        progress_.refused = std::max<std::int64_t>(progress_.joined - room, 0);
        progress_.joined -= progress_.refused;
        return run_.persist([&] {
            return run_.write([&](directory::Transaction& transaction) {
                return run_.note_rows(transaction, progress_.rows, size_, text_of(progress_));
            });
        });
    }

    // Free places after the removals of this fill.
    std::int64_t room_in(const model::Group& group) const
    {
        if (group.status != model::GroupStatus::active) return 0;
        if (!group.capacity) return progress_.joined;
        return std::max<std::int64_t>(*group.capacity - group.member_count + progress_.left, 0);
    }

    Result<void> run_step(FillStep step)
    {
        auto query = query_of(step);
        do {
            if (run_.stops()) return {};
            const auto page = TRY(run_.rows().page(query));
            query.after = page.next;
            if (page.rows.empty()) continue;
            const WriteTurn turn;
            TRY(write_piece(step, page.rows));
            if (progress_.after == model::row_id(page.rows.back())) continue;
            query.after = model::Cursor{{}, progress_.after};
            turn.give_way();
        } while (query.after);
        return {};
    }

    // One write. It takes the customers one after the other, until other writers wait.
    Result<void> write_piece(FillStep step, const std::vector<model::Entity>& customers)
    {
        FillProgress progress;
        TRY(run_.persist([&] {
            return run_.write([&](directory::Transaction& transaction) -> Result<void> {
                progress = progress_;
                TRY(change(transaction, step, customers, progress));
                if (progress.joined + progress.left != progress_.joined + progress_.left) {
                    TRY(run_.note_revision(transaction, progress.revisions));
                }
                return run_.note_rows(transaction, progress.rows, size_, text_of(progress));
            });
        }));
        progress_ = progress;
        return {};
    }

    Result<void> change(directory::Transaction& transaction, FillStep step,
                        const std::vector<model::Entity>& customers, FillProgress& progress) const
    {
        const auto group = TRY(model::live_group(transaction.rows(), run_.tenant(), plan_.group));
        TRY(directory::check_joinable_by_hand(
            group)); // fails the fill, instead of refusing every customer
        std::string refused;
        std::size_t looked_at = 0;
        Pace pace;
        for (const auto& row : customers) {
            if (ends_for_others(transaction, looked_at++)) break;
            pace.step();
            const auto customer = std::get<model::Customer>(row).id;
            ++progress.rows;
            progress.after = customer.value;
            const auto done = change_one(transaction, step, customer);
            if (done) {
                ++(step == FillStep::join_matching ? progress.joined : progress.left);
            } else if (is_of_customer(done.error())) {
                ++progress.refused;
                list_refused(customer, done.error(), refused);
            } else if (!is_done_already(done.error())) {
                return done;
            }
        }
        return write_refused(refused, progress);
    }

    Result<void> change_one(directory::Transaction& transaction, FillStep step,
                            model::CustomerId customer) const
    {
        if (step != FillStep::join_matching)
            return directory::leave(transaction, plan_.group, customer);
        TRY(directory::join(transaction, plan_.group, customer));
        return {};
    }

    static void list_refused(model::CustomerId customer, const Error& error, std::string& out)
    {
        wire::write_csv_record(
            out, std::vector<std::string>{std::to_string(customer.value), error.subject,
                                          std::string(name_of(error.code)), error.message});
    }

    // An import takes the file as it is: it reads the column `id` and ignores the others.
    Result<void> write_refused(std::string refused, FillProgress& progress) const
    {
        if (refused.empty()) return {};
        if (progress.refused_bytes == 0) {
            refused.insert(0, "id,refused_field,refused_reason,refused_right\r\n");
        }
        TRY(refused_->write(progress.refused_bytes, refused));
        TRY(refused_->sync());
        progress.refused_bytes += static_cast<std::int64_t>(refused.size());
        return {};
    }

    JobRun& run_;
    const FillPlan plan_;
    FillProgress progress_; // as of the last commit
    rule::RuleRef rule_;
    std::int64_t size_ = 0;
    std::optional<JobFile> refused_;
};

} // namespace

JobKind fill_kind(std::string_view dialect)
{
    JobKind kind{dialect, fill_name, &changing_queue,
                 [](JobRun& job) { return FillRun(job).run(); }};
    kind.forget_people = [](model::Job& job) {
        auto plan = fill_plan_of(job);
        plan.where.clear();
        job.options = text_of(plan);
    };
    return kind;
}

JobKind snapshot_kind(std::string_view dialect)
{
    auto kind = fill_kind(dialect);
    kind.name = snapshot_name;
    kind.begins_in_call = true;
    return kind;
}

} // namespace muster::jobs
