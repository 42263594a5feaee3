// Resources of this API's documents: {"type", "id", "attributes", …}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/nuweb/paging.h"
#include "dialects/nuweb/view.h"

namespace muster::dialects::nuweb {

struct Resource {
    std::string_view type;
    std::int64_t id = 0;
    Json attributes = Json::object();
    std::string self = {}; // link; empty: none
};

// Attributes that the view does not show are left out.
void write_resource(JsonWriter& out, const View& view, const Resource& resource);

// {"data": resource}
http::Response document(const Resource& resource);
// {"data": [page of all], "links", "meta"}
Result<http::Response> list_of(const RequestContext& call, const std::vector<Resource>& all,
                               std::string_view type);

Resource company_resource(const model::Tenant& tenant);
Resource group_resource(const model::Group& group, model::TenantId tenant);
// The company's currency, or the one that the header X-NU-CURRENCY-ID names; invalid_value.
Result<Resource> currency_resource(const RequestContext& call);

} // namespace muster::dialects::nuweb
