// Reads the entries of one row. Knows no write.
#include "jobs/undo/row_history.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/limits.h"
#include "model/schema.h"
#include "wire/value_json.h"

namespace muster::jobs {

namespace {

// The directory sets these members itself.
constexpr std::array<std::string_view, 8> own_members{"id",         "home_group_id", "created_by",
                                                      "updated_by", "created_at",    "updated_at",
                                                      "removed_at", "revision"};

bool is_own(std::string_view name)
{
    return std::find(own_members.begin(), own_members.end(), name) != own_members.end();
}

muster::Failure unreadable() { return fail(Code::internal, "store", "the log is damaged"); }

Result<model::Value> member_value(model::Storage storage, const Json& json)
{
    auto value = TRY(wire::read_value(json, "member"));
    if (storage != model::Storage::date || model::is_null(value)) return value;
    const auto date = parse_date(model::text_of(value));
    if (!date) return unreadable();
    return model::Value{*date};
}

template <class E>
Result<model::Value> member_value(std::string_view name, const Json& json)
{
    const auto* member = model::find_member<E>(name);
    if (member == nullptr) return unreadable();
    return member_value(member->storage, json);
}

// A decimal has more places than a floating-point number can hold, so its text is read.
std::optional<model::Value> decimal_value(const model::CustomField* field, std::string_view key,
                                          std::string_view logged)
{
    if (field == nullptr || field->type != model::Type::decimal) return std::nullopt;
    std::string name;
    JsonWriter(name).text(key);
    name += ':';
    const auto fields = logged.find("\"fields\":");
    const auto place = fields == logged.npos ? logged.npos : logged.find(name, fields + 9);
    if (place == logged.npos) return std::nullopt;
    const auto digits = logged.substr(place + name.size());
    const auto text = digits.substr(0, digits.find_first_not_of("-0123456789."));
    if (text.empty()) return std::nullopt;
    return model::Value{std::string(text)};
}

bool is_of_home_group(const model::Change& change)
{
    const auto after = parse_own_json(change.after);
    if (!after || after->find("home_group_id") == nullptr) return false;
    const auto& members = *after->as_object();
    return std::all_of(members.begin(), members.end(),
                       [](const Json::Member& member) { return is_own(member.name); });
}

Error refusal(std::string message)
{
    Error error;
    error.code = Code::conflict;
    error.subject = "row";
    error.message = std::move(message);
    return error;
}

} // namespace

Result<void> EarlierMembers::add(const model::DeclaredFields& declared, model::Kind kind,
                                 const std::string& before)
{
    if (before.empty()) return {};
    const auto json = TRY(parse_own_json(before));
    const auto* members = json.as_object();
    if (members == nullptr) return unreadable();
    for (const auto& member : *members) {
        if (is_own(member.name) || member.name == "fields") continue;
        members_.try_emplace(member.name,
                             kind == model::Kind::group
                                 ? TRY(member_value<model::Group>(member.name, member.value))
                                 : TRY(member_value<model::Customer>(member.name, member.value)));
    }
    const Json* fields = json.find("fields");
    if (fields == nullptr || !fields->is_object()) return {};
    const auto entity =
        kind == model::Kind::group ? model::FieldEntity::group : model::FieldEntity::customer;
    for (const auto& [key, value] : *fields->as_object()) {
        const auto decimal = decimal_value(declared.find(entity, key), key, before);
        fields_.try_emplace(key, decimal ? *decimal : TRY(wire::read_value(value, key)));
    }
    return {};
}

void EarlierMembers::set(model::Customer& customer) const
{
    for (const auto& [name, value] : members_) {
        model::find_member<model::Customer>(name)->set(customer, value);
    }
    for (const auto& [key, value] : fields_) customer.fields.set(key, value);
}

void EarlierMembers::set(model::Group& group) const
{
    for (const auto& [name, value] : members_) {
        model::find_member<model::Group>(name)->set(group, value);
    }
    for (const auto& [key, value] : fields_) group.fields.set(key, value);
}

Result<RowHistory> read_history(const model::Rows& rows, const model::Ref& row,
                                model::Revision revision, const JobRevisions& job,
                                const model::DeclaredFields& declared)
{
    model::ChangeQuery query;
    query.tenant = row.tenant;
    query.kind = row.kind;
    query.id = row.id;
    query.after = job.ranges().front().first - 1;
    query.limit = limits::changes_of_undone_row;
    const auto changes = TRY(rows.changes(query));
    RowHistory history;
    bool has_begun = false;
    for (const auto& change : changes) {
        history.newest = change.revision;
        const bool is_of_job = job.contains(change.revision);
        if (is_of_job && change.revision < revision) {
            history.is_begun = true;
            return history;
        }
        if (is_of_job) {
            has_begun = true;
            if (change.action == model::Action::created) history.was_created = true;
            if (change.action == model::Action::updated && !history.was_created) {
                TRY(history.earlier.add(declared, row.kind, change.before));
            }
        } else if (has_begun && !is_of_home_group(change)) {
            history.refusal = refusal("was changed after the job");
        }
    }
    if (std::ssize(changes) >= query.limit) {
        history.refusal = refusal("has more changes than an undo reads");
    }
    return history;
}

} // namespace muster::jobs
