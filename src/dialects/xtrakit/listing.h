// The lists of this API: filters from the query string, and all rows in one answer, because the API
// has no pages (promises 10 and 16 to 20).
#pragma once

#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

// business_code, created_at and updated_at as conditions on rows; invalid_value names the filter.
Result<model::Filter> read_filters(const RequestContext& call);
// Reads a parameter that is an integer; nullopt when it is absent or empty.
Result<std::optional<std::int64_t>> read_integer(const http::Request& request,
                                                 std::string_view name);

struct Listed {
    std::string rows = "[]"; // JSON array
    std::size_t count = 0;
};

// Replaces our id of each customer's home group by the id that clients see. Costs nothing but one
// look-up in tenants whose groups have no vendor numbers.
Result<void> show_group_ids(const RequestContext& call, std::vector<model::Entity>& customers);
// The same for one customer.
Result<model::Customer> with_shown_group(const RequestContext& call, model::Customer customer);
// Our id of the group that clients know by this one; 0 stays 0. not_found "group".
Result<model::GroupId> own_group_id(const model::Rows& rows, model::TenantId tenant,
                                    model::GroupId known);

using WriteRow = void (*)(JsonWriter& out, const model::Tenant& tenant, const model::Entity& row);

// All rows that match, by ascending id. too_large "list" when there are more than one answer may
// hold.
Result<Listed> list_all(const RequestContext& call, model::Kind kind, model::Filter filter,
                        WriteRow write);

http::Response listed_reply(std::string_view plural, std::string_view member, const Listed& listed);

// The {id} of the path; not_found with that subject when no row can have it.
Result<std::int64_t> path_id(const RequestContext& call, std::string_view subject);

} // namespace muster::dialects::xtrakit
