// /v1/campaigns/{campaign}/messages: the texts of a campaign, one for each segment of a run.
#include "directory/campaigns/messages.h"

#include "dialects/native/body.h"
#include "dialects/native/errors.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "directory/campaigns/campaigns.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Message;

namespace {

// A body that was read before has the segment.
Result<void> check_segment(const Message& message, const std::optional<Json>& given)
{
    if (!given) return {};
    std::string text;
    JsonWriter out(text);
    write_entity(out, message);
    if (*TRY(parse_json(text)).find("segment") == *given) return {};
    return bad_member("/segment", "is set by the server");
}

} // namespace

HandlerResult list_messages(RequestContext& call)
{
    const model::CampaignId id{TRY(path_id(call, "campaign"))};
    const auto campaign = TRY(directory::live_campaign(call.rows(), call.tenant.id, id));
    return reply_listed<Message>(call, directory::messages_query(call.tenant.id, campaign.id),
                                 message_filters);
}

HandlerResult get_message(RequestContext& call)
{
    const model::CampaignId campaign{TRY(path_id(call, "campaign"))};
    const model::MessageId id{TRY(path_id(call, "message"))};
    return reply_read(call,
                      TRY(directory::find_message(call.rows(), call.tenant.id, campaign, id)));
}

HandlerResult update_message(RequestContext& call)
{
    const model::CampaignId campaign{TRY(path_id(call, "campaign"))};
    const model::MessageId id{TRY(path_id(call, "message"))};
    const auto draft = TRY(read_draft(TRY(read_body(call)), "segment"));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto edit = [&](Message& message) -> Result<void> {
            TRY(check_segment(message, draft.values));
            return merge_members(draft, message);
        };
        const auto message =
            TRY(located(directory::update_message(transaction, campaign, id, edit, expected),
                        message_record()));
        return WriteAnswer(reply(message), message.customer);
    });
}

} // namespace muster::dialects::native
