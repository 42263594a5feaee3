// Query parameters become a query of the core; a page becomes the answer. Knows no resource.
#include "dialects/native/listing.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/groups/rules.h"
#include "rule/rule.h"
#include "wire/paging.h"

namespace muster::dialects::native {

namespace {

constexpr std::array<std::string_view, 6> common{"limit", "after",  "sort",
                                                 "total", "fields", "with_removed"};
constexpr std::string_view by_rule = "where"; // of customers only

constexpr std::string_view fields_prefix = "fields.";

// Finds the declared field of "fields.<key>". Loads the declared fields once, and only if needed.
class FieldNames {
public:
    FieldNames(const RequestContext& call, model::Kind kind)
        : call_(call), entity_(kind == model::Kind::group ? model::FieldEntity::group
                                                          : model::FieldEntity::customer)
    {}

    Result<model::CustomField> find(std::string_view parameter, std::string_view name)
    {
        if (!declared_) declared_ = TRY(model::load_declared(call_.rows(), call_.tenant.id));
        const auto* field = declared_->named(entity_, name.substr(fields_prefix.size()));
        if (field != nullptr) return *field;
        return bad_parameter(parameter, "no field of this name is declared", Code::unknown_field);
    }

private:
    const RequestContext& call_;
    model::FieldEntity entity_;
    std::optional<model::DeclaredFields> declared_;
};

Result<model::Sort> read_sort(const ListSpec& offer, FieldNames& names, std::string_view text)
{
    model::Sort sort;
    sort.descending = text.starts_with('-');
    if (sort.descending) text.remove_prefix(1);
    if (offer.has_fields && text.starts_with(fields_prefix)) {
        const auto field = TRY(names.find("sort", text));
        if (field.type == model::Type::list) return bad_parameter("sort", "lists have no order");
        sort.operand = std::string(fields_prefix) + field.key;
        return sort;
    }
    sort.operand = std::string(offer.sortable(text));
    if (sort.operand.empty()) {
        return bad_parameter("sort", "must name a member that has an order, with - for descending");
    }
    return sort;
}

// The list of the customer has the item. The index answers it, as it answers rules.
Result<model::Filter> has_item(const model::CustomField& field, const http::Parameter& parameter)
{
    const std::string operand = std::string(fields_prefix) + field.key;
    if (parameter.value.empty()) return model::has_no(operand);
    if (field.entity != model::FieldEntity::customer) {
        return bad_parameter(parameter.name, "lists of groups cannot be compared");
    }
    auto items = model::coerce(field, model::Value{model::TextList{parameter.value}});
    if (!items) return bad_parameter(parameter.name, items.error().message);
    rule::Rule leaf;
    leaf.op = rule::Rule::Op::overlaps;
    leaf.operand = operand;
    leaf.type = field.type;
    leaf.terms.push_back({std::get<model::TextList>(*items).front()});
    return model::satisfies(std::make_shared<const rule::Rule>(std::move(leaf)));
}

Result<model::Filter> read_field_filter(FieldNames& names, const http::Parameter& parameter)
{
    const auto field = TRY(names.find(parameter.name, parameter.name));
    const std::string operand = std::string(fields_prefix) + field.key;
    if (field.type == model::Type::list) return has_item(field, parameter);
    auto value = model::coerce(field, model::Value{parameter.value});
    if (!value) return bad_parameter(parameter.name, value.error().message);
    return model::is_null(*value) ? model::has_no(operand) : model::equals(operand, *value);
}

Result<model::Filter> read_filter(std::span<const FilterRow> rows, const http::Parameter& parameter)
{
    std::vector<model::Filter> any;
    for (const auto& row : rows) {
        if (row.parameter != parameter.name) continue;
        auto value = row.value.read(parameter.value);
        if (!value) return bad_parameter(parameter.name, value.error().message);
        any.push_back(model::where(std::string(row.operand), row.op, std::move(*value)));
    }
    if (any.size() == 1) return std::move(any.front());
    return model::any_of(std::move(any));
}

bool is_common(std::string_view name)
{
    return std::find(common.begin(), common.end(), name) != common.end();
}

} // namespace

Result<model::Value> read_text_filter(std::string_view text)
{
    return model::Value{std::string(text)};
}

Result<model::Value> read_integer_filter(std::string_view text)
{
    const auto whole = parse_integer(text);
    if (!whole) return fail(Code::invalid_value, "", "must be an integer");
    return model::Value{*whole};
}

Result<model::Value> read_boolean_filter(std::string_view text)
{
    if (text == "true") return model::Value{true};
    if (text == "false") return model::Value{false};
    return fail(Code::invalid_value, "", "must be true or false");
}

Result<model::Value> read_time_filter(std::string_view text)
{
    const auto instant = parse_instant(text);
    if (!instant) {
        return fail(Code::invalid_value, "", "must be a time such as 2026-02-03T09:15:42Z");
    }
    return model::Value{*instant};
}

Result<ListRequest> read_list_request(const RequestContext& call, ListSpec offer)
{
    FieldNames names(call, offer.query.kind);
    ListRequest request;
    request.query = offer.query;
    request.query.limit = TRY(limit_parameter(call));
    request.query.bytes = limits::page_bytes;
    request.query.with_total = TRY(flag_parameter(call, "total"));
    request.query.with_removed = TRY(flag_parameter(call, "with_removed"));
    request.selection = TRY(read_selection(call, offer.members));
    if (const auto sort = call.request.parameter("sort")) {
        request.query.sort = TRY(read_sort(offer, names, *sort));
    }

    std::vector<model::Filter> filters{std::move(request.query.filter)};
    for (const auto& parameter : call.request.query) {
        if (is_common(parameter.name) || parameter.name == by_rule) continue;
        const bool declared = offer.has_fields && parameter.name.starts_with(fields_prefix);
        filters.push_back(declared ? TRY(read_field_filter(names, parameter))
                                   : TRY(read_filter(offer.filters, parameter)));
    }
    request.query.filter =
        filters.size() == 1 ? std::move(filters.front()) : model::all_of(std::move(filters));

    if (const auto where = call.request.parameter(by_rule)) {
        auto rule = TRY(rule_of_text(call, *where, "?where"));
        request.query.filter =
            model::all_of({std::move(request.query.filter), model::satisfies(std::move(rule))});
    }

    if (const auto after = call.request.parameter("after")) {
        auto cursor = wire::read_cursor(*after, request.query);
        if (!cursor) return bad_parameter("after", cursor.error().message);
        request.query.after = std::move(*cursor);
    }
    return request;
}

http::Response reply_list(const model::Query& query, const model::Page& page,
                          std::string_view items)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object();
    out.name("items").raw('[' + std::string(items) + ']');
    out.name("next");
    if (page.next) {
        out.text(wire::write_cursor(*page.next, query));
    } else {
        out.null();
    }
    if (page.total) out.name("total").integer(*page.total);
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
