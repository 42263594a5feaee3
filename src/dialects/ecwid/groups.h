// Customer groups as this API has them: those of the store, and before them General, the group of
// everybody who has no other; it exists in this folder only.
#pragma once

#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "model/entities.h"
#include "model/query.h"

namespace muster::dialects::ecwid {

inline constexpr model::GroupId general{0};
inline constexpr std::string_view general_name = "General";

// With this API's own not_found.
Result<model::Group> find_group(const model::Rows& rows, model::TenantId store, model::GroupId id);

// All that the filter lets through, by id.
Result<std::vector<model::Group>> find_groups(const model::Rows& rows, model::TenantId store,
                                              model::Filter filter);

Result<http::Response> list_groups(Call& call);
Result<http::Response> get_group(Call& call);
Result<http::Response> create_group(Call& call);
Result<http::Response> update_group(Call& call);
Result<http::Response> remove_group(Call& call);

} // namespace muster::dialects::ecwid
