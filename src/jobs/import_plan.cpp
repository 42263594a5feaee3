// Reads, writes and judges plans of imports. Knows no file.
#include "jobs/import_plan.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "jobs/customer_rows.h"
#include "model/declared.h"
#include "model/lookup.h"
#include "model/name_form.h"
#include "wire/countries.h"
#include "wire/encoding.h"
#include "wire/names.h"
#include "wire/table_form.h"

namespace muster::jobs {

namespace {

using wire::Absent;
using wire::Access;
using wire::boolean_codec;
using wire::integer_codec;
using wire::named;
using wire::row;
using wire::text_codec;

constexpr auto heading_map_table =
    wire::record({}, row<&HeadingMap::heading>("heading", text_codec),
                 row<&HeadingMap::member>("member", text_codec));

constexpr auto value_rules_table = wire::partial_record(
    {}, wire::values<&ValueRules::nulls>("null", text_codec).about("Cells that mean no value."),
    wire::values<&ValueRules::truths>("true", text_codec).about("More words for true."),
    wire::values<&ValueRules::falsehoods>("false", text_codec).about("More words for false."),
    named<&ValueRules::date_order, date_orders>("date_order").about("Of the parts of dates."),
    row<&ValueRules::decimal_comma>("decimal_comma", boolean_codec)
        .about("Numbers are written as 1.234,50."),
    row<&ValueRules::country>("country", text_codec)
        .with(Absent::null)
        .about("Of phone numbers without a country code.", R"("DE")"));

constexpr auto import_plan_table = wire::record(
    {}, named<&ImportPlan::format, import_formats>("format").about("Of the file."),
    named<&ImportPlan::mode, import_modes>("mode").about("Which customers may be new."),
    row<&ImportPlan::key>("key", text_codec)
        .with(Absent::null)
        .about("What names a customer; null until the file is read.", R"("email")"),
    row<&ImportPlan::removes>("remove", boolean_codec)
        .about("The customers of the file are removed; nothing else of it is read."),
    row<&ImportPlan::group>("group_id", integer_codec)
        .with(Absent::null)
        .about("The customers of the file join this group, or leave it."),
    named<&ImportPlan::members, import_member_acts>("members").about(
        "Whether they join or leave the group, or become its only members."),
    row<&ImportPlan::declares>("declare", boolean_codec)
        .about("Declares the fields of the file that are not declared yet."),
    row<&ImportPlan::is_rehearsal>("dry_run", boolean_codec)
        .about("Counts and lists what would happen, and writes nothing."),
    row<&ImportPlan::delimiter>("delimiter", text_codec)
        .with(Absent::null)
        .about("Between the cells of a table, as given or recognised.", R"(";")"),
    row<&ImportPlan::encoding>("encoding", text_codec)
        .with(Absent::null)
        .about("Of the file, as given or recognised.", R"("utf-8")"),
    wire::list<&ImportPlan::map, heading_map_table>("map").about(
        "Headings and the members that they mean."),
    wire::values<&ImportPlan::skip>("skip", text_codec).about("Headings that are dropped."),
    wire::embed<&ImportPlan::values, value_rules_table>(),
    row<&ImportPlan::keeps_blank>("keep_blank", boolean_codec).about("Blank cells clear nothing."),
    row<&ImportPlan::only_new>("only_new", boolean_codec)
        .about("Customers who are there stay as they are."),
    row<&ImportPlan::overwrites_consent>("overwrite_consent", boolean_codec)
        .about("The file gives withdrawn consents again."),
    row<&ImportPlan::keeps_dates>("keep_dates", boolean_codec)
        .about("New customers get the created_at of the file."),
    row<&ImportPlan::groups_column>("groups_column", text_codec)
        .with(Absent::null)
        .about("The heading of the column that names groups."),
    row<&ImportPlan::creates_groups>("create_groups", boolean_codec)
        .about("Groups that the column names are created."),
    row<&ImportPlan::finds_format>("finds_format", boolean_codec, Access::write_only));

constexpr auto detected_table = wire::record(
    {}, row<&DetectedField::key>("key", text_codec), row<&DetectedField::type>("type", text_codec),
    row<&DetectedField::format>("format", text_codec)
        .about("Of decimals: the number of decimal places."),
    row<&DetectedField::unique>("unique", boolean_codec),
    row<&DetectedField::blanks>("blanks", integer_codec).about("Rows without a value."),
    row<&DetectedField::label>("label", text_codec).about("The heading, when it cannot be a key."));

constexpr auto mapped_table = wire::record(
    {}, row<&MappedColumn::heading>("heading", text_codec).about("As the file has it."),
    row<&MappedColumn::target>("member", text_codec)
        .with(Absent::null)
        .about("What it means; null: the column is dropped.", R"("fields.Shoe")"),
    row<&MappedColumn::note>("note", text_codec)
        .with(Absent::null)
        .about("Why it is dropped, or how it was recognised."),
    row<&MappedColumn::type>("type", text_codec).about("That its values show."),
    row<&MappedColumn::blanks>("blanks", integer_codec).about("Rows without a value."),
    row<&MappedColumn::distinct>("distinct", integer_codec)
        .about("Different values, of a dry run; 1000: so many or more."),
    wire::values<&MappedColumn::examples>("examples", text_codec).about("Of a dry run."));

constexpr auto proposal_table = wire::record(
    {},
    row<&ImportProposal::option>("option", text_codec)
        .about("A parameter and its value.", R"("date_order=dmy")"),
    row<&ImportProposal::reason>("reason", text_codec).about("What the cells look like."));

// Clients do not see where a run continues.
constexpr auto import_progress_table = wire::record(
    {}, row<&ImportProgress::rows>("rows", integer_codec).about("Rows read."),
    row<&ImportProgress::inserted>("inserted", integer_codec),
    row<&ImportProgress::updated>("updated", integer_codec),
    row<&ImportProgress::unchanged>("unchanged", integer_codec),
    row<&ImportProgress::refused>("refused", integer_codec),
    row<&ImportProgress::removed>("removed", integer_codec).about("Customers, with remove=true."),
    row<&ImportProgress::joined>("joined", integer_codec)
        .about("Customers who joined the group; with members=remove: who left it."),
    wire::list<&ImportProgress::declared, detected_table>("declared")
        .about("The fields that the import declares."),
    row<&ImportProgress::left>("left", integer_codec)
        .about("Members who left the group, because the file has them not."),
    row<&ImportProgress::blank_rows>("blank_rows", integer_codec)
        .about("Rows without any value, which were skipped."),
    row<&ImportProgress::consents_kept>("consents_kept", integer_codec)
        .about("Withdrawn consents that the file would have given again."),
    wire::list<&ImportProgress::columns, mapped_table>("columns").about(
        "What the import makes of each column of a table."),
    wire::list<&ImportProgress::proposals, proposal_table>("proposals")
        .about("Options that would make more of the file."),
    wire::values<&ImportProgress::created_groups>("created_groups", text_codec)
        .about("Names of groups that the import created."),
    wire::embed<&ImportProgress::revisions, revision_notes_record>(),
    row<&ImportProgress::table_bytes>("table_bytes", integer_codec, Access::write_only),
    row<&ImportProgress::begin>("begin", integer_codec, Access::write_only),
    row<&ImportProgress::begin_line>("begin_line", integer_codec, Access::write_only),
    row<&ImportProgress::is_damaged_utf8>("is_damaged_utf8", boolean_codec, Access::write_only),
    row<&ImportProgress::seen_bytes>("seen_bytes", integer_codec, Access::write_only),
    row<&ImportProgress::line>("line", integer_codec, Access::write_only),
    row<&ImportProgress::refused_bytes>("refused_bytes", integer_codec, Access::write_only),
    row<&ImportProgress::is_studied>("is_studied", boolean_codec, Access::write_only),
    row<&ImportProgress::after_cr>("after_cr", boolean_codec, Access::write_only));

constexpr std::array<std::string_view, 4> key_members{"id", "external_id", "email", "phone"};

// A name that is no field yet may be a heading of the file: the study decides.
Result<std::string> key_of(const model::DeclaredFields& declared, const ImportPlan& plan,
                           std::string_view key)
{
    const auto form = model::name_form(key);
    for (const auto member : key_members) {
        if (form == model::name_form(member)) return std::string(member);
    }
    if (const auto api = number_api(key); !api.empty()) return std::string(number_prefix) + api;
    const std::string name(key.starts_with("fields.") ? key.substr(7) : key);
    const auto* field = declared.named(model::FieldEntity::customer, name);
    if (field == nullptr && plan.declares) return "fields." + name;
    if (field != nullptr && field->unique) return "fields." + field->key;
    return fail(Code::invalid_value, "key",
                "must be id, external_id, email, phone, a unique declared field or "
                "vendor_numbers.<API>");
}

Result<std::string> keys_of(const model::Rows& rows, model::TenantId tenant, const ImportPlan& plan)
{
    const auto declared = TRY(model::load_declared(rows, tenant));
    std::string keys;
    for (const auto& key : plan.keys()) {
        keys += (keys.empty() ? "" : ",") + TRY(key_of(declared, plan, key));
    }
    return keys;
}

Result<void> check_values(const ValueRules& values)
{
    const auto words = values.nulls.size() + values.truths.size() + values.falsehoods.size();
    if (words > limits::import_words) {
        return fail(Code::too_large, "null",
                    "at most " + std::to_string(limits::import_words) + " words");
    }
    if (!values.country.empty() && wire::country_by_iso2(values.country) == nullptr) {
        return fail(Code::invalid_value, "country", "must be two letters such as DE");
    }
    return {};
}

Result<void> check_form(const ImportPlan& plan)
{
    if (!plan.encoding.empty()) TRY(wire::TextDecoder::open(plan.encoding));
    if (!plan.delimiter.empty() && !wire::parse_separator(plan.delimiter)) {
        return fail(Code::invalid_value, "delimiter", "must be , ; | tab or another single sign");
    }
    return {};
}

Result<void> check_group(const model::Rows& rows, model::TenantId tenant, model::GroupId id)
{
    const auto group = model::live_group(rows, tenant, id);
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group) return fail(Code::not_found, "group", "must be the id of a group");
    if (group->is_dynamic()) {
        return fail(Code::conflict, "group", "has a rule, which alone says who is in it");
    }
    return {};
}

} // namespace

