// Runs an export: writes page after page, in the order of ids, into a file. The progress is stored
// each time the file was made durable, and an interrupted export continues there.
#include <unordered_map>

#include "base/pace.h"
#include "directory/dynamic.h"
#include "directory/memberships.h"
#include "jobs/customer_rows.h"
#include "jobs/export_plan.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "jobs/table/cell_text.h"
#include "model/lookup.h"
#include "model/schema.h"
#include "wire/csv.h"
#include "wire/encoding.h"

namespace muster::jobs {

namespace {

constexpr std::int64_t page_rows = 500;
constexpr std::size_t store_every_bytes = 4 * 1024 * 1024;

// Without it Excel reads the file in the character set of the machine.

class ExportRun {
public:
    ExportRun(JobRun& run, const CustomerJson& customer_json)
        : customer_json_(customer_json), run_(run), plan_(export_plan_of(run.job())),
          progress_(export_progress_of(run.job()))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        file_.emplace(TRY(run_.open_alone(content_file, progress_.bytes)));
        TRY(read_columns());
        if (progress_.bytes == 0 && !plan_.is_ndjson) {
            if (plan_.for_spreadsheets) out_ += wire::utf8_mark;
            write_heading();
        }
        auto query = TRY(query_of());
        const auto matches = TRY(run_.rows().count(query));
        Pace pace;
        do {
            if (run_.stops()) return {};
            const auto page = TRY(run_.rows().page(query));
            for (const auto& row : page.rows) {
                TRY(write(std::get<model::Customer>(row)));
                pace.step();
            }
            query.after = page.next;
            if (out_.size() >= store_every_bytes || !query.after) TRY(store(matches));
        } while (query.after);
        return {};
    }

private:
    void write_heading()
    {
        cells_.clear();
        for (const auto& name : plan_.columns) {
            cells_.push_back(with_guard(name, plan_.for_spreadsheets));
        }
        wire::write_csv_record(out_, cells_);
    }

    // Fixes the columns, since the header of the file cannot change when fields are declared later.
    Result<void> read_columns()
    {
        if (!plan_.columns.empty() || plan_.is_ndjson) return {};
        const auto declared = TRY(model::load_declared(run_.rows(), run_.tenant()));
        plan_.columns = export_columns(declared);
        return run_.store([&](model::Job& job) {
            job.options = text_of(plan_);
            return Result<void>{};
        });
    }

    Result<model::Query> query_of() const
    {
        model::Query query;
        query.kind = model::Kind::customer;
        query.tenant = run_.tenant();
        query.limit = page_rows;
        std::vector<model::Filter> filters;
        if (plan_.group) filters.push_back(model::member_of({plan_.group.value}));
        if (!plan_.where.empty()) {
            auto rule = TRY(directory::read_stored_rule(run_.rows(), run_.tenant(), plan_.where));
            filters.push_back(model::satisfies(std::move(rule)));
        }
        query.filter = model::all_of(std::move(filters));
        if (progress_.last != 0) query.after = model::Cursor{{}, progress_.last};
        return query;
    }

    Result<void> write(const model::Customer& customer)
    {
        progress_.last = customer.id.value;
        ++progress_.rows;
        if (plan_.is_ndjson) {
            JsonWriter json(out_);
            customer_json_.write(json, customer);
            out_ += '\n';
            return {};
        }
        cells_.clear();
        for (const auto& name : plan_.columns) {
            auto text = cell_text(TRY(value_of(customer, name)));
            cells_.push_back(with_guard(std::move(text), plan_.for_spreadsheets));
        }
        wire::write_csv_record(out_, cells_);
        return {};
    }

    Result<model::Value> value_of(const model::Customer& customer, const std::string& name)
    {
        if (name.starts_with(number_prefix)) return number_value(name, customer);
        if (const auto* member = model::find_member<model::Customer>(name)) {
            return member->get(customer);
        }
        if (const auto* found = customer.fields.find(name)) return *found;
        if (name != groups_column) return model::Value{};
        model::TextList names;
        for (const auto& membership :
             TRY(directory::memberships_of(run_.rows(), run_.tenant(), customer.id))) {
            auto known = group_name(membership.group);
            if (!known && known.error().code == Code::not_found) continue; // removed meanwhile
            names.push_back(TRY(std::move(known)));
        }
        return names.empty() ? model::Value{} : model::Value{std::move(names)};
    }

    Result<std::string> group_name(model::GroupId group)
    {
        const auto known = group_names_.find(group.value);
        if (known != group_names_.end()) return known->second;
        auto name = TRY(model::live_group(run_.rows(), run_.tenant(), group)).name;
        return group_names_.emplace(group.value, std::move(name)).first->second;
    }

    // Makes the file durable, then stores how long it is.
    Result<void> store(std::int64_t matches)
    {
        TRY(run_.take_file_room(out_.size()));
        TRY(file_->write(progress_.bytes, out_));
        TRY(file_->sync());
        progress_.bytes += static_cast<std::int64_t>(out_.size());
        out_.clear();
        return run_.store([&](model::Job& job) {
            job.place = progress_.rows;
            job.size = std::max(matches, progress_.rows); // more may match since then
            job.progress = text_of(progress_);
            return Result<void>{};
        });
    }

    const CustomerJson& customer_json_;
    JobRun& run_;
    ExportPlan plan_;
    ExportProgress progress_; // includes what is in out_
    std::optional<JobFile> file_;
    std::string out_; // not yet in the file
    std::vector<std::string> cells_;
    std::unordered_map<std::int64_t, std::string> group_names_;
};

} // namespace

JobKind export_kind(std::string_view dialect, const CustomerJson& customer_json)
{
    const auto run = [&customer_json](JobRun& job) { return ExportRun(job, customer_json).run(); };
    JobKind kind{dialect, export_name, &reading_queue, run};
    kind.forget_people = [](model::Job& job) {
        auto plan = export_plan_of(job);
        plan.where.clear();
        job.options = text_of(plan);
    };
    return kind;
}

} // namespace muster::jobs
