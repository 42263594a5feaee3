// The envelope around every answer of this API.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

// 200 with {"status", "message", "data"}; data is a complete JSON object.
http::Response reply(std::string_view message, std::string_view data = "{}");

// reply with one member in data: {"group": {…}}; write(JsonWriter&) gives the member's value.
template <class Write>
http::Response reply_with(std::string_view message, std::string_view name, Write&& write)
{
    std::string data;
    JsonWriter out(data);
    out.begin_object().name(name);
    std::forward<Write>(write)(out);
    out.end_object();
    return reply(message, data);
}

} // namespace muster::dialects::xtrakit
