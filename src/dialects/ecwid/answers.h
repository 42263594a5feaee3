// The answers that many calls of this API share, and how this API writes dates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dialects/dialect.h"
#include "dialects/ecwid/parameters.h"
#include "wire/codec.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

extern const wire::Codec datetime_codec; // "2026-02-03 09:15:42 +0000"
std::string format_datetime(Time time);

http::Response created(std::int64_t id);                               // {"id": 7}
http::Response counted(std::string_view name, std::int64_t count = 1); // {"updateCount": 1}
inline http::Response updated() { return counted("updateCount"); }
inline http::Response deleted() { return counted("deleteCount"); }

// The pipeline calls this for each response, also for errors: sets the content type.
void finish_answer(const RequestContext& call, http::Response& response);

// Writes {"total": …, "count": …, "offset": …, "limit": …, "items": […]} with the members that
// responseFields selects. The caller writes the items between begin_items() and end_items(), but
// only when wants_items() is true, and then calls end().
class ListAnswer {
public:
    struct PageNumbers {
        std::int64_t total = 0;
        std::int64_t count = 0;
        OffsetPaging paging;
    };
    ListAnswer(const PageNumbers& numbers, const wire::Selection& selection);
    ListAnswer(const ListAnswer&) = delete;
    ListAnswer& operator=(const ListAnswer&) = delete;

    bool wants_items() const { return selection_.has("items"); }
    const wire::Selection& item_selection() const { return selection_.inside("items"); }
    JsonWriter& out() { return out_; }
    void begin_items() { out_.name("items").begin_array(); }
    void end_items() { out_.end_array(); }
    http::Response end();

private:
    const wire::Selection& selection_;
    std::string body_;
    JsonWriter out_{body_};
};

} // namespace muster::dialects::ecwid
