// The files of published messages: how many there are, what is in them, and addresses from which
// anybody can load one for an hour (promises 52 and 53).
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "dialects/nudgescribe/campaign_requests.h"
#include "dialects/nudgescribe/handlers.h"
#include "dialects/nudgescribe/profile.h"
#include "directory/campaigns/publication.h"
#include "wire/csv.h"
#include "wire/jwt.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Recipient;

constexpr std::chrono::seconds address_life = std::chrono::hours{1};
constexpr std::array<std::string_view, 3> export_types{"utf8", "json", "url"};

struct FileName {
    model::CampaignId campaign;
    std::int64_t run = 0;
    std::int64_t page = 0;
};

using CsvFields = std::vector<std::string>;

struct MessageFile {
    CsvFields header;
    std::vector<CsvFields> rows;
};

constexpr auto pages_table = wire::record({"MessagePages"}, campaign_key, run_number_key);
constexpr auto fetch_table = wire::record(
    {"MessageFetch"}, campaign_key,
    wire::described<wire::Envelope>("page", wire::integer_codec, wire::Access::read_write)
        .about("The number of the file, from 1 on; 1 when absent."),
    wire::described<wire::Envelope>("export_type", wire::name_codec<export_types>,
                                    wire::Access::read_write)
        .about("utf8 (the default): CSV text. json: objects. url: an address for an hour."),
    run_number_key);
constexpr auto export_table = wire::record(
    {"MessageExport"}, wire::described<wire::Envelope>("campaign_id", wire::text_codec),
    wire::described<wire::Envelope>("run_number", wire::integer_codec),
    wire::described<wire::Envelope>("page", wire::integer_codec),
    wire::described<wire::Envelope>("export_type", wire::name_codec<export_types>),
    wire::described<wire::Envelope>("content", R"({"type": ["string", "array"], "items":
        {"type": "object", "additionalProperties": {"type": "string"}}})")
        .about("CSV text, a list of objects, or an address."));

std::string signing_key_of(const RequestContext& call)
{
    return wire::derive_key(call.services.signing_key, "nudgescribe.file");
}

std::string address_of(const RequestContext& call, const FileName& file)
{
    Json claims = Json::object();
    claims.set("workspace", call.tenant.id.value);
    claims.set("campaign", file.campaign.value);
    claims.set("run", file.run);
    claims.set("page", file.page);
    wire::set_lifetime(claims, call.services.directory.clock().now(), address_life);
    return call.base_url() +
           "/v1/messages/file?token=" + wire::sign_jwt(claims, signing_key_of(call));
}

std::int64_t integer_claim(const Json& claims, std::string_view name)
{
    const Json* member = claims.find(name);
    const auto* number = member == nullptr ? nullptr : member->as_integer();
    return number == nullptr ? 0 : *number;
}

// Enters the workspace that the address names.
Result<FileName> file_of_address(RequestContext& call)
{
    const auto token = call.request.parameter("token").value_or("");
    const auto claims =
        wire::verify_jwt(token, signing_key_of(call), call.services.directory.clock().now());
    if (!claims) {
        return fail(Code::unauthenticated, "token", "The address is not valid, or has expired");
    }
    call.tenant = TRY(call.services.identity.tenant({integer_claim(*claims, "workspace")}));
    const FileName file{{integer_claim(*claims, "campaign")},
                        integer_claim(*claims, "run"),
                        integer_claim(*claims, "page")};
    TRY(directory::live_campaign(call.rows(), call.tenant.id, file.campaign));
    return file;
}

template <class E>
Result<std::map<std::int64_t, E>> rows_by_id(const RequestContext& call,
                                             std::vector<std::int64_t> ids)
{
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::map<std::int64_t, E> found;
    for (auto& row : TRY(call.rows().get_all(model::kind_for<E>(), call.tenant.id, ids))) {
        auto entity = std::get<E>(std::move(row));
        if (!entity.removed_at) found.emplace(entity.id.value, std::move(entity));
    }
    return found;
}

template <auto member>
std::vector<std::int64_t> ids_of(std::span<const Recipient> recipients)
{
    std::vector<std::int64_t> ids;
    for (const auto& recipient : recipients) ids.push_back(recipient.*member);
    return ids;
}

