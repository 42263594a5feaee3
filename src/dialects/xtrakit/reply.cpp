// Writes the envelope; knows no entities.
#include "dialects/xtrakit/reply.h"

namespace muster::dialects::xtrakit {

http::Response reply(std::string_view message, std::string_view data)
{
    std::string body;
    body.reserve(data.size() + message.size() + 64);
    JsonWriter out(body);
    out.begin_object().name("status").integer(200).name("message").text(message);
    out.name("data").raw(data).end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::xtrakit
