// Turns parameters into identifiers and looks their customer up.
#include "dialects/capillary/customers/customer_lookup.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_extras.h"
#include "dialects/capillary/customers/merged_customers.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/inputs.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::size_t most_query_identifiers = 20;

Result<Identifier> query_identifier(std::string_view name, std::string_view value)
{
    const auto* type = find_identifier_type(name);
    if (type == nullptr) return refuse(customer_problems::bad_identifier_name);
    return Identifier{type, std::string(trim_invisible(value))};
}

// What was found, else the survivor of the customer with that id, else the error.
Result<FoundCustomer> or_survivor(const RequestContext& call, const CustomerLookup& lookup,
                                  Result<model::Customer> found, std::optional<std::int64_t> id)
{
    if (found) return FoundCustomer{*std::move(found), {}};
    const bool is_unknown = found.error().subject == error_of(customer_problems::unknown).subject;
    if (!is_unknown || !id) return fail(std::move(found).error());
    auto survivor = TRY(find_survivor(call.rows(), call.tenant.id, *id));
    if (!survivor) return fail(std::move(found).error());
    TRY(check_source(*survivor, lookup.source, lookup.account));
    const auto warning =
        issue(customer_problems::merged, model::shown_id_text(*survivor, dialect_name));
    return FoundCustomer{*std::move(survivor), {warning}};
}

} // namespace

Result<CustomerLookup> read_source(const RequestContext& call, const LookupProblems& words)
{
    const auto source = query_text(call, "source");
    if (source.empty()) return refuse(words.no_source);
    CustomerLookup lookup;
    lookup.source = find_source(source);
    if (lookup.source.name.empty()) return refuse(words.bad_source);
    lookup.account = account_in(lookup.source.name, query_text(call, "accountId"));
    return lookup;
}

Result<CustomerLookup> read_lookup(const RequestContext& call, const LookupProblems& words)
{
    CustomerLookup lookup = TRY(read_source(call, words));
    const auto names = split(query_text(call, "identifierName"), ',');
    const auto value = query_text(call, "identifierValue");
    if (names.empty() || value.empty()) return refuse(customer_problems::no_lookup_identifier);
    // The value of a single identifier may itself contain commas.
    const auto values = names.size() == 1 ? std::vector{value} : split(value, ',');
    if (names.size() != values.size() || names.size() > most_query_identifiers) {
        return refuse(customer_problems::no_lookup_identifier);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        lookup.identifiers.push_back(TRY(query_identifier(names[i], values[i])));
    }
    return lookup;
}

Result<model::Customer> find_looked_up(const RequestContext& call, const CustomerLookup& lookup)
{
    const auto settings = settings_of(call.tenant);
    auto identifiers = lookup.identifiers;
    std::stable_partition(identifiers.begin(), identifiers.end(), [&](const Identifier& one) {
        return equal_ignoring_ascii_case(one.type->name, settings.primary_identifier);
    });
    for (const auto& identifier : identifiers) {
        auto found = TRY(find_customer(call.rows(), call.tenant.id, identifier, settings));
        if (!found) continue;
        TRY(check_source(*found, lookup.source, lookup.account));
        return *std::move(found);
    }
    return refuse(customer_problems::unknown);
}

Result<FoundCustomer> find_to_read(const RequestContext& call, const CustomerLookup& lookup)
{
    std::optional<std::int64_t> id;
    for (const auto& identifier : lookup.identifiers) {
        if (identifier.type->stored_as == IdentifierType::StoredAs::user_id) {
            id = entity_id(identifier.value);
        }
    }
    return or_survivor(call, lookup, find_looked_up(call, lookup), id);
}

Result<FoundCustomer> find_to_read_in_path(const RequestContext& call, const CustomerLookup& lookup)
{
    const auto id = TRY(path_customer_id(call));
    auto found = TRY(or_survivor(call, lookup, find_in_path(call), id));
    TRY(check_source(found.customer, lookup.source, lookup.account));
    return found;
}

Result<std::int64_t> path_customer_id(const RequestContext& call)
{
    const auto text = call.parameter("userId");
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos) {
        return refuse(problems::unusable, "invalid path parameter");
    }
    const auto id = entity_id(text);
    if (!id) return refuse(customer_problems::unknown);
    return *id;
}

Result<model::Customer> find_in_path(const RequestContext& call)
{
    const auto id = TRY(path_customer_id(call));
    return with_customer_problems(
        model::known_by<model::Customer>(call.rows(), call.tenant.id, dialect_name, id));
}

Result<void> check_source(const model::Customer& customer, const CustomerSource& source,
                          std::string_view account)
{
    if (source.is_all()) return {};
    const auto extras = extras_of(customer);
    if (find_profile(extras, source.name, account) == nullptr) {
        return refuse(customer_problems::not_in_source);
    }
    if (account.empty() && needs_account(extras, source.name)) {
        return refuse(customer_problems::no_account);
    }
    return {};
}

} // namespace muster::dialects::capillary
