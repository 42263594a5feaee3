// Looks into the log twice a second, so that a feed shows the commits of every node. It holds its
// place and not more than one piece of text.
#include "dialects/native/change_feed.h"

#include <utility>

#include "base/text.h"
#include "dialects/feed_limit.h"
#include "dialects/native/errors.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

enum class FeedContent { changes, revisions };

class ChangeFeed final : public http::BodyStream {
public:
    ChangeFeed(const RequestContext& call, model::ChangeQuery query, ChangeFilter filter,
               FeedContent content, std::shared_ptr<void> place)
        : services_(call.services), credential_(call.principal.credential), query_(query),
          filter_(std::move(filter)), content_(content), place_(std::move(place)), started_(now()),
          sent_(started_), shown_id_(query_.after)
    {}

    // The first look answers at once, so that the client sees that the feed is open.
    std::optional<std::string> next() override
    {
        const Time moment = now();
        if (moment - started_ >= limits::change_feed_age) return std::nullopt;
        if (!services_.identity.by_id(native_name, credential_)) return std::nullopt;
        auto text = content_ == FeedContent::changes ? new_changes() : newest_revision();
        if (!text) return std::nullopt; // the client comes back, and then reads the error
        if (text->empty() && (is_first_ || moment - sent_ >= limits::change_feed_beat)) {
            *text = sign_of_life();
        }
        is_first_ = false;
        if (!text->empty()) sent_ = moment;
        return *std::move(text);
    }

private:
    Time now() const { return services_.directory.clock().now(); }
    const model::Rows& rows() const { return services_.directory.rows(); }

    // When the feed has looked at changes that the client does not want, it says how far: a client
    // that comes back goes on from there.
    std::string sign_of_life()
    {
        if (std::exchange(shown_id_, query_.after) == query_.after) return ":\n\n";
        return "id: " + std::to_string(query_.after) + "\n\n";
    }

    Result<std::string> new_changes()
    {
        std::string text;
        const auto newest = TRY(rows().revision(query_.tenant));
        if (newest <= query_.after) return text;
        const auto changes = TRY(rows().changes(query_));
        std::vector<const model::Change*> wanted;
        for (const auto& change : changes) {
            if (filter_.wants(change)) wanted.push_back(&change);
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto revision = wanted[i]->revision;
            // A revision that is cut off in the middle is sent again from its beginning.
            const bool is_last = i + 1 == wanted.size() || wanted[i + 1]->revision != revision;
            if (is_last) {
                text += "id: " + std::to_string(revision) + '\n';
                shown_id_ = revision;
            }
            text += "event: change\ndata: ";
            JsonWriter out(text);
            wire::write_object(out, change_record(), *wanted[i]);
            text += "\n\n";
        }
        const bool is_whole = static_cast<std::int64_t>(changes.size()) < query_.limit;
        query_.after = is_whole ? newest : changes.back().revision;
        return text;
    }

    Result<std::string> newest_revision()
    {
        const auto newest = TRY(rows().revision(query_.tenant));
        if (newest <= query_.after) return std::string();
        query_.after = shown_id_ = newest;
        const auto revision = std::to_string(newest);
        return "id: " + revision + "\nevent: revision\ndata: " + revision + "\n\n";
    }

    Services& services_;
    const model::CredentialId credential_;
    model::ChangeQuery query_;
    const ChangeFilter filter_;
    const FeedContent content_;
    const std::shared_ptr<void> place_; // in the limit of feeds
    const Time started_;
    Time sent_;
    model::Revision shown_id_; // the id with which the client would come back
    bool is_first_ = true;
};

Result<model::Revision> first_revision(const RequestContext& call)
{
    const std::string_view last = trim(call.request.header("Last-Event-ID"));
    if (!last.empty()) {
        const auto revision = parse_integer(last);
        if (revision && *revision >= 0) return *revision;
        return bad_header("Last-Event-ID", "must be the id of an event of this feed");
    }
    return call.rows().revision(call.tenant.id);
}

Result<FeedContent> content_of(const RequestContext& call)
{
    const auto details = call.request.parameter("details").value_or("true");
    if (details == "true") return FeedContent::changes;
    if (details == "false") return FeedContent::revisions;
    return bad_parameter("details", "must be true or false");
}

} // namespace

bool wants_events(const RequestContext& call)
{
    return call.request.header("Accept").find("text/event-stream") != std::string_view::npos;
}

HandlerResult open_change_feed(const RequestContext& call, model::ChangeQuery query,
                               ChangeFilter filter)
{
    const auto content = TRY(content_of(call));
    if (!call.request.parameter("after") || call.request.has_header("Last-Event-ID")) {
        query.after = TRY(first_revision(call));
    }
    query.limit = limits::change_feed_batch;
    auto place = call.services.feeds->enter(call.tenant.id);
    if (!place) {
        Error error{Code::rate_limited, "feeds", "too many feeds are open", {}, {}, {}};
        error.retry_after = limits::change_feed_beat;
        return fail(std::move(error));
    }
    http::Response response;
    response.content_type = "text/event-stream";
    response.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
    response.stream =
        std::make_shared<ChangeFeed>(call, query, std::move(filter), content, std::move(place));
    return response;
}

} // namespace muster::dialects::native
