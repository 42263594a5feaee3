// /v1/imports: imports are created, get their file in one call or in parts, and are shown.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/native.h"
#include "dialects/native/parameters.h"
#include "jobs/imports/import_content.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

using ImportView = JobView<jobs::ImportPlan, jobs::ImportProgress>;

std::int64_t size_of(const ImportView& view) { return view.job.size; }

constexpr auto import_table = wire::record(
    {"Import"}, wire::embed<job_of<ImportView>, job_head_record>(),
    wire::embed<&ImportView::plan, jobs::import_plan_record>(),
    wire::row<size_of>("size", wire::integer_codec).about("The bytes of the file that are here."),
    wire::embed<&ImportView::progress, jobs::import_progress_record>(),
    wire::embed<job_of<ImportView>, job_tail_record>());

void write_import(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const ImportView view{job, jobs::import_plan_of(job), jobs::import_progress_of(job)};
    wire::write_object(out, import_table, view, selection);
}

constexpr JobResource imports{jobs::import_name, "/v1/imports", import_record, write_import};
constexpr std::array uploading{JobStatus::uploading};

// The position of the parameter's word in `words`; 0 when it is absent.
template <std::size_t size>
Result<std::size_t> word_parameter(const RequestContext& call, std::string_view name,
                                   const std::array<std::string_view, size>& words)
{
    const auto text = call.request.parameter(name);
    if (!text) return std::size_t{0};
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : " or ") + std::string(word);
    return bad_parameter(name, "must be " + list);
}

// All values of a parameter that may be repeated.
std::vector<std::string> repeated_parameter(const RequestContext& call, std::string_view name)
{
    std::vector<std::string> values;
    for (const auto& parameter : call.request.query) {
        if (parameter.name == name) values.push_back(parameter.value);
    }
    return values;
}

std::string text_parameter(const RequestContext& call, std::string_view name)
{
    return std::string(call.request.parameter(name).value_or(""));
}

std::vector<std::string> words_parameter(const RequestContext& call, std::string_view name)
{
    std::vector<std::string> words;
    const auto text = text_parameter(call, name);
    for (const auto word : split(text, ',')) {
        if (!trim(word).empty()) words.emplace_back(trim(word));
    }
    return words;
}

// "E-Mail Address=email": a heading may contain '=', a member does not.
Result<std::vector<jobs::HeadingMap>> map_parameter(const RequestContext& call)
{
    std::vector<jobs::HeadingMap> map;
    for (const auto& text : repeated_parameter(call, "map")) {
        const auto sign = text.rfind('=');
        if (sign == text.npos || sign == 0 || sign + 1 == text.size()) {
            return bad_parameter("map", "must be HEADING=member, such as E-Mail Address=email");
        }
        const std::string member(trim(std::string_view(text).substr(sign + 1)));
        TRY(check_number("map", member));
        map.push_back({std::string(trim(text.substr(0, sign))), member});
    }
    return map;
}

Result<void> read_format(const RequestContext& call, jobs::ImportPlan& plan)
{
    using jobs::ImportFormat;
    plan.format =
        static_cast<ImportFormat>(TRY(word_parameter(call, "format", jobs::import_formats)));
    plan.finds_format = !call.request.parameter("format");
    if (plan.finds_format &&
        call.request.header("Content-Type").starts_with("application/x-ndjson")) {
        plan.format = ImportFormat::ndjson;
    }
    plan.delimiter = text_parameter(call, "delimiter");
    plan.encoding = text_parameter(call, "encoding");
    plan.map = TRY(map_parameter(call));
    plan.skip = repeated_parameter(call, "skip");
    return {};
}

Result<void> read_values(const RequestContext& call, jobs::ImportPlan& plan)
{
    auto& values = plan.values;
    values.nulls = words_parameter(call, "null");
    values.truths = words_parameter(call, "true");
    values.falsehoods = words_parameter(call, "false");
    values.date_order =
        static_cast<jobs::DateOrder>(TRY(word_parameter(call, "date_order", jobs::date_orders)));
    values.decimal_comma = TRY(flag_parameter(call, "decimal_comma"));
    values.country = text_parameter(call, "country");
    plan.keeps_blank = TRY(flag_parameter(call, "keep_blank"));
    plan.only_new = TRY(flag_parameter(call, "only_new"));
    plan.overwrites_consent = TRY(flag_parameter(call, "overwrite_consent"));
    plan.keeps_dates = TRY(flag_parameter(call, "keep_dates"));
    plan.groups_column = text_parameter(call, "groups_column");
    plan.creates_groups = TRY(flag_parameter(call, "create_groups"));
    return {};
}

