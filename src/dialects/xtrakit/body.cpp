// Recognises the three forms of bodies and reads each into an object. Knows no fields.
#include "dialects/xtrakit/body.h"

#include "base/limits.h"
#include "base/text.h"
#include "wire/multipart.h"

namespace muster::dialects::xtrakit {

namespace {

muster::Failure unreadable(std::string why)
{
    return fail(Code::invalid_value, "body", "is no JSON object, multipart or form",
                std::move(why));
}

template <class Pairs>
Result<Json> object_of(const Pairs& pairs)
{
    // Real bodies have 14 fields. The limit bounds the search for repeated names.
    if (pairs.size() > limits::query_parameters) return unreadable("too many fields");
    Json object = Json::object();
    for (const auto& pair : pairs) {
        if (!is_utf8(pair.name) || !is_utf8(pair.value)) return unreadable("not UTF-8");
        object.set(pair.name, Json(pair.value));
    }
    return object;
}

} // namespace

Result<Json> read_body(const http::Request& request)
{
    const std::string_view body = trim_invisible(request.body);
    const std::string_view label = request.header("content-type");
    if (body.empty()) return Json::object();
    if (body.front() == '{') return parse_json(body);
    if (wire::looks_multipart(label, body)) {
        return object_of(TRY(wire::read_multipart(label, request.body)));
    }
    if (body.find('=') != body.npos) return object_of(http::parse_form(body));
    return unreadable("neither '{' nor '=' in it");
}

} // namespace muster::dialects::xtrakit
