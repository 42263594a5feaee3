// What the calls of campaigns, messages and reruns share: finding the campaign that a body names,
// and the objects that answers show.
//
// Ids of campaigns count within their workspace, while these calls name no workspace: so a
// campaign_id is the id of the workspace, a hyphen and the id of the campaign.
#pragma once

#include <array>
#include <map>

#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/request.h"
#include "directory/campaigns/campaigns.h"
#include "wire/names.h"

namespace muster::dialects::nudgescribe {

struct CampaignRequest {
    RequestBody body;
    model::Campaign campaign;
};

// The first step of these calls. In this order: reads the body, checks the required keys and the
// role, finds the campaign in the account and enters its workspace (sets call.tenant).
Result<CampaignRequest> open_campaign(RequestContext& call);

std::string campaign_id_text(const RequestContext& call, model::CampaignId campaign);

// The ids that this API shows for groups, which may be removed. Reads each group once.
class ShownGroups {
public:
    explicit ShownGroups(const RequestContext& call) : call_(call) {}
    Result<std::string> id_of(model::GroupId group);

private:
    const RequestContext& call_;
    std::map<std::int64_t, std::string> ids_;
};

// In the order of model::CampaignStatus.
inline constexpr std::array<std::string_view, 4> campaign_stages{"Draft", "Ready for review",
                                                                 "Ready to publish", "Published"};
std::string_view stage_of(model::CampaignStatus status);

// The run that run_number names, the current one when it is absent.
Result<std::int64_t> named_run(const RequestContext& call, const CampaignRequest& request);

// unsupported where the server has no index.
Result<const model::Finder*> finder_of(const RequestContext& call);

// An answer with all campaigns or messages has a limit too.
Result<void> check_answer_size(std::string_view body, std::string_view key);

Result<void> write_campaign(JsonWriter& out, const RequestContext& call,
                            const model::Campaign& campaign, ShownGroups& groups);

inline constexpr auto campaign_key =
    body_key("campaign_id", "A campaign of the account.", wire::Access::required);
inline constexpr auto run_number_key =
    wire::described<wire::Envelope>("run_number", wire::integer_codec, wire::Access::read_write)
        .about("A run of the campaign; the current one when it is absent.");

} // namespace muster::dialects::nudgescribe
