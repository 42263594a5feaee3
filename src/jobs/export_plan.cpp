// Reads, writes and judges plans of exports. Knows no file.
#include "jobs/export_plan.h"

#include <algorithm>
#include <array>

#include "jobs/customer_rows.h"
#include "jobs/import_columns.h"
#include "model/lookup.h"
#include "model/name_form.h"
#include "wire/names.h"

namespace muster::jobs {

namespace {

using wire::Absent;
using wire::row;

constexpr auto export_plan_table = wire::record(
    {}, wire::named<&ExportPlan::is_ndjson, export_formats>("format").about("Of the file."),
    row<&ExportPlan::group>("group_id", wire::integer_codec)
        .with(Absent::null)
        .about("Only the members of this group."),
    row<&ExportPlan::where>("where", wire::text_codec)
        .with(Absent::null)
        .about("Only customers for whom this rule is true."),
    wire::values<&ExportPlan::columns>("columns", wire::text_codec)
        .about("Of CSV; empty: all that exist when the export begins."),
    row<&ExportPlan::for_spreadsheets>("spreadsheet", wire::boolean_codec)
        .about("For Excel: a byte order mark, and a quote before cells that it would run as "
               "formulas."));

constexpr auto export_progress_table =
    wire::record({}, row<&ExportProgress::rows>("rows", wire::integer_codec),
                 row<&ExportProgress::bytes>("bytes", wire::integer_codec),
                 row<&ExportProgress::last>("last", wire::integer_codec));

constexpr std::array<std::string_view, 3> server_columns{"home_group_id", "created_at",
                                                         "updated_at"};

Result<void> check_group_exists(const model::Rows& rows, model::TenantId tenant, model::GroupId id)
{
    const auto group = model::live_group(rows, tenant, id);
    if (group) return {};
    if (group.error().code != Code::not_found) return fail(group.error());
    return fail(Code::not_found, "group", "must be the id of a group");
}

// The column that is called so, in any spelling of the name; empty when there is none.
std::string column_named(const std::vector<std::string>& known,
                         const model::DeclaredFields& declared, const std::string& name)
{
    if (std::find(known.begin(), known.end(), name) != known.end()) return name;
    if (const auto api = number_api(name); !api.empty()) return std::string(number_prefix) + api;
    const auto form = model::name_form(name);
    if (std::find(known.begin(), known.end(), form) != known.end()) return form; // of a member
    const auto* field = declared.named(model::FieldEntity::customer, name);
    return field == nullptr ? std::string{} : field->key;
}

Result<void> name_columns(const model::Rows& rows, model::TenantId tenant, ExportPlan& plan)
{
    if (plan.columns.empty()) return {};
    const auto declared = TRY(model::load_declared(rows, tenant));
    auto known = export_columns(declared);
    known.emplace_back(groups_column);
    for (auto& name : plan.columns) {
        auto column = column_named(known, declared, name);
        if (column.empty()) return fail(Code::unknown_field, "columns", "there is no " + name);
        name = std::move(column);
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

const wire::Record<ExportPlan>& export_plan_record() { return export_plan_table; }

std::string text_of(const ExportPlan& plan) { return wire::stored_text(export_plan_table, plan); }

ExportPlan export_plan_of(const model::Job& job)
{
    return wire::restored(export_plan_table, job.options);
}

std::string text_of(const ExportProgress& progress)
{
    return wire::stored_text(export_progress_table, progress);
}

ExportProgress export_progress_of(const model::Job& job)
{
    return wire::restored(export_progress_table, job.progress);
}

Result<ExportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ExportPlan plan)
{
    if (plan.group) TRY(check_group_exists(rows, tenant, plan.group));
    TRY(name_columns(rows, tenant, plan));
    if (plan.is_ndjson && (!plan.columns.empty() || plan.for_spreadsheets)) {
        return fail(Code::invalid_value, "format", "must be csv with columns or spreadsheet");
    }
    return plan;
}

} // namespace muster::jobs
