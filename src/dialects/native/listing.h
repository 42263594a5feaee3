// Lists: {"items": [...], "next": cursor or null, "total": number, if requested}. One reader of the
// query parameters serves all resources; a table for each resource names its filters.
#pragma once

#include <span>
#include <string_view>

#include "dialects/native/reply.h"

namespace muster::dialects::native {

// How the text of a parameter becomes a value, and its schema.
struct FilterValue {
    Result<model::Value> (*read)(std::string_view text);
    const wire::Codec* codec;
};

Result<model::Value> read_text_filter(std::string_view text);
Result<model::Value> read_integer_filter(std::string_view text);
Result<model::Value> read_boolean_filter(std::string_view text);
Result<model::Value> read_time_filter(std::string_view text);

// A query parameter that filters. Rows with the same parameter are alternatives: one must match.
// Only the first of them has a description.
struct FilterRow {
    std::string_view parameter;
    std::string_view operand;
    model::Filter::Op op;
    FilterValue value;
    std::string_view description;
};

// What the client requests of a list.
struct ListRequest {
    model::Query query;
    wire::Selection selection;
};

// What a resource allows in requests for its list.
struct ListSpec {
    model::Query query; // kind, tenant, and a filter that always applies
    std::span<const FilterRow> filters;
    bool has_fields = false;               // "fields.<key>" sorts and filters
    std::vector<std::string_view> members; // of the resource
    // The core's name of a member that clients can sort by; empty when they cannot.
    std::string_view (*sortable)(std::string_view name) = nullptr;
};

Result<ListRequest> read_list_request(const RequestContext& call, ListSpec offer);

// The answer; `items` is the JSON between the brackets of the array.
http::Response reply_list(const model::Query& query, const model::Page& page,
                          std::string_view items);

// Lists have no order.
template <class E>
std::string_view sortable(std::string_view name)
{
    for (const auto& row : record_of<E>().rows()) {
        if (row.name != name || core_name<E>(row).empty()) continue;
        const auto& member = model::Schema<E>::members[static_cast<std::size_t>(row.field)];
        return member.storage == model::Storage::list ? std::string_view{} : member.name;
    }
    return {};
}

// Answers a list of the resource; `query` has kind, tenant and the filter that always applies.
template <class E>
Result<http::Response> reply_listed(const RequestContext& call, model::Query query,
                                    std::span<const FilterRow> filters)
{
    // The values of messages are those of their segments.
    constexpr bool has_fields = requires(const E& entity) { entity.fields; }
    &&!std::is_same_v<E, model::Message>;
    ListSpec offer{std::move(query), filters, has_fields, member_names(record_of<E>()),
                   sortable<E>};
    const auto request = TRY(read_list_request(call, std::move(offer)));
    const auto page = TRY(call.rows().page(request.query));
    std::string items;
    JsonWriter out(items);
    for (const auto& row : page.rows) write_entity(out, std::get<E>(row), request.selection);
    return reply_list(request.query, page, items);
}

} // namespace muster::dialects::native
