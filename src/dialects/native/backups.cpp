// POST /v1/backups: copies the whole store to a file in the backup folder of the server.
#include <algorithm>

#include "dialects/native/body.h"
#include "dialects/native/handlers.h"

namespace muster::dialects::native {

namespace {

constexpr std::size_t most_name_chars = 100; // leaves room for what a temporary file adds

// A name and never a path: an administrator of the API does not choose where the server writes.
bool is_file_name(std::string_view name)
{
    constexpr std::string_view others = "._-";
    return name.size() <= most_name_chars && !name.starts_with('.') && !name.starts_with('-') &&
           std::ranges::all_of(name, [&](char c) {
               const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
               return is_letter || (c >= '0' && c <= '9') || others.find(c) != others.npos;
           });
}

Result<std::string> read_name(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto name = TRY(take_text(body, "name"));
    TRY(refuse_others(body));
    if (!name || name->empty()) return bad_member("/name", "is required", Code::missing_field);
    if (is_file_name(*name)) return *name;
    return bad_member("/name", "must be the name of a file in the backup folder: at most 100 "
                               "letters, digits, dots, dashes and underscores");
}

} // namespace

HandlerResult back_up(RequestContext& call)
{
    const auto name = TRY(read_name(call));
    if (!call.services.backup) {
        return fail(Code::unsupported, "backup", "this store is backed up by its own means");
    }
    const auto bytes = call.services.backup(name);
    if (!bytes) {
        Error error = bytes.error();
        if (error.code == Code::already_exists) error.where = "/name";
        return fail(std::move(error));
    }
    std::string body;
    JsonWriter(body)
        .begin_object()
        .name("name")
        .text(name)
        .name("bytes")
        .integer(*bytes)
        .end_object();
    return json_response(std::move(body), 201);
}

} // namespace muster::dialects::native
