// POST /v1/backups: copies the whole store to a file on the server's machine.
#include <filesystem>

#include "dialects/native/body.h"
#include "dialects/native/handlers.h"

namespace muster::dialects::native {

namespace {

Result<std::string> read_path(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto path = TRY(take_text(body, "path"));
    TRY(refuse_others(body));
    if (!path || path->empty()) return bad_member("/path", "is required", Code::missing_field);
    if (!path->starts_with('/') || path->find('\0') != path->npos) {
        return bad_member("/path", "must be an absolute path on the server's machine");
    }
    return *path;
}

} // namespace

HandlerResult back_up(RequestContext& call)
{
    const auto path = TRY(read_path(call));
    if (!call.services.backup) {
        return fail(Code::unsupported, "backup", "this store is backed up by its own means");
    }
    if (auto made = call.services.backup(path); !made) {
        Error error = std::move(made).error();
        if (error.code == Code::already_exists) error.where = "/path";
        return fail(std::move(error));
    }
    std::error_code ignored; // the copy is complete; only its size is unknown
    const auto bytes = std::filesystem::file_size(path, ignored);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("path").text(path);
    out.name("bytes").integer(ignored ? 0 : static_cast<std::int64_t>(bytes)).end_object();
    return json_response(std::move(body), 201);
}

} // namespace muster::dialects::native
