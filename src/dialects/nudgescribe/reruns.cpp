// The runs of a campaign and their messages, and new runs (promises 54 to 56).
#include "dialects/nudgescribe/audit.h"
#include "dialects/nudgescribe/campaign_requests.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/profile.h"
#include "directory/campaigns/messages.h"
#include "model/pages.h"
#include "wire/plain_text.h"

namespace muster::dialects::nudgescribe {

namespace {

using model::CampaignRun;
using model::CampaignStatus;
using model::Message;
using model::MessageStatus;

constexpr std::array<std::string_view, 3> approval_stages{"Ready for review", "Ready to publish",
                                                          "Published"};
constexpr std::array<std::string_view, 3> review_statuses{"pending", "approved", "rejected"};

struct RunObject {
    const RequestContext& call;
    const model::Campaign& campaign;
    const CampaignRun& run;
    std::string group_id;
    AuditKeys audit;
    bool is_current() const { return run.number == campaign.run_number; }
};

template <auto member>
consteval auto count_row(std::string_view name)
{
    return wire::row<[](const RunObject& o) { return o.run.*member; }>(name, wire::integer_codec,
                                                                       wire::Access::read_only)
        .with(wire::Absent::zero);
}

constexpr auto run_table = wire::record(
    {"CampaignRun"},
    wire::row<[](const RunObject& o) { return campaign_id_text(o.call, o.campaign.id); }>(
        "campaign_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const RunObject& o) { return account_id_of(o.call.tenant); }>(
        "account_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const RunObject& o) { return workspace_id_of(o.call.tenant); }>(
        "workspace_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const RunObject& o) { return o.run.number; }>("run_number", wire::integer_codec,
                                                               wire::Access::read_only),
    wire::row<&RunObject::group_id>("customer_group_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const RunObject& o) { return o.run.group_name; }>("group_name", wire::text_codec,
                                                                   wire::Access::read_only)
        .with(wire::Absent::empty_text)
        .about("As it was when the run began."),
    wire::row<[](const RunObject& o) {
        return std::string(
            stage_of(o.is_current() ? o.campaign.status : CampaignStatus::published));
    }>("run_status", wire::name_codec<campaign_stages>, wire::Access::read_only)
        .about("The stage of the campaign while the run is current, Published later."),
    wire::row<[](const RunObject& o) { return o.is_current(); }>("is_current", wire::boolean_codec,
                                                                 wire::Access::read_only),
    count_row<&CampaignRun::segment_count>("segment_count"),
    count_row<&CampaignRun::new_count>("generated_message_count"),
    count_row<&CampaignRun::reused_count>("reused_message_count"),
    count_row<&CampaignRun::archived_count>("archived_message_count"),
    wire::embed<&RunObject::audit, audit_record>());

// A member or a declared field by which segments are made.
struct SegmentField {
    std::string operand;
    std::string name;                       // in this API
    const ProfileField* declared = nullptr; // of a declared field
};

struct MessageObject {
    const RequestContext& call;
    const Message& message;
    const std::vector<SegmentField>& fields;
    AuditKeys audit;
};

std::vector<SegmentField> fields_of(const model::Campaign& campaign, const ProfileSchema& profile)
{
    constexpr std::string_view prefix = "fields.";
    std::vector<SegmentField> fields;
    for (const auto& operand : campaign.segment_by) {
        const bool is_declared = operand.starts_with(prefix);
        const auto name = is_declared ? operand.substr(prefix.size()) : operand;
        fields.push_back({operand, name, is_declared ? profile.find(name) : nullptr});
    }
    return fields;
}

// Empty when the customers of the segment have no value.
std::string attribute(const SegmentField& field, const Message& message)
{
    const auto* value = message.fields.find(field.operand);
    if (value == nullptr) return {};
    if (field.declared == nullptr) return wire::plain_text(*value);
    return profile_text(field.declared->shape, *value);
}

std::string segment_name(const MessageObject& object)
{
    std::string name;
    for (const auto& field : object.fields) {
        const auto text = attribute(field, object.message);
        if (!text.empty()) name += (name.empty() ? "" : ", ") + text;
    }
    return name;
}

void write_attributes(JsonWriter& out, const MessageObject& object)
{
    out.begin_object();
    for (const auto& field : object.fields) {
        const auto text = attribute(field, object.message);
        out.name(field.name);
        text.empty() ? out.null() : out.text(text);
    }
    out.end_object();
}

std::string review_of(const MessageObject& object)
{
    switch (object.message.status) {
    case MessageStatus::pending: return "pending";
    case MessageStatus::rejected: return "rejected";
    case MessageStatus::approved:
    case MessageStatus::published: break;
    }
    return "approved";
}

std::string approval_of(const MessageObject& object)
{
    switch (object.message.status) {
    case MessageStatus::pending:
    case MessageStatus::rejected: break;
    case MessageStatus::approved: return std::string(approval_stages[1]);
    case MessageStatus::published: return std::string(approval_stages[2]);
    }
    return std::string(approval_stages[0]);
}

constexpr auto message_table = wire::record(
    {"Message"},
    wire::row<[](const MessageObject& o) { return id_text(o.message.id.value); }>(
        "message_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return account_id_of(o.call.tenant); }>(
        "account_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return workspace_id_of(o.call.tenant); }>(
        "workspace_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return campaign_id_text(o.call, o.message.campaign); }>(
        "campaign_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return o.message.run_number; }>(
        "run_number", wire::integer_codec, wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return id_text(o.message.segment); }>(
        "segment_id", wire::text_codec, wire::Access::read_only),
    wire::row<segment_name>("segment_name", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::empty_text)
        .about("The values of the segment."),
    wire::custom<write_attributes>("segment_attributes", R"({"type": "object",
        "additionalProperties": {"type": ["string", "null"]}})"),
    wire::row<[](const MessageObject& o) { return o.message.text; }>(
        "message_text", wire::text_codec, wire::Access::read_only)
        .with(wire::Absent::empty_text),
    wire::row<review_of>("review_status", wire::name_codec<review_statuses>,
                         wire::Access::read_only),
    wire::row<approval_of>("approval_stage", wire::name_codec<approval_stages>,
                           wire::Access::read_only),
    wire::row<[](const MessageObject& o) { return o.message.archived; }>(
        "is_archived", wire::boolean_codec, wire::Access::read_only),
    wire::embed<&MessageObject::audit, audit_record>());

constexpr auto run_messages_table =
    wire::record({"RunMessages"}, campaign_key, run_number_key,
                 wire::described<wire::Envelope>("include_archived", wire::boolean_codec,
                                                 wire::Access::read_write)
                     .about("Without run_number: the messages of all runs."));
constexpr auto rerun_table =
    wire::record({"Rerun"}, campaign_key, group_key,
                 wire::described<wire::Envelope>(
                     "archive_run_numbers", R"({"type": "array", "items": {"type": "integer"}})",
                     wire::Access::read_write)
                     .about("Earlier runs whose messages are archived too."));

Result<void> write_run(JsonWriter& out, const RequestContext& call, const model::Campaign& campaign,
                       const CampaignRun& run, ShownGroups& groups)
{
    wire::write_object<RunObject>(
        out, run_table, {call, campaign, run, TRY(groups.id_of(run.group)), audit_of(run)});
    return {};
}

// With run_number all of that run, without it those of the current run that are not archived, or
// those of all runs.
Result<model::Query> read_messages_query(const RequestContext& call, const CampaignRequest& request)
{
    const auto run = TRY(named_run(call, request));
    const bool names_run = request.body.find("run_number") != nullptr;
    const bool with_archived = TRY(request.body.flag("include_archived")).value_or(false);
    const bool all_runs = with_archived && !names_run;
    auto query =
        directory::messages_query(call.tenant.id, request.campaign.id,
                                  all_runs ? std::optional<std::int64_t>{} : std::optional(run));
    if (all_runs) query.sort = {"run_number", true};
    if (!names_run && !with_archived) {
        query.filter = model::all_of({std::move(query.filter), model::equals("archived", false)});
    }
    return query;
}

Result<std::vector<std::int64_t>> read_archived_runs(const RequestBody& body)
{
    std::vector<std::int64_t> numbers;
    const Json* list = body.find("archive_run_numbers");
    if (list == nullptr) return numbers;
    const auto wrong = [] {
        return bad_request("archive_run_numbers", "must be a list of numbers of runs");
    };
    if (list->as_array() == nullptr) return wrong();
    for (const auto& item : *list->as_array()) {
        if (item.as_integer() == nullptr) return wrong();
        numbers.push_back(*item.as_integer());
    }
    return numbers;
}

} // namespace

