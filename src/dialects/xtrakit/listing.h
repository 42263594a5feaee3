// Lists of this API: filters from the query string, and every match at once, for it has no pages.
#pragma once

#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

// business_code, created_at and updated_at as conditions on rows; invalid_value names the filter.
Result<model::Filter> read_filters(const RequestContext& call);
// A filter that is an integer; nothing when absent or empty.
Result<std::optional<std::int64_t>> read_integer(const http::Request& request,
                                                 std::string_view name);

struct Listed {
    std::string rows = "[]"; // JSON array
    std::size_t count = 0;
};

using WriteRow = void (*)(JsonWriter& out, const model::Tenant& tenant, const model::Entity& row);

// All matches in the order of their ids. too_large "list" over the limit.
Result<Listed> list_all(const RequestContext& call, model::Kind kind, model::Filter filter,
                        WriteRow write);

http::Response listed_reply(std::string_view plural, std::string_view member, const Listed& listed);

// The {id} of the path; not_found of that subject unless it is a number that may be an id.
Result<std::int64_t> path_id(const RequestContext& call, std::string_view subject);

} // namespace muster::dialects::xtrakit
