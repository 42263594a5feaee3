// The answers that many calls of this API share, and its form of dates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dialects/dialect.h"
#include "dialects/ecwid/parameters.h"
#include "wire/form.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

extern const wire::Form datetime_form; // "2026-02-03 09:15:42 +0000"
std::string format_datetime(Time time);

http::Response created(std::int64_t id);                               // {"id": 7}
http::Response counted(std::string_view name, std::int64_t count = 1); // {"updateCount": 1}
inline http::Response updated() { return counted("updateCount"); }
inline http::Response deleted() { return counted("deleteCount"); }

// Begins {"total": …, "items": [ …; the caller writes the items, then calls end().
class ListAnswer {
public:
    struct Numbers {
        std::int64_t total = 0;
        std::int64_t count = 0;
        Paging paging;
    };
    ListAnswer(const Numbers& numbers, const wire::Selection& selection);
    ListAnswer(const ListAnswer&) = delete;
    ListAnswer& operator=(const ListAnswer&) = delete;

    bool wants_items() const { return selection_.has("items"); }
    const wire::Selection& item_selection() const { return selection_.inside("items"); }
    JsonWriter& out() { return out_; }
    // Call between begin_items and end_items only when wants_items().
    void begin_items() { out_.name("items").begin_array(); }
    void end_items() { out_.end_array(); }
    http::Response end();

private:
    const wire::Selection& selection_;
    std::string body_;
    JsonWriter out_{body_};
};

} // namespace muster::dialects::ecwid
