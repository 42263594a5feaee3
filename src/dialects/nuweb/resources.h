// Resources, the objects of this API's documents: {"type", "id", "attributes", …}.
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
    std::string self = {}; // the link to itself; empty when it has none
};

// Attributes that the view does not show are left out.
void write_resource(JsonWriter& out, const ResourceView& view, const Resource& resource);

// {"data": resource}
http::Response document(const Resource& resource);
// {"data": [page of all], "links", "meta"}
Result<http::Response> list_of(const RequestContext& call, const std::vector<Resource>& all,
                               std::string_view type);

Resource company_resource(const model::Tenant& tenant);
Resource group_resource(const model::Group& group, model::TenantId tenant);
// The currency that the header X-NU-CURRENCY-ID names, else the company's. invalid_value.
Result<Resource> currency_resource(const RequestContext& call);

} // namespace muster::dialects::nuweb