const wire::Record<ImportPlan>& import_plan_record() { return import_plan_table; }
const wire::Record<ImportProgress>& import_progress_record() { return import_progress_table; }

std::string text_of(const ImportPlan& plan) { return wire::stored_text(import_plan_table, plan); }

ImportPlan import_plan_of(const model::Job& job)
{
    return wire::restored(import_plan_table, job.options);
}

std::string text_of(const ImportProgress& progress)
{
    return wire::stored_text(import_progress_table, progress);
}

ImportProgress import_progress_of(const model::Job& job)
{
    return wire::restored(import_progress_table, job.progress);
}

Result<ImportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ImportPlan plan)
{
    plan.key = TRY(keys_of(rows, tenant, plan));
    TRY(check_form(plan));
    TRY(check_values(plan.values));
    if (plan.removes && (plan.group || !plan.groups_column.empty())) {
        return fail(Code::conflict, "remove", "must not be given with group= or groups_column=");
    }
    if (plan.removes) plan.mode = directory::RowMode::update;
    if (plan.group) TRY(check_group(rows, tenant, plan.group));
    if (plan.members == ImportMembers::remove) plan.mode = directory::RowMode::update;
    if (plan.members != ImportMembers::add && !plan.group) {
        return fail(Code::invalid_value, "members", "needs the group that they leave");
    }
    if (plan.only_new && plan.mode == directory::RowMode::update) {
        return fail(
            Code::conflict, "only_new",
            "must not be given with mode=update, remove=true or members=remove, which make no "
            "customers");
    }
    return plan;
}

std::vector<std::string> ImportPlan::keys() const
{
    std::vector<std::string> names;
    for (const auto name : split(key, ',')) {
        if (!trim(name).empty()) names.emplace_back(trim(name));
    }
    return names;
}

bool ImportPlan::has_key(std::string_view name) const
{
    const auto names = keys();
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace muster::jobs
