// Runs an export: writes page after page, in the order of ids, into a file. The progress is stored
// each time the file was made durable, and an interrupted export continues there.
#include "base/pace.h"
#include "base/text.h"
#include "directory/dynamic.h"
#include "jobs/export_plan.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "model/schema.h"
#include "model/value.h"
#include "wire/csv.h"
#include "wire/plain_text.h"

namespace muster::jobs {

namespace {

constexpr std::int64_t page_rows = 500;
constexpr std::size_t store_every_bytes = 4 * 1024 * 1024;

// Spreadsheets run cells that begin like this.
bool is_like_formula(std::string_view cell)
{
    constexpr std::string_view signs = "=+-@\t\r";
    return !cell.empty() && signs.find(cell.front()) != signs.npos && !parse_number(cell);
}

class ExportRun {
public:
    ExportRun(JobRun& run, const CustomerJson& customer_json)
        : customer_json_(customer_json), run_(run), plan_(export_plan_of(run.job())),
          progress_(export_progress_of(run.job()))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        file_.emplace(TRY(JobFile::open(run_.file(content_file), JobFile::OpenMode::write)));
        TRY(read_columns());
        if (progress_.bytes == 0 && !plan_.is_ndjson) wire::write_csv_record(out_, plan_.columns);
        auto query = TRY(query_of());
        const auto matches = TRY(run_.rows().count(query));
        Pace pace;
        do {
            if (run_.stops()) return {};
            const auto page = TRY(run_.rows().page(query));
            for (const auto& row : page.rows) {
                write(std::get<model::Customer>(row));
                pace.step();
            }
            query.after = page.next;
            if (out_.size() >= store_every_bytes || !query.after) TRY(store(matches));
        } while (query.after);
        return {};
    }

private:
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

    void write(const model::Customer& customer)
    {
        progress_.last = customer.id.value;
        ++progress_.rows;
        if (plan_.is_ndjson) {
            JsonWriter json(out_);
            customer_json_.write(json, customer);
            out_ += '\n';
            return;
        }
        cells_.clear();
        for (const auto& name : plan_.columns) cells_.push_back(cell(customer, name));
        wire::write_csv_record(out_, cells_);
    }

    std::string cell(const model::Customer& customer, const std::string& name) const
    {
        model::Value value;
        if (const auto* member = model::find_member<model::Customer>(name)) {
            value = member->get(customer);
        } else if (const auto* found = customer.fields.find(name)) {
            value = *found;
        }
        auto text = wire::plain_text(value);
        if (plan_.for_spreadsheets && is_like_formula(text)) text.insert(0, 1, '\'');
        return text;
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
