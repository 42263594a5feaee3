// Reads parameters and bodies. Knows no entity.
#include "dialects/ecwid/parameters.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "dialects/ecwid/errors.h"

namespace muster::dialects::ecwid {

namespace {

struct BooleanWord {
    std::string_view text;
    bool value;
};
constexpr std::array boolean_words{
    BooleanWord{"true", true}, BooleanWord{"false", false}, BooleanWord{"yes", true},
    BooleanWord{"no", false},  BooleanWord{"on", true},     BooleanWord{"off", false},
    BooleanWord{"1", true},    BooleanWord{"0", false},
};

// Bounds UNIX seconds so that they do not overflow as microseconds.
constexpr std::int64_t most_seconds = 253'402'300'799; // the end of the year 9999

bool is_digits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Puts back the plus of a zone: in a query, a plus that the client did not escape arrives as a
// blank ("2026-02-03 09:15:42 0000").
std::string with_plus(std::string_view text)
{
    const auto blank = text.find_last_of(' ');
    if (blank == text.npos || text.size() - blank != 5 || !is_digits(text.substr(blank + 1))) {
        return std::string(text);
    }
    return std::string(trim(text.substr(0, blank))) + " +" + std::string(text.substr(blank + 1));
}

bool is_json_type(std::string_view content_type)
{
    const std::string type = lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
    return type == "application/json" || type == "text/json";
}

} // namespace

std::optional<std::string_view> parameter(const RequestContext& call, std::string_view name)
{
    const auto text = call.request.parameter(name);
    return text && !trim(*text).empty() ? text : std::nullopt;
}

Result<bool> read_boolean(std::string_view name, std::string_view text)
{
    const std::string word = lower_ascii(trim(text));
    const auto* found = std::ranges::find(boolean_words, word, &BooleanWord::text);
    if (found != boolean_words.end()) return found->value;
    return wrong_parameter(name, "expected one of 'true','false','yes','no','on','off','1','0'");
}

Result<std::int64_t> read_integer(std::string_view name, std::string_view text)
{
    const auto value = parse_integer(trim(text));
    if (!value) return wrong_parameter(name, "expected a number");
    return *value;
}

Result<double> read_number(std::string_view name, std::string_view text)
{
    const auto value = parse_number(trim(text));
    if (!value) return wrong_parameter(name, "expected a number");
    return *value;
}

Result<Time> read_time(std::string_view name, std::string_view text)
{
    text = trim(text);
    if (const auto seconds = parse_integer(text)) {
        if (*seconds > most_seconds || *seconds < -most_seconds) {
            return wrong_parameter(name, "expected a time before the year 10000");
        }
        return Time(std::chrono::seconds(*seconds));
    }
    const auto time = parse_instant(with_plus(text));
    if (!time) {
        return wrong_parameter(name,
                               "expected UNIX seconds, 'yyyy-MM-dd HH:mm:ss Z' or 'yyyy-MM-dd'");
    }
    return *time;
}

Result<std::vector<std::int64_t>> read_integers(std::string_view name, std::string_view text)
{
    std::vector<std::int64_t> values;
    for (const auto piece : split(text, ',')) {
        if (trim(piece).empty()) continue;
        values.push_back(TRY(read_integer(name, piece)));
    }
    return values;
}

Result<bool> flag(const RequestContext& call, std::string_view name, bool fallback)
{
    const auto text = parameter(call, name);
    return text ? read_boolean(name, *text) : Result<bool>(fallback);
}

Result<OffsetPaging> read_paging(const RequestContext& call, std::int64_t most)
{
    OffsetPaging paging;
    if (const auto text = parameter(call, "offset")) {
        paging.offset = TRY(read_integer("offset", *text));
        if (paging.offset < 0) return wrong_parameter("offset", "expected 0 or more");
    }
    if (const auto text = parameter(call, "limit")) {
        paging.limit = TRY(read_integer("limit", *text));
        if (paging.limit < 1) return wrong_parameter("limit", "expected 1 or more");
    }
    paging.limit = std::min(paging.limit, most);
    return paging;
}

Result<wire::Selection> read_selection(const RequestContext& call)
{
    const auto text = parameter(call, "responseFields");
    if (!text) return wire::Selection{};
    auto selection = wire::Selection::parse(*text);
    if (!selection) return wrong_parameter("responseFields", selection.error().message);
    return selection;
}

Result<std::int64_t> path_id(const RequestContext& call, std::string_view name)
{
    const std::string_view text = trim(call.parameter(name));
    if (const auto id = parse_integer(text)) return *id;
    if (is_digits(text)) return std::numeric_limits<std::int64_t>::max();
    return wrong_parameter(name, "expected a number");
}

Result<Json> read_json(const RequestContext& call)
{
    const std::string_view type = call.request.header("Content-Type");
    if (!type.empty() && !call.request.body.empty() && !is_json_type(type)) {
        return fail(Code::unsupported, "body",
                    "Unsupported content-type: expected application/json or text/json");
    }
    return call.json();
}

Result<Json> read_object(const RequestContext& call)
{
    auto body = TRY(read_json(call));
    if (!body.is_object()) return wrong_parameter("body", "expected a JSON object");
    return body;
}

} // namespace muster::dialects::ecwid