const wire::AnyRecord& run_object() { return run_table; }
const wire::AnyRecord& message_object() { return message_table; }
const wire::AnyRecord& run_messages_body() { return run_messages_table; }
const wire::AnyRecord& rerun_body() { return rerun_table; }

Result<http::Response> list_runs(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    std::string body;
    JsonWriter out(body);
    ShownGroups groups(call);
    out.begin_array();
    TRY(model::each_row<CampaignRun>(call.rows(),
                                     directory::runs_query(call.tenant.id, request.campaign.id),
                                     [&](const CampaignRun& run) -> Result<void> {
                                         return write_run(out, call, request.campaign, run, groups);
                                     }));
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> list_run_messages(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    const auto query = TRY(read_messages_query(call, request));
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    const auto fields = fields_of(request.campaign, profile);
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    TRY(model::each_row<Message>(call.rows(), query, [&](const Message& message) {
        wire::write_object<MessageObject>(out, message_table,
                                          {call, message, fields, audit_of(message)});
        return check_answer_size(body, "run_number");
    }));
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> initiate_rerun(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    const auto group = TRY(named_group(call.rows(), call.tenant.id, request.body));
    auto archived = TRY(read_archived_runs(request.body));
    const auto* finder = TRY(finder_of(call));
    const auto segments =
        TRY(directory::segments_of(*finder, call.tenant.id, group.id, request.campaign.segment_by,
                                   call.directory().clock().now()));
    directory::Rerun rerun{group.id, segments, std::move(archived)};
    TRY(directory::archive_runs_in_pieces(call.directory(), call.principal, call.tenant.id,
                                          request.campaign.id, rerun));
    rerun.archived_runs.clear();
    const auto [campaign, run] = TRY(call.write(
        [&](directory::Transaction& t) -> Result<std::pair<model::Campaign, CampaignRun>> {
            auto made = TRY(directory::rerun_campaign(t, request.campaign.id, rerun));
            return std::pair(TRY(t.get(request.campaign.id)), std::move(made));
        }));
    std::string body;
    JsonWriter out(body);
    ShownGroups groups(call);
    TRY(write_run(out, call, campaign, run, groups));
    return json_response(std::move(body));
}

} // namespace muster::dialects::nudgescribe
