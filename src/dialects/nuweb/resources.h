// Resources, the objects of this API's documents: {"type", "id", "attributes", …}.
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "dialects/dialect.h"
#include "dialects/nuweb/paging.h"
#include "dialects/nuweb/view.h"
#include "wire/currencies.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

struct ResourceName {
    std::string_view type;
    std::int64_t id = 0;
    std::string self = {}; // the link to itself; empty when it has none
};

// Writes the resource around the attributes that write_attributes(JsonWriter&) writes.
template <class Write>
void write_resource_with(JsonWriter& out, const ResourceName& name, const Write& write_attributes)
{
    out.begin_object().name("type").text(name.type).name("id").integer(name.id);
    out.name("attributes");
    write_attributes(out);
    if (!name.self.empty()) {
        out.name("links").begin_object().name("self").text(name.self).end_object();
    }
    out.end_object();
}

template <class T>
void write_resource(JsonWriter& out, const ResourceName& name, const wire::Record<T>& record,
                    const T& object, const wire::Selection& attributes = wire::everything)
{
    write_resource_with(out, name, [&](JsonWriter& writer) {
        wire::write_object(writer, record, object, attributes);
    });
}

// The resources that those of one answer include, each once.
class Inclusions {
public:
    // Writes {"type", "id"} and remembers the resource.
    template <class T>
    void relate(JsonWriter& out, std::string_view type, std::int64_t id,
                const wire::Record<T>& record, const T& object, const wire::Selection& attributes)
    {
        out.begin_object().name("type").text(type).name("id").integer(id).end_object();
        auto& resource = resources_[{type, id}];
        if (!resource.empty()) return;
        JsonWriter included(resource);
        write_resource(included, {type, id}, record, object, attributes);
    }

    // Writes the member "included".
    void write(JsonWriter& out) const
    {
        out.name("included").begin_array();
        for (const auto& [key, resource] : resources_) out.raw(resource);
        out.end_array();
    }

private:
    std::map<std::pair<std::string_view, std::int64_t>, std::string> resources_;
};

// {"data": [a page of all rows], "links", "meta"}, for rows that are there as a whole.
template <class T>
Result<http::Response> list_of(const RequestContext& call, std::string_view type,
                               const wire::Record<T>& record, std::span<const T> all)
{
    const auto view = TRY(ResourceView::read(call.request, type));
    const auto page = TRY(read_paging(call));
    const auto selection = view.select(type, record);
    const auto total = static_cast<std::int64_t>(all.size());
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (auto i = page.offset; i < std::min(total, page.offset + page.limit); ++i) {
        const auto& object = all[static_cast<std::size_t>(i)];
        write_resource(out, {type, object.id}, record, object, selection);
    }
    out.end_array();
    write_paging(out, call, page, total);
    out.end_object();
    return json_response(std::move(body));
}

// Members of descriptions.
inline constexpr auto included_row =
    wire::described<wire::Envelope>("included", R"({"type": "array", "items": {"type": "object"}})")
        .about("The resources that `include` asks for, each once.");
inline constexpr auto relationships_row =
    wire::described<wire::Envelope>("relationships", R"({"type": "object"})")
        .about("The types and ids of the included resources.");

const wire::Record<model::Tenant>& company_record();

using wire::Currency;
// The currency that the header X-NU-CURRENCY-ID names, else the company's. invalid_value.
Result<Currency> requested_currency(const RequestContext& call);
// The attributes that an included currency has.
const wire::Record<Currency>& currency_record();

} // namespace muster::dialects::nuweb
