// Reads and writes plans of exports. Knows no file.
#include "dialects/native/jobs/export_plan.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/jobs/import_columns.h"
#include "dialects/native/parameters.h"
#include "directory/groups.h"
#include "model/lookup.h"
#include "rule/print.h"
#include "wire/stored_json.h"

namespace muster::dialects::native {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

constexpr std::array<std::string_view, 3> kept_columns{"home_group_id", "created_at", "updated_at"};

Result<model::GroupId> read_group(const RequestContext& call)
{
    const auto text = call.request.parameter("group");
    if (!text) return model::GroupId{};
    const auto group =
        model::live_group(call.rows(), call.tenant.id, {parse_integer(*text).value_or(0)});
    if (group) return group->id;
    if (group.error().code != Code::not_found) return fail(group.error());
    return bad_parameter("group", "must be the id of a group", Code::not_found);
}

// In the form that is kept: groups by id, whatever their names become.
Result<std::string> read_where(const RequestContext& call)
{
    const auto text = call.request.parameter("where");
    if (!text) return std::string{};
    TRY(finder_of(call));
    return rule::print(*TRY(rule_of_text(call, *text, "?where")));
}

Result<std::vector<std::string>> read_columns(const RequestContext& call)
{
    std::vector<std::string> columns;
    const auto text = call.request.parameter("columns");
    if (!text) return columns;
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto known = export_columns(declared);
    for (const auto name : split(*text, ',')) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return bad_parameter("columns", "there is no " + std::string(name),
                                 Code::unknown_field);
        }
        columns.emplace_back(name);
    }
    return columns;
}

} // namespace

std::vector<std::string> export_columns(const model::DeclaredFields& declared)
{
    std::vector<std::string> names{"id"};
    names.insert(names.end(), core_columns().begin(), core_columns().end());
    names.insert(names.end(), kept_columns.begin(), kept_columns.end());
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

Result<ExportPlan> read_export_plan(const RequestContext& call)
{
    ExportPlan plan;
    const auto format = call.request.parameter("format").value_or("csv");
    if (format != "csv" && format != "ndjson") {
        return bad_parameter("format", "must be csv or ndjson");
    }
    plan.is_ndjson = format == "ndjson";
    plan.group = TRY(read_group(call));
    plan.where = TRY(read_where(call));
    plan.columns = TRY(read_columns(call));
    plan.for_spreadsheets = TRY(flag_parameter(call, "spreadsheet"));
    if (plan.is_ndjson && (!plan.columns.empty() || plan.for_spreadsheets)) {
        return bad_parameter("format", "must be csv with columns or spreadsheet");
    }
    return plan;
}

} // namespace muster::dialects::native
