// Turns query parameters into filters.
#include "dialects/ecwid/customers/customer_filters.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/groups.h"
#include "dialects/ecwid/parameters.h"
#include "directory/memberships.h"
#include "model/lookup.h"

namespace muster::dialects::ecwid {

namespace {

using model::Filter;
using Op = Filter::Op;

struct FilterParameter;
using MakeFilter = Result<Filter> (*)(const RequestContext& call, const FilterParameter& row,
                                      std::string_view text);

struct FilterParameter {
    std::string_view name;
    const char* operand;
    MakeFilter make;
    std::string_view description;
    Filters offered_in = Filters::all; // bulk: in both sets of filters
    const wire::Codec* codec = &wire::text_codec;
};

Result<Filter> part(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    return model::where(row.operand, Op::contains, std::string(trim(text)));
}

Result<Filter> whole(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    return model::where(row.operand, Op::equal_folded, std::string(trim(text)));
}

// Matches any of a comma list. Each must equal one whole line (see operands in customer_extras.h).
Result<Filter> lines(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    Filter any = model::any_of({});
    for (const auto piece : split(text, ',')) {
        const std::string line = '\n' + std::string(trim(piece)) + '\n';
        if (line.size() > 2) any.parts.push_back(model::where(row.operand, Op::contains, line));
    }
    return any;
}

// The same for ids of products.
Result<Filter> products(const RequestContext& call, const FilterParameter& row,
                        std::string_view text)
{
    TRY(read_integers(row.name, text));
    return lines(call, row, text);
}

Result<Filter> line(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    return model::where(row.operand, Op::contains, '\n' + std::string(trim(text)) + '\n');
}

Result<Filter> keyword(const RequestContext&, const FilterParameter&, std::string_view text)
{
    const std::string piece(trim(text));
    return model::any_of(
        {model::where("name", Op::contains, piece), model::where("email", Op::contains, piece)});
}

Result<Filter> email(const RequestContext& call, const FilterParameter& row, std::string_view text)
{
    return TRY(flag(call, "useExactEmailMatch", false)) ? whole(call, row, text)
                                                        : part(call, row, text);
}

// Searches the contacts, and the core's phone of customers that have no contacts of their own: it
// is shown as their contact then.
Result<Filter> phone(const RequestContext&, const FilterParameter&, std::string_view text)
{
    const std::string piece(trim(text));
    const std::string digits = digits_of(piece);
    Filter any = model::any_of({model::where(operands::phones, Op::contains, piece)});
    std::vector<Filter> of_core{model::where("phone", Op::contains, piece)};
    if (digits.size() >= 3) {
        any.parts.push_back(model::where(operands::phone_digits, Op::contains, digits));
        of_core.push_back(model::where("phone", Op::contains, digits));
    }
    any.parts.push_back(model::all_of(
        {model::has_no(operands::has_own_contacts), model::any_of(std::move(of_core))}));
    return any;
}

Result<Filter> consent(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    return model::equals(row.operand, TRY(read_boolean(row.name, text)));
}

// A boolean that is not stored when it is false.
Result<Filter> sparse_flag(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    Filter is_set = model::equals(row.operand, true);
    return TRY(read_boolean(row.name, text)) ? is_set : model::negate(std::move(is_set));
}

Result<Filter> scheme(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    const std::string wanted = lower_ascii(trim(text));
    Filter is_b2b = model::equals(row.operand, std::string("b2b"));
    if (wanted == "b2b") return is_b2b;
    if (wanted == "b2c") return model::negate(std::move(is_b2b));
    return wrong_parameter(row.name, "expected one of 'b2c','b2b'");
}

Result<Filter> in_group(const RequestContext& call, const FilterParameter& row, std::int64_t id)
{
    if (id == general.value) return model::has_no(row.operand);
    const auto own =
        TRY(model::own_ids<model::Group>(call.rows(), call.tenant.id, dialect_name, {&id, 1}));
    if (own.empty()) return model::any_of({});
    return directory::shown_in(call.rows(), call.tenant.id, {own.front()});
}

Result<Filter> group(const RequestContext& call, const FilterParameter& row, std::string_view text)
{
    return in_group(call, row, TRY(read_integer(row.name, text)));
}

Result<Filter> groups(const RequestContext& call, const FilterParameter& row, std::string_view text)
{
    Filter any = model::any_of({});
    for (const auto id : TRY(read_integers(row.name, text))) {
        any.parts.push_back(TRY(in_group(call, row, id)));
    }
    return any;
}

// A figure that is 0 is not stored, so that absent counts as 0.
template <auto read>
Result<Filter> at_least(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    const auto bound = static_cast<double>(TRY(read(row.name, text)));
    Filter filter = model::where(row.operand, Op::greater_or_equal, bound);
    return bound > 0 ? filter : model::any_of({model::has_no(row.operand), std::move(filter)});
}

template <auto read>
Result<Filter> at_most(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    const auto bound = static_cast<double>(TRY(read(row.name, text)));
    Filter filter = model::where(row.operand, Op::less_or_equal, bound);
    return bound < 0 ? filter : model::any_of({model::has_no(row.operand), std::move(filter)});
}

Result<Filter> created_from(const RequestContext&, const FilterParameter& row,
                            std::string_view text)
{
    return from(row.operand, TRY(read_time(row.name, text)));
}

Result<Filter> created_to(const RequestContext&, const FilterParameter& row, std::string_view text)
{
    return up_to(row.operand, TRY(read_time(row.name, text)));
}

// The ids of the groups whose time of change matches.
Result<std::vector<model::Value>> groups_changed(const RequestContext& call, Filter when)
{
    std::vector<model::Value> ids;
    for (const auto& group : TRY(find_groups(call.rows(), call.tenant.id, std::move(when)))) {
        ids.emplace_back(group.id.value);
    }
    return ids;
}

// A change of a group counts as a change of its customers (customer_writer.cpp).
Result<Filter> updated_from(const RequestContext& call, const FilterParameter& row,
                            std::string_view text)
{
    Filter changed = from(row.operand, TRY(read_time(row.name, text)));
    auto ids = TRY(groups_changed(call, changed));
    return model::any_of({std::move(changed), model::is_one_of("home_group_id", std::move(ids))});
}

Result<Filter> updated_to(const RequestContext& call, const FilterParameter& row,
                          std::string_view text)
{
    Filter changed = up_to(row.operand, TRY(read_time(row.name, text)));
    auto ids = TRY(groups_changed(call, model::negate(changed)));
    return model::all_of(
        {std::move(changed), model::negate(model::is_one_of("home_group_id", std::move(ids)))});
}

constexpr FilterParameter filter_rows[] = {
    {"keyword", "", keyword, "Name or e-mail contains this.", Filters::bulk},
    {"name", "name", part, "The name contains this."},
    {"email", "email", email, "The e-mail contains this."},
    {"phone", "", phone, "A phone contains this; from three digits on, digits are compared."},
    {"city", operands::cities, part, "The city of a shipping address contains this."},
    {"postalCode", operands::postal_codes, part,
     "The postal code of a shipping address contains this."},
    {"stateOrProvinceCode", operands::states, line, "The state of a shipping address."},
    {"companyName", operands::companies, part, "The company of a shipping address contains this."},
    {"countryCodes", operands::countries, lines,
     "Countries of shipping addresses, separated by commas.", Filters::bulk},
    {"acceptMarketing", "consent", consent, "Whether marketing mail is wanted.", Filters::bulk,
     &wire::boolean_codec},
    {"lang", "language", whole, "The language.", Filters::bulk},
    {"customerGroupIds", "home_group_id", groups, "Ids of groups, separated by commas.",
     Filters::bulk},
    {"customerGroup", "home_group_id", group, "The id of a group.", Filters::all,
     &wire::integer_codec},
    {"minOrderCount", operands::order_count, at_least<read_integer>, "At least so many orders.",
     Filters::bulk, &wire::integer_codec},
    {"maxOrderCount", operands::order_count, at_most<read_integer>, "At most so many orders.",
     Filters::bulk, &wire::integer_codec},
    {"minSalesValue", operands::sales_value, at_least<read_number>,
     "Orders of at least this value.", Filters::bulk, &wire::number_codec},
    {"maxSalesValue", operands::sales_value, at_most<read_number>, "Orders of at most this value.",
     Filters::bulk, &wire::number_codec},
    {"purchasedProductIds", operands::products, products,
     "Ids of ordered products, separated by commas.", Filters::bulk},
    {"b2b_b2c", operands::scheme, scheme, "A person (b2c) or a firm (b2b)."},
    {"taxExempt", operands::tax_exempt, sparse_flag, "Whether the customer pays no taxes.",
     Filters::bulk, &wire::boolean_codec},
    {"fiscalCode", operands::fiscal_code, part, "The fiscal code contains this."},
    {"electronicInvoicePecEmail", operands::pec_email, part, "The PEC e-mail contains this."},
    {"electronicInvoiceSdiCode", operands::sdi_code, part, "The SDI code contains this."},
    {"createdFrom", "created_at", created_from, "Created at this time or later."},
    {"createdTo", "created_at", created_to, "Created at this time or earlier."},
    {"updatedFrom", "updated_at", updated_from, "Changed at this time or later."},
    {"updatedTo", "updated_at", updated_to, "Changed at this time or earlier."},
};

bool is_offered(const FilterParameter& row, Filters which)
{
    return which == Filters::all || row.offered_in == Filters::bulk;
}

constexpr Parameter parameter_of(const FilterParameter& row)
{
    return {.name = row.name, .codec = row.codec, .description = row.description};
}

// The parameters of one set, and behind them those that are not filters.
template <std::size_t size, std::size_t count>
consteval std::array<Parameter, size> parameters_in(Filters set, const Parameter (&more)[count])
{
    std::array<Parameter, size> parameters{};
    std::size_t next = 0;
    for (const auto& row : filter_rows) {
        if (row.offered_in == set) parameters[next++] = parameter_of(row);
    }
    for (const auto& parameter : more) parameters[next++] = parameter;
    if (next != size) throw "the size in the header is another";
    return parameters;
}

constexpr Parameter other_bulk_parameters[] = {
    {.name = "checkOnlyCustomerId",
     .codec = &wire::boolean_codec,
     .description = "The vendor's own pages send it; it has no effect."},
};
constexpr Parameter other_search_parameters[] = {
    {.name = "usePrecalculatedOrderCount",
     .codec = &wire::boolean_codec,
     .description = "The vendor's own pages send it; it has no effect."},
    {.name = "useExactEmailMatch",
     .codec = &wire::boolean_codec,
     .description = "Whether `email` must be the whole e-mail.",
     .default_text = "false"},
};

} // namespace

constinit const std::array<Parameter, bulk_filter_count> bulk_filters =
    parameters_in<bulk_filter_count>(Filters::bulk, other_bulk_parameters);
constinit const std::array<Parameter, other_filter_count> other_filters =
    parameters_in<other_filter_count>(Filters::all, other_search_parameters);

Result<Filter> read_filters(const RequestContext& call, Filters which)
{
    Filter all;
    for (const auto& row : filter_rows) {
        if (!is_offered(row, which)) continue;
        const auto text = parameter(call, row.name);
        if (text) all.parts.push_back(TRY(row.make(call, row, *text)));
    }
    return all;
}

Filter from(std::string operand, Time time)
{
    return model::where(std::move(operand), Op::greater_or_equal, time);
}

Filter up_to(std::string operand, Time time)
{
    const auto next_second =
        std::chrono::floor<std::chrono::seconds>(time) + std::chrono::seconds(1);
    return model::where(std::move(operand), Op::less, Time(next_second));
}

} // namespace muster::dialects::ecwid
