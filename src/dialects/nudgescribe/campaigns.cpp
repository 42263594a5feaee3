// Campaigns of the account, and their publication (promises 50 and 51).
#include "base/text.h"
#include "dialects/nudgescribe/campaign_requests.h"
#include "dialects/nudgescribe/handlers.h"
#include "directory/campaigns/publication.h"
#include "model/pages.h"

namespace muster::dialects::nudgescribe {

namespace {

using model::Campaign;

constexpr std::size_t rows_of_a_file = 1000; // promise 51

constexpr auto all_campaigns_table = wire::record(
    {"AllCampaigns"},
    body_key("start_date", "Only campaigns published from then on: YYYY-MM-DD or RFC 3339."),
    body_key("end_date", "Only campaigns published until then; a day counts as a whole."));
constexpr auto named_campaign_table = wire::record({"NamedCampaign"}, campaign_key);

constexpr auto workspace_campaigns_table = wire::record(
    {"WorkspaceCampaigns"}, wire::described<wire::Envelope>("workspace_id", wire::text_codec),
    wire::described<wire::Envelope>("workspace_name", wire::text_codec),
    wire::described<wire::Envelope, campaign_object>("campaigns", wire::Many::yes));

struct PublishedWindow {
    std::optional<Time> from;
    std::optional<Time> before; // the first moment that is outside
};

// The moment that the text names, and the first one after the day or the moment.
struct Moment {
    Time begin;
    Time end;
};

Result<std::optional<Moment>> read_moment(const RequestBody& request, std::string_view key)
{
    const auto text = std::string(trim(TRY(request.text(key))));
    if (text.empty()) return std::optional<Moment>{};
    if (const auto date = parse_date(text)) {
        const Time midnight{*date};
        return std::optional(Moment{midnight, midnight + std::chrono::days{1}});
    }
    if (const auto instant = parse_instant(text)) {
        return std::optional(Moment{*instant, *instant + std::chrono::microseconds{1}});
    }
    return bad_request(key, "must be a day such as 2026-01-31, or a time of RFC 3339");
}

Result<PublishedWindow> read_window(const RequestBody& request)
{
    const auto start = TRY(read_moment(request, "start_date"));
    const auto end = TRY(read_moment(request, "end_date"));
    if (start && end && start->begin > end->begin) {
        return bad_request("start_date", "must not be after end_date");
    }
    PublishedWindow window;
    if (start) window.from = start->begin;
    if (end) window.before = end->end;
    return window;
}

model::Query campaigns_query(model::TenantId tenant, const PublishedWindow& window)
{
    using Op = model::Filter::Op;
    std::vector<model::Filter> filters;
    if (window.from) {
        filters.push_back(model::where("published_at", Op::greater_or_equal, *window.from));
    }
    if (window.before) filters.push_back(model::where("published_at", Op::less, *window.before));
    model::Query query;
    query.kind = model::Kind::campaign;
    query.tenant = tenant;
    query.filter = model::all_of(std::move(filters));
    query.limit = static_cast<std::int64_t>(limits::page_items);
    return query;
}

// The workspaces that the user may use.
Result<std::vector<model::Tenant>> workspaces_of(const RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.filter = model::equals("account_id", call.principal.account.value);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<model::Tenant> workspaces;
    TRY(model::each_row<model::Tenant>(call.rows(), query, [&](const model::Tenant& workspace) {
        if (directory::check_reach(call.principal, workspace)) workspaces.push_back(workspace);
        return Result<void>{};
    }));
    return workspaces;
}

// Nothing for a workspace without a matching campaign.
Result<void> write_workspace(JsonWriter& out, const RequestContext& call,
                             const PublishedWindow& window)
{
    auto page = TRY(call.rows().page(campaigns_query(call.tenant.id, window)));
    if (page.rows.empty()) return {};
    out.begin_object().name("workspace_id").text(workspace_id_of(call.tenant));
    out.name("workspace_name").text(call.tenant.name).name("campaigns").begin_array();
    ShownGroups groups(call);
    for (const auto& campaign : model::rows_of<Campaign>(std::move(page))) {
        TRY(write_campaign(out, call, campaign, groups));
    }
    out.end_array().end_object();
    return {};
}

} // namespace

const wire::AnyRecord& all_campaigns_body() { return all_campaigns_table; }
const wire::AnyRecord& named_campaign_body() { return named_campaign_table; }
const wire::AnyRecord& workspace_campaigns() { return workspace_campaigns_table; }

Result<http::Response> list_campaigns(RequestContext& call)
{
    const auto request = TRY(read_request(call));
    TRY(check_role(call));
    const auto window = TRY(read_window(request));
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (auto& workspace : TRY(workspaces_of(call))) {
        call.tenant = std::move(workspace);
        TRY(write_workspace(out, call, window));
        TRY(check_answer_size(body, "start_date"));
    }
    out.end_array();
    return json_response(std::move(body));
}

Result<http::Response> publish_messages(RequestContext& call)
{
    const auto request = TRY(open_campaign(call));
    const auto* finder = TRY(finder_of(call));
    const auto recipients = TRY(directory::recipients_of(
        call.rows(), *finder, call.tenant.id, request.campaign, call.directory().clock().now()));
    const auto files =
        TRY(directory::store_files_in_pieces(call.directory(), call.principal, call.tenant.id,
                                             request.campaign, recipients, rows_of_a_file));
    const auto campaign = TRY(call.write([&](directory::Transaction& t) {
        return directory::publish_with_files(t, request.campaign, files);
    }));
    std::string body;
    JsonWriter out(body);
    ShownGroups groups(call);
    TRY(write_campaign(out, call, campaign, groups));
    return json_response(std::move(body));
}

} // namespace muster::dialects::nudgescribe
