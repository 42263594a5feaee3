// Writes the answers that many calls share. Knows no entity.
#include "dialects/ecwid/answers.h"

namespace muster::dialects::ecwid {

namespace {

void write_datetime(JsonWriter& out, const model::Value& value)
{
    out.text(format_datetime(std::get<Time>(value)));
}

Result<model::Value> read_datetime(const Json& json)
{
    const auto* text = json.as_text();
    const auto time = text == nullptr ? std::nullopt : parse_instant(*text);
    if (!time) return fail(Code::invalid_value, {}, "expected 'yyyy-MM-dd HH:mm:ss Z'");
    return model::Value{*time};
}

} // namespace

const wire::Codec datetime_codec{"a date and time", write_datetime, read_datetime};

std::string format_datetime(Time time) { return format_plain(time) + " +0000"; }

http::Response created(std::int64_t id) { return counted("id", id); }

http::Response counted(std::string_view name, std::int64_t count)
{
    std::string body;
    JsonWriter(body).begin_object().name(name).integer(count).end_object();
    return json_response(std::move(body));
}

void finish_answer(const RequestContext&, http::Response& response)
{
    if (!response.body.empty()) response.content_type = "application/json;charset=UTF-8";
}

ListAnswer::ListAnswer(const PageNumbers& numbers, const wire::Selection& selection)
    : selection_(selection)
{
    out_.begin_object();
    const auto write = [&](std::string_view name, std::int64_t value) {
        if (selection_.has(name)) out_.name(name).integer(value);
    };
    write("total", numbers.total);
    write("count", numbers.count);
    write("offset", numbers.paging.offset);
    write("limit", numbers.paging.limit);
}

http::Response ListAnswer::end()
{
    out_.end_object();
    return json_response(std::move(body_));
}

} // namespace muster::dialects::ecwid
