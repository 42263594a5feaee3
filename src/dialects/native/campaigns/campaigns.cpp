// /v1/campaigns: campaigns and their runs.
#include "directory/campaigns/campaigns.h"

#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Campaign;
using model::CampaignRun;

namespace {

std::string path_of(model::CampaignId campaign)
{
    return "/v1/campaigns/" + std::to_string(campaign.value);
}

Result<model::CampaignId> campaign_id(const RequestContext& call)
{
    return model::CampaignId{TRY(path_id(call, "campaign"))};
}

Result<Campaign> named_campaign(const RequestContext& call)
{
    return directory::live_campaign(call.rows(), call.tenant.id, TRY(campaign_id(call)));
}

// A group that the body names is the body's fault.
template <class T>
Result<T> blame_group(Result<T> result)
{
    if (!result && result.error().code == Code::not_found && result.error().subject == "group") {
        return bad_member("/group_id", result.error().message);
    }
    if (!result && result.error().subject == "group") result.error().where = "/group_id";
    return result;
}

Result<std::vector<model::Segment>> find_segments(const RequestContext& call, model::GroupId group,
                                                  const model::TextList& segment_by)
{
    const auto* finder = TRY(finder_of(call));
    return located(directory::segments_of(*finder, call.tenant.id, group, segment_by,
                                          call.directory().clock().now()),
                   campaign_record());
}

Result<Campaign> read_campaign(const RequestContext& call)
{
    Campaign draft;
    const auto patch = TRY(read_draft(TRY(read_body(call)), {}));
    TRY(merge_members(patch, draft, wire::Purpose::create));
    if (draft.status != model::CampaignStatus::draft) {
        return bad_member("/status", "must be draft, or absent");
    }
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    draft.segment_by = TRY(
        located(directory::check_segment_operands(declared, draft.segment_by), campaign_record()));
    return draft;
}

struct RerunBody {
    std::optional<model::GroupId> group;
    std::vector<std::int64_t> archived_runs;
};

Result<RerunBody> read_rerun(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    RerunBody rerun;
    if (const auto group = TRY(take_integer(body, "group_id"))) rerun.group = {*group};
    if (const auto runs = take(body, "archive_runs"); runs && !runs->is_null()) {
        if (runs->as_array() == nullptr) {
            return bad_member("/archive_runs", "must be a list of numbers of runs");
        }
        for (const auto& run : *runs->as_array()) {
            if (run.as_integer() == nullptr) {
                return bad_member("/archive_runs", "must be a list of numbers of runs");
            }
            rerun.archived_runs.push_back(*run.as_integer());
        }
    }
    TRY(refuse_others(body));
    return rerun;
}

} // namespace

HandlerResult list_campaigns(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::campaign;
    query.tenant = call.tenant.id;
    return reply_listed<Campaign>(call, std::move(query), campaign_filters);
}

HandlerResult create_campaign(RequestContext& call)
{
    const auto draft = TRY(read_campaign(call));
    const auto segments = TRY(find_segments(call, draft.group, draft.segment_by));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto made =
            TRY(located(blame_group(directory::create_campaign(transaction, draft, segments)),
                        campaign_record()));
        return reply_created(made, path_of(made.id));
    });
}

HandlerResult get_campaign(RequestContext& call)
{
    return reply_read(call, TRY(named_campaign(call)));
}

HandlerResult update_campaign(RequestContext& call)
{
    const auto id = TRY(campaign_id(call));
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto edit = [&](Campaign& campaign) { return merge_members(draft, campaign); };
        return reply(TRY(located(directory::update_campaign(transaction, id, edit, expected),
                                 campaign_record())));
    });
}

HandlerResult remove_campaign(RequestContext& call)
{
    const auto id = TRY(campaign_id(call));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::remove_campaign(transaction, id, expected));
        return reply_nothing();
    });
}

HandlerResult list_campaign_runs(RequestContext& call)
{
    const auto campaign = TRY(named_campaign(call));
    return reply_listed<CampaignRun>(call, directory::runs_query(call.tenant.id, campaign.id), {});
}

HandlerResult get_campaign_run(RequestContext& call)
{
    const auto campaign = TRY(named_campaign(call));
    const auto number = TRY(path_id(call, "run"));
    return reply_read(call,
                      TRY(directory::find_run(call.rows(), call.tenant.id, campaign.id, number)));
}

HandlerResult rerun_campaign(RequestContext& call)
{
    const auto campaign = TRY(named_campaign(call));
    auto body = TRY(read_rerun(call));
    const auto group = body.group.value_or(campaign.group);
    const auto segments = TRY(find_segments(call, group, campaign.segment_by));
    directory::Rerun rerun{group, segments, std::move(body.archived_runs)};
    // A repeated call only gets its stored answer: the campaign may be under review by now.
    if (!TRY(stored_part(call, 0))) {
        TRY(blame_group(directory::archive_runs_in_pieces(call.directory(), call.principal,
                                                          call.tenant.id, campaign.id, rerun)));
    }
    rerun.archived_runs.clear();
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto run =
            TRY(blame_group(directory::rerun_campaign(transaction, campaign.id, rerun)));
        return reply_created(run, path_of(campaign.id) + "/runs/" + std::to_string(run.number));
    });
}

} // namespace muster::dialects::native
