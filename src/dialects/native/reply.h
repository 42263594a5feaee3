// Answers with one entity: body, ETag, and 304 Not Modified.
#pragma once

#include <string>

#include "dialects/native/parameters.h"
#include "dialects/native/records.h"

namespace muster::dialects::native {

// Reads ?fields=; unknown_field for names that the resource does not have.
Result<wire::Selection> read_selection(const RequestContext& call,
                                       std::span<const std::string_view> known);

template <class E>
std::string etag_of(const E& entity)
{
    return '"' + std::to_string(entity.revision) + '"';
}
// The head count is shown with the group, but a join does not change the group's revision. Without
// the count a client could get 304 although the number it shows has changed.
inline std::string etag_of(const model::Group& group)
{
    return '"' + std::to_string(group.revision) + '-' + std::to_string(group.member_count) + '"';
}

// The whole entity with its ETag.
template <class E>
http::Response reply(const E& entity, int status = 200)
{
    std::string body;
    JsonWriter out(body);
    write_entity(out, entity);
    auto response = json_response(std::move(body), status);
    response.headers.push_back({"ETag", etag_of(entity)});
    return response;
}

// 201 with the Location of the new entity.
template <class E>
http::Response reply_created(const E& entity, std::string location)
{
    auto response = reply(entity, 201);
    response.headers.push_back({"Location", std::move(location)});
    return response;
}

// The members that ?fields= selects; 304 when If-None-Match names the current state.
template <class E>
Result<http::Response> reply_read(const RequestContext& call, const E& entity)
{
    const auto selection = TRY(read_selection(call, member_names(record_of<E>())));
    http::Response response;
    if (is_current(call, etag_of(entity))) {
        response.status = 304;
        response.content_type.clear();
    } else {
        std::string body;
        JsonWriter out(body);
        write_entity(out, entity, selection);
        response = json_response(std::move(body));
    }
    response.headers.push_back({"ETag", etag_of(entity)});
    return response;
}

// 204
http::Response reply_nothing();

// Percent-encodes a text as one segment of a path.
std::string encode_segment(std::string_view text);

} // namespace muster::dialects::native
