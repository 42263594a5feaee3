// Finds campaigns by the ids of this API, and writes them.
#include "dialects/nudgescribe/campaign_requests.h"

#include "base/if_found.h"
#include "base/text.h"
#include "dialects/nudgescribe/audit.h"

namespace muster::dialects::nudgescribe {

namespace {

struct CampaignObject {
    const RequestContext& call;
    const model::Campaign& campaign;
    std::string group_id;
    AuditKeys audit;
};

constexpr auto campaign_table = wire::record(
    {"Campaign"},
    wire::row<[](const CampaignObject& o) { return campaign_id_text(o.call, o.campaign.id); }>(
        "campaign_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return account_id_of(o.call.tenant); }>(
        "account_id", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return workspace_id_of(o.call.tenant); }>(
        "workspace_id", wire::text_codec, wire::Access::read_only),
    wire::row<&CampaignObject::group_id>("customer_group_id", wire::text_codec,
                                         wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return o.campaign.name; }>(
        "campaign_name", wire::text_codec, wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return std::string(stage_of(o.campaign.status)); }>(
        "campaign_status", wire::name_codec<campaign_stages>, wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return o.campaign.run_number; }>(
        "current_run_number", wire::integer_codec, wire::Access::read_only),
    wire::row<[](const CampaignObject& o) { return o.campaign.published_at; }>(
        "published_at", wire::instant_seconds_codec, wire::Access::read_only)
        .with(wire::Absent::null)
        .about("The last time."),
    wire::embed<&CampaignObject::audit, audit_record>());

muster::Failure unknown_campaign()
{
    return bad_request("campaign_id", "names no campaign of this account");
}

struct CampaignName {
    model::TenantId workspace;
    model::CampaignId campaign;
};

std::optional<CampaignName> read_campaign_id(std::string_view text)
{
    const auto hyphen = text.find('-');
    if (hyphen == text.npos) return std::nullopt;
    const auto workspace = parse_integer(text.substr(0, hyphen));
    const auto campaign = parse_integer(text.substr(hyphen + 1));
    if (!workspace || !campaign) return std::nullopt;
    return CampaignName{{*workspace}, {*campaign}};
}

} // namespace

const wire::AnyRecord& campaign_object() { return campaign_table; }

Result<CampaignRequest> open_campaign(RequestContext& call)
{
    auto body = TRY(read_request(call));
    TRY(body.check_required());
    TRY(check_role(call));
    const auto name = read_campaign_id(TRY(body.text("campaign_id")));
    if (!name) return unknown_campaign();
    auto workspace = call.services.identity.tenant(name->workspace);
    if (!workspace && workspace.error().code != Code::not_found) return fail(workspace.error());
    if (!workspace || !directory::check_reach(call.principal, *workspace)) {
        return unknown_campaign();
    }
    call.tenant = *std::move(workspace);
    auto campaign = directory::live_campaign(call.rows(), call.tenant.id, name->campaign);
    if (!campaign && campaign.error().code == Code::not_found) return unknown_campaign();
    return CampaignRequest{std::move(body), TRY(std::move(campaign))};
}

Result<std::string> ShownGroups::id_of(model::GroupId group)
{
    auto& id = ids_[group.value];
    if (!id.empty()) return id;
    const auto row = TRY(if_found(model::get(call_.rows(), call_.tenant.id, group)));
    id = row ? group_id_of(*row) : id_text(group.value);
    return id;
}

std::string campaign_id_text(const RequestContext& call, model::CampaignId campaign)
{
    return id_text(call.tenant.id.value) + '-' + id_text(campaign.value);
}

std::string_view stage_of(model::CampaignStatus status)
{
    return campaign_stages[static_cast<std::size_t>(status)];
}

Result<std::int64_t> named_run(const RequestContext& call, const CampaignRequest& request)
{
    const auto& campaign = request.campaign;
    const auto number = TRY(request.body.positive_integer("run_number", campaign.run_number));
    const auto run = directory::find_run(call.rows(), call.tenant.id, campaign.id, number);
    if (!run && run.error().code == Code::not_found) {
        return bad_request("run_number", "names no run of this campaign");
    }
    if (!run) return fail(run.error());
    return number;
}

Result<const model::Finder*> finder_of(const RequestContext& call)
{
    if (call.services.finder != nullptr) return call.services.finder;
    return fail(Code::unsupported, "", "This server has no index that finds segments");
}

Result<void> check_answer_size(std::string_view body, std::string_view key)
{
    if (body.size() <= limits::page_bytes) return {};
    return bad_request(key, "must be given: the answer would be too large without it");
}

Result<void> write_campaign(JsonWriter& out, const RequestContext& call,
                            const model::Campaign& campaign, ShownGroups& groups)
{
    wire::write_object<CampaignObject>(
        out, campaign_table,
        {call, campaign, TRY(groups.id_of(campaign.group)), audit_of(campaign)});
    return {};
}

} // namespace muster::dialects::nudgescribe
