// Reads, writes and judges plans of exports. Knows no file.
#include "jobs/export_plan.h"

#include <algorithm>
#include <array>

#include "jobs/import_columns.h"
#include "model/lookup.h"
#include "wire/stored_json.h"

namespace muster::jobs {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

constexpr std::array<std::string_view, 3> server_columns{"home_group_id", "created_at",
                                                         "updated_at"};

Result<void> check_group_exists(const model::Rows& rows, model::TenantId tenant, model::GroupId id)
{
    const auto group = model::live_group(rows, tenant, id);
    if (group) return {};
    if (group.error().code != Code::not_found) return fail(group.error());
    return fail(Code::not_found, "group", "must be the id of a group");
}

Result<void> check_columns(const model::Rows& rows, model::TenantId tenant, const ExportPlan& plan)
{
    if (plan.columns.empty()) return {};
    const auto declared = TRY(model::load_declared(rows, tenant));
    const auto known = export_columns(declared);
    for (const auto& name : plan.columns) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return fail(Code::unknown_field, "columns", "there is no " + name);
        }
    }
    return {};
}

} // namespace

std::vector<std::string> export_columns(const model::DeclaredFields& declared)
{
    std::vector<std::string> names{"id"};
    names.insert(names.end(), core_columns().begin(), core_columns().end());
    names.insert(names.end(), server_columns.begin(), server_columns.end());
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        names.push_back(field->key);
    }
    return names;
}

void write_plan(JsonWriter& out, const ExportPlan& plan)
{
    out.name("format").text(plan.is_ndjson ? "ndjson" : "csv");
    out.name("group_id");
    plan.group ? out.integer(plan.group.value) : out.null();
    out.name("where");
    plan.where.empty() ? out.null() : out.text(plan.where);
    out.name("columns").begin_array();
    for (const auto& column : plan.columns) out.text(column);
    out.end_array();
    out.name("spreadsheet").boolean(plan.for_spreadsheets);
}

std::string text_of(const ExportPlan& plan)
{
    return object_text([&](JsonWriter& out) { write_plan(out, plan); });
}

ExportPlan export_plan_of(const model::Job& job)
{
    const Json json = stored_json(job.options);
    ExportPlan plan;
    plan.is_ndjson = text_in(json, "format") == "ndjson";
    plan.group = {integer_in(json, "group_id")};
    plan.where = text_in(json, "where");
    plan.for_spreadsheets = flag_in(json, "spreadsheet");
    const Json* columns = json.find("columns");
    if (columns == nullptr || !columns->is_array()) return plan;
    for (const auto& column : *columns->as_array()) plan.columns.push_back(*column.as_text());
    return plan;
}

std::string text_of(const ExportProgress& progress)
{
    return object_text([&](JsonWriter& out) {
        out.name("rows").integer(progress.rows);
        out.name("bytes").integer(progress.bytes);
        out.name("last").integer(progress.last);
    });
}

ExportProgress export_progress_of(const model::Job& job)
{
    const Json json = stored_json(job.progress);
    return {integer_in(json, "rows"), integer_in(json, "bytes"), integer_in(json, "last")};
}

Result<void> check_plan(const model::Rows& rows, model::TenantId tenant, const ExportPlan& plan)
{
    if (plan.group) TRY(check_group_exists(rows, tenant, plan.group));
    TRY(check_columns(rows, tenant, plan));
    if (plan.is_ndjson && (!plan.columns.empty() || plan.for_spreadsheets)) {
        return fail(Code::invalid_value, "format", "must be csv with columns or spreadsheet");
    }
    return {};
}

} // namespace muster::jobs