Result<jobs::ImportPlan> read_import_plan(const RequestContext& call)
{
    jobs::ImportPlan plan;
    TRY(read_format(call, plan));
    TRY(read_values(call, plan));
    plan.removes = TRY(flag_parameter(call, "remove"));
    plan.mode =
        static_cast<directory::RowMode>(TRY(word_parameter(call, "mode", jobs::import_modes)));
    plan.declares = TRY(flag_parameter(call, "declare"));
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    plan.key = text_parameter(call, "key");
    for (const auto& key : plan.keys()) TRY(check_number("key", key));
    plan.group = TRY(group_parameter(call));
    plan.members = static_cast<jobs::ImportMembers>(
        TRY(word_parameter(call, "members", jobs::import_member_acts)));
    return at_parameters(jobs::check_plan(call.rows(), call.tenant.id, std::move(plan)));
}

Result<std::int64_t> offset_parameter(const RequestContext& call)
{
    const auto text = call.request.parameter("offset");
    if (!text) return bad_parameter("offset", "is required", Code::missing_field);
    const auto offset = parse_integer(*text);
    if (!offset || *offset < 0) return bad_parameter("offset", "must be a whole number from 0");
    return *offset;
}

muster::Failure wrong_offset(const Job& job)
{
    return bad_parameter("offset", "must be " + std::to_string(job.size) + ": go on there",
                         Code::conflict);
}

// Appends a part to the file. The bytes are durable before the job's size counts them, so a client
// whose upload broke off asks for the size and continues there.
Result<Job> store_part(const RequestContext& call, model::JobId id, std::int64_t offset,
                       bool is_last)
{
    const auto folder = folder_of(call, id);
    TRY(folder.create());
    const auto file =
        TRY(jobs::JobFile::open(folder.file(jobs::content_file), jobs::JobFile::OpenMode::write));
    TRY(file.lock());
    const auto job = TRY(model::get(call.rows(), call.tenant.id, id));
    if (job.status != JobStatus::uploading) {
        return fail(Code::conflict, "status", "the file is complete already");
    }
    if (offset != job.size) return wrong_offset(job);
    const auto& part = call.request.body;
    const auto size = offset + static_cast<std::int64_t>(part.size());
    if (size > limits::job_file_bytes) {
        return fail(Code::too_large, "content",
                    "at most " + std::to_string(limits::job_file_bytes) + " bytes");
    }
    TRY(jobs::take_file_room(call.services.jobs_folder, call.tenant.id, part.size(),
                             call.directory().quotas()));
    TRY(file.write(offset, part));
    TRY(file.sync());
    return call.write([&](directory::Transaction& transaction) {
        return directory::update_job(transaction, id, uploading, [&](Job& changed) {
            changed.size = size;
            if (is_last) changed.status = JobStatus::waiting;
            return Result<void>{};
        });
    });
}

} // namespace

const wire::AnyRecord& import_record() { return import_table; }

HandlerResult create_import(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    Job draft;
    draft.dialect = native_name;
    draft.work = jobs::import_name;
    draft.status = JobStatus::uploading;
    draft.options = text_of(TRY(read_import_plan(call)));
    const bool is_last = TRY(flag_parameter(call, "complete"));
    const bool has_file = !call.request.body.empty();
    std::optional<Job> job;
    auto response =
        TRY(write(call, [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            job = TRY(directory::create_job(transaction, draft));
            return WriteAnswer(reply_job(imports, *job, 201));
        }));
    if (!job || (!has_file && !is_last))
        return response; // an answer stored before, or the file comes in parts
    const bool is_whole = is_last || !call.request.parameter("complete").has_value();
    job = TRY(store_part(call, job->id, 0, is_whole));
    wake_workers(call);
    return reply_job(imports, *job, 201);
}

HandlerResult upload_import(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    const auto job = TRY(named_job(call, imports));
    const auto offset = TRY(offset_parameter(call));
    const bool is_last = TRY(flag_parameter(call, "complete"));
    const auto stored = TRY(store_part(call, job.id, offset, is_last));
    if (is_last) wake_workers(call);
    return reply_job(imports, stored);
}

HandlerResult show_refused(RequestContext& call)
{
    const auto job = TRY(named_job(call, imports));
    const bool is_json = jobs::import_plan_of(job).format == jobs::ImportFormat::ndjson;
    return send_job_file(
        call, folder_of(call, job.id).file(jobs::refused_file),
        jobs::import_progress_of(job).refused_bytes, is_json ? "application/x-ndjson" : "text/csv",
        "import-" + std::to_string(job.id.value) + (is_json ? "-refused.ndjson" : "-refused.csv"));
}

HandlerResult list_imports(RequestContext& call) { return list_jobs(call, imports); }
HandlerResult get_import(RequestContext& call) { return get_job(call, imports); }
HandlerResult cancel_import(RequestContext& call)
{
    auto response = TRY(cancel_job(call, imports));
    const auto folder = folder_of(call, {TRY(path_id(call, "job"))});
    folder.remove(jobs::content_file);
    folder.remove(jobs::table_file);
    return response;
}
HandlerResult resume_import(RequestContext& call) { return resume_job(call, imports); }
HandlerResult remove_import(RequestContext& call) { return remove_job(call, imports); }

} // namespace muster::dialects::native
