// Writes resources and the documents that hold them.
#include "dialects/nuweb/resources.h"

#include <algorithm>

namespace muster::dialects::nuweb {

namespace {

Json time_json(Time time) { return Json(format_rfc3339(time)); }

Json time_json(const std::optional<Time>& time) { return time ? time_json(*time) : Json(); }

} // namespace

void write_resource(JsonWriter& out, const ResourceView& view, const Resource& resource)
{
    out.begin_object().name("type").text(resource.type).name("id").integer(resource.id);
    out.name("attributes").begin_object();
    for (const auto& attribute : *resource.attributes.as_object()) {
        if (view.shows(resource.type, attribute.name)) {
            out.name(attribute.name).value(attribute.value);
        }
    }
    out.end_object();
    if (!resource.self.empty()) {
        out.name("links").begin_object().name("self").text(resource.self).end_object();
    }
    out.end_object();
}

http::Response document(const Resource& resource)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data");
    write_resource(out, ResourceView{}, resource);
    out.end_object();
    return json_response(std::move(body));
}

Result<http::Response> list_of(const RequestContext& call, const std::vector<Resource>& all,
                               std::string_view type)
{
    const auto view = TRY(ResourceView::read(call.request, type));
    const auto paging = TRY(read_paging(call));
    const auto total = static_cast<std::int64_t>(all.size());
    const auto end = std::min(total, paging.offset + paging.limit);
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (auto i = paging.offset; i < end; ++i) {
        write_resource(out, view, all[static_cast<std::size_t>(i)]);
    }
    out.end_array();
    write_paging(out, call, paging, total);
    out.end_object();
    return json_response(std::move(body));
}

Resource company_resource(const model::Tenant& tenant)
{
    Resource company{"companies", tenant.id.value};
    company.attributes.set("name", Json(tenant.name));
    company.attributes.set("alias", Json(tenant.slug));
    company.attributes.set("createdAt", time_json(tenant.created_at));
    company.attributes.set("updatedAt", time_json(tenant.updated_at));
    company.attributes.set("deletedAt", Json());
    return company;
}

Resource group_resource(const model::Group& group, model::TenantId tenant)
{
    Resource resource{"customerGroups", group.id.value};
    resource.attributes.set("name", Json(group.name));
    resource.attributes.set("companyId", Json(tenant.value));
    resource.attributes.set("createdAt", time_json(group.created_at));
    resource.attributes.set("updatedAt", time_json(group.updated_at));
    resource.attributes.set("deletedAt", time_json(group.removed_at));
    return resource;
}

} // namespace muster::dialects::nuweb