// Without the customers and messages that were erased since.
Result<MessageFile> read_file(const RequestContext& call, const FileName& name)
{
    const auto recipients = TRY(directory::recipients_in_file(call.rows(), call.tenant.id,
                                                              name.campaign, name.run, name.page));
    const auto customers =
        TRY(rows_by_id<model::Customer>(call, ids_of<&Recipient::customer>(recipients)));
    const auto messages =
        TRY(rows_by_id<model::Message>(call, ids_of<&Recipient::message>(recipients)));
    const auto profile = TRY(ProfileSchema::load(call.rows(), call.tenant.id));
    MessageFile file{{"customer_id", "message_id", "segment_id", "run_number", "message_text"}, {}};
    for (const auto& field : profile.fields()) file.header.push_back(field.name);
    for (const auto& recipient : recipients) {
        const auto customer = customers.find(recipient.customer);
        const auto message = messages.find(recipient.message);
        if (customer == customers.end() || message == messages.end()) continue;
        CsvFields row{customer_id_of(customer->second), id_text(recipient.message),
                      id_text(message->second.segment), std::to_string(name.run),
                      message->second.published_text};
        for (const auto& field : profile.fields()) {
            row.push_back(profile.text(field, customer->second));
        }
        file.rows.push_back(std::move(row));
    }
    return file;
}

// RFC 4180, but with LF.
std::string csv_of(const MessageFile& file)
{
    std::string text;
    const auto add = [&](const CsvFields& fields) {
        wire::write_csv_record(text, fields);
        text.replace(text.size() - 2, 2, "\n");
    };
    add(file.header);
    for (const auto& row : file.rows) add(row);
    return text;
}

void write_rows(JsonWriter& out, const MessageFile& file)
{
    out.begin_array();
    for (const auto& row : file.rows) {
        out.begin_object();
        for (std::size_t i = 0; i < row.size(); ++i) out.name(file.header[i]).text(row[i]);
        out.end_object();
    }
    out.end_array();
}

Result<std::string> read_export_type(const RequestBody& body)
{
    auto type = TRY(body.text("export_type"));
    if (type.empty()) return std::string(export_types[0]);
    if (std::ranges::find(export_types, type) != export_types.end()) return type;
    return bad_request("export_type", "must be utf8, json or url");
}

Result<void> write_content(JsonWriter& out, const RequestContext& call, const FileName& name,
                           std::string_view type)
{
    if (type == "url") {
        // Only whether the page is there: the file is made when its address is read.
        TRY(directory::recipients_in_file(call.rows(), call.tenant.id, name.campaign, name.run,
                                          name.page));
        out.text(address_of(call, name));
        return {};
    }
    const auto file = TRY(read_file(call, name));
    if (type == "json") {
        write_rows(out, file);
    } else {
        out.text(csv_of(file));
    }
    return {};
}

} // namespace

const wire::AnyRecord& message_pages_body() { return pages_table; }
const wire::AnyRecord& message_fetch_body() { return fetch_table; }
const wire::AnyRecord& message_export() { return export_table; }

Result<http::Response> count_message_pages(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    const auto run = TRY(named_run(call, request));
    const auto pages =
        TRY(directory::count_files(call.rows(), call.tenant.id, request.campaign.id, run));
    return json_response("{\"total_pages\":" + std::to_string(pages) + '}');
}

Result<http::Response> fetch_messages(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    const auto type = TRY(read_export_type(request.body));
    const FileName name{request.campaign.id, TRY(named_run(call, request)),
                        TRY(request.body.positive_integer("page", 1))};
    if (type == "url" && request.body.find("run_number") != nullptr) {
        return bad_request("export_type", "must not be url together with run_number");
    }
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("campaign_id").text(campaign_id_text(call, name.campaign));
    out.name("run_number").integer(name.run).name("page").integer(name.page);
    out.name("export_type").text(type).name("content");
    TRY(write_content(out, call, name, type));
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> load_file(RequestContext& call)
{
    const auto name = TRY(file_of_address(call));
    http::Response response;
    response.body = csv_of(TRY(read_file(call, name)));
    response.content_type = "text/csv; charset=utf-8";
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"messages-" +
                                                           std::to_string(name.page) + ".csv\""});
    return response;
}

} // namespace muster::dialects::nudgescribe
