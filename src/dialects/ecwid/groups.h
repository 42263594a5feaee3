// The calls on customer groups. This API shows one more group than the store has: General, id 0,
// the group of all customers without another group. It is made up in this folder and not stored.
#pragma once

#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "model/entities.h"
#include "model/query.h"

namespace muster::dialects::ecwid {

inline constexpr model::GroupId general{0};
inline constexpr std::string_view general_name = "General";

// The group that clients know by this id; not_found "group" with the text of this API.
Result<model::Group> find_group(const model::Rows& rows, model::TenantId store, std::int64_t id);
// Our id of that group, also of General.
Result<model::GroupId> find_group_id(const model::Rows& rows, model::TenantId store,
                                     std::int64_t id);

// All groups that match the filter, by id.
Result<std::vector<model::Group>> find_groups(const model::Rows& rows, model::TenantId store,
                                              model::Filter filter);

Result<http::Response> list_groups(RequestContext& call);
Result<http::Response> get_group(RequestContext& call);
Result<http::Response> create_group(RequestContext& call);
Result<http::Response> update_group(RequestContext& call);
Result<http::Response> remove_group(RequestContext& call);

} // namespace muster::dialects::ecwid
