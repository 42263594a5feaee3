// Reads and writes plans and progress. Knows no file.
#include "dialects/native/jobs/import_plan.h"

#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/parameters.h"
#include "directory/groups.h"
#include "model/lookup.h"
#include "wire/stored_json.h"

namespace muster::dialects::native {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

constexpr std::array<std::string_view, 2> formats{"csv", "ndjson"};
constexpr std::array<std::string_view, 3> modes{"upsert", "create", "update"};
constexpr std::array<std::string_view, 2> member_acts{"add", "remove"};

// The numbers of the progress by name, in the order in which they are shown.
struct Count {
    std::string_view name;
    std::int64_t ImportProgress::*member;
};
constexpr std::array<Count, 6> counts{{{"rows", &ImportProgress::rows},
                                       {"inserted", &ImportProgress::inserted},
                                       {"updated", &ImportProgress::updated},
                                       {"unchanged", &ImportProgress::unchanged},
                                       {"refused", &ImportProgress::refused},
                                       {"joined", &ImportProgress::joined}}};
constexpr std::array<Count, 2> places{
    {{"line", &ImportProgress::line}, {"refused_bytes", &ImportProgress::refused_bytes}}};

template <std::size_t size>
std::size_t index_of(const std::array<std::string_view, size>& names, std::string_view name)
{
    std::size_t at = 0;
    while (at < size && names[at] != name) ++at;
    return at;
}

// Which of the words the parameter says; the first when it is absent.
template <std::size_t size>
Result<std::size_t> word_parameter(const RequestContext& call, std::string_view name,
                                   const std::array<std::string_view, size>& words)
{
    const auto text = call.request.parameter(name);
    if (!text) return std::size_t{0};
    const auto at = index_of(words, *text);
    if (at < size) return at;
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : " or ") + std::string(word);
    return bad_parameter(name, "must be " + list);
}

Result<std::string> read_key(const RequestContext& call, const ImportPlan& plan)
{
    const std::string key(call.request.parameter("key").value_or("external_id"));
    if (key == "id" || key == "external_id" || key == "email") return key;
    const std::string name = key.starts_with("fields.") ? key.substr(7) : key;
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto* field = declared.find(model::FieldEntity::customer, name);
    if (field == nullptr && plan.declares) return "fields." + name;
    if (field != nullptr && field->unique) return "fields." + field->key;
    return bad_parameter("key", "must be id, external_id, email or a unique declared field");
}

Result<model::GroupId> read_group(const RequestContext& call)
{
    const auto text = call.request.parameter("group");
    if (!text) return model::GroupId{};
    const auto id = parse_integer(*text);
    const auto group = model::live_group(call.rows(), call.tenant.id, {id.value_or(0)});
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group) return bad_parameter("group", "must be the id of a group", Code::not_found);
    if (group->is_dynamic()) {
        return bad_parameter("group", "has a rule, which alone says who is in it", Code::conflict);
    }
    return group->id;
}

} // namespace

std::string text_of(const ImportPlan& plan)
{
    return object_text([&](JsonWriter& out) { write_plan(out, plan); });
}

void write_plan(JsonWriter& out, const ImportPlan& plan)
{
    out.name("format").text(formats[static_cast<std::size_t>(plan.format)]);
    out.name("mode").text(modes[static_cast<std::size_t>(plan.mode)]);
    out.name("key").text(plan.key);
    out.name("group_id");
    plan.group ? out.integer(plan.group.value) : out.null();
    out.name("members").text(member_acts[plan.removes ? 1 : 0]);
    out.name("declare").boolean(plan.declares);
    out.name("dry_run").boolean(plan.is_rehearsal);
}

ImportPlan plan_of(const model::Job& job)
{
    const Json json = stored_json(job.options);
    ImportPlan plan;
    plan.format = static_cast<ImportFormat>(index_of(formats, text_in(json, "format")));
    plan.mode = static_cast<directory::RowMode>(index_of(modes, text_in(json, "mode")));
    plan.key = text_in(json, "key");
    plan.group = {integer_in(json, "group_id")};
    plan.removes = text_in(json, "members") == member_acts[1];
    plan.declares = flag_in(json, "declare");
    plan.is_rehearsal = flag_in(json, "dry_run");
    return plan;
}

void write_progress(JsonWriter& out, const ImportProgress& progress)
{
    for (const auto& [name, member] : counts) out.name(name).integer(progress.*member);
    out.name("declared").begin_array();
    for (const auto& field : progress.declared) {
        out.begin_object().name("key").text(field.key).name("type").text(field.type);
        if (!field.format.empty()) out.name("format").text(field.format);
        out.name("unique").boolean(field.unique).name("blanks").integer(field.blanks);
        out.end_object();
    }
    out.end_array();
}

std::string text_of(const ImportProgress& progress)
{
    return object_text([&](JsonWriter& out) {
        write_progress(out, progress);
        for (const auto& [name, member] : places) out.name(name).integer(progress.*member);
        out.name("is_studied").boolean(progress.is_studied);
        out.name("after_cr").boolean(progress.after_cr);
    });
}

ImportProgress progress_of(const model::Job& job)
{
    ImportProgress progress;
    if (job.progress.empty()) return progress;
    const Json json = stored_json(job.progress);
    for (const auto& [name, member] : counts) progress.*member = integer_in(json, name);
    for (const auto& [name, member] : places) progress.*member = integer_in(json, name);
    progress.is_studied = flag_in(json, "is_studied");
    progress.after_cr = flag_in(json, "after_cr");
    const Json* declared = json.find("declared");
    if (declared == nullptr || !declared->is_array()) return progress;
    for (const auto& field : *declared->as_array()) {
        progress.declared.push_back({text_in(field, "key"), text_in(field, "type"),
                                     text_in(field, "format"), flag_in(field, "unique"),
                                     integer_in(field, "blanks")});
    }
    return progress;
}

Result<ImportPlan> read_plan(const RequestContext& call)
{
    ImportPlan plan;
    plan.format = static_cast<ImportFormat>(TRY(word_parameter(call, "format", formats)));
    if (!call.request.parameter("format") &&
        call.request.header("Content-Type").starts_with("application/x-ndjson")) {
        plan.format = ImportFormat::ndjson;
    }
    plan.mode = static_cast<directory::RowMode>(TRY(word_parameter(call, "mode", modes)));
    plan.declares = TRY(flag_parameter(call, "declare"));
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    plan.key = TRY(read_key(call, plan));
    plan.group = TRY(read_group(call));
    plan.removes = TRY(word_parameter(call, "members", member_acts)) == 1;
    if (plan.removes && !plan.group) {
        return bad_parameter("members", "needs a group to take them out of");
    }
    return plan;
}

} // namespace muster::dialects::native
