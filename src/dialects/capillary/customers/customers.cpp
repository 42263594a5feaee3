// The handlers of customers: read, call the core once, write. Knows no storage.
#include "dialects/capillary/customers/customers.h"

#include <algorithm>

#include "dialects/capillary/core_words.h"
#include "dialects/capillary/customers/customer_draft.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "directory/customers.h"

namespace muster::dialects::capillary {

namespace {

struct Added {
    model::CustomerId id;
    Issues warnings;
};

void append(Issues& issues, Issues more)
{
    for (auto& one : more) issues.push_back(std::move(one));
}

bool has_type(const CustomerDraft& draft, std::string_view name)
{
    return std::any_of(draft.identifiers.begin(), draft.identifiers.end(),
                       [&](const Identifier& one) { return one.type->name == name; });
}

// The customer that is known by one of the draft's identifiers already.
Result<std::optional<model::Customer>> find_known(const directory::Transaction& transaction,
                                                  const CustomerDraft& draft,
                                                  const Settings& settings)
{
    for (const auto& identifier : draft.identifiers) {
        auto known =
            TRY(find_customer(transaction.rows(), transaction.tenant(), identifier, settings));
        if (known) return known;
    }
    return std::optional<model::Customer>{};
}

Result<Added> create(directory::Transaction& transaction, const CustomerDraft& draft,
                     const Settings& settings)
{
    const auto* declared = TRY(transaction.declared());
    model::Customer customer;
    CustomerExtras extras; // its first profile is the draft's, whatever the source
    extras.profiles.push_back({.source = draft.source, .account = draft.account});
    keep_customer_extras(customer, extras);
    Added added{{}, draft.warnings};
    append(added.warnings, TRY(apply_draft(draft, Purpose::add, *declared, settings, customer)));
    added.id = TRY(directory::create_customer(transaction, std::move(customer))).id;
    return added;
}

// The same person in another source: one customer with one profile more.
Result<Added> combine(directory::Transaction& transaction, const model::Customer& known,
                      const CustomerDraft& draft, const Settings& settings)
{
    const auto id = std::to_string(known.id.value);
    const auto extras = customer_extras(known);
    const auto* profile = find_profile(extras, draft.source, draft.account);
    if (profile != nullptr && profile->account == draft.account) {
        return refuse(customer_problems::exists, id);
    }
    const auto* declared = TRY(transaction.declared());
    Issues warnings;
    TRY(directory::update_customer(
        transaction, known.id, [&](model::Customer& customer) -> Result<void> {
            warnings = TRY(apply_draft(draft, Purpose::add, *declared, settings, customer));
            return {};
        }));
    Added added{known.id, draft.warnings};
    added.warnings.push_back(issue(customer_problems::combined, id));
    append(added.warnings, std::move(warnings));
    return added;
}

Result<Added> add(directory::Transaction& transaction, const CustomerDraft& draft,
                  const Settings& settings)
{
    const auto known = TRY(find_known(transaction, draft, settings));
    if (known) return combine(transaction, *known, draft, settings);
    return create(transaction, draft, settings);
}

} // namespace

Result<std::string> add_customer(RequestContext& call)
{
    const auto settings = settings_of(call.tenant);
    const auto draft = TRY(read_customer(call, Purpose::add, settings));
    if (settings.mobile_required && !has_type(draft, "mobile")) {
        return refuse(customer_problems::mobile_required);
    }
    if (draft.identifiers.empty()) return refuse(customer_problems::no_identifiers);
    const auto added = TRY(customer_words(call.write(
        [&](directory::Transaction& transaction) { return add(transaction, draft, settings); })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("createdId").integer(added.id.value);
    write_issues(out, "warnings", added.warnings);
    out.name("sideEffects").begin_array().end_array().end_object();
    return answer;
}

Result<std::string> look_up_customer(RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_words));
    const auto customer = TRY(find_looked_up(call, lookup));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").integer(customer.id.value);
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

} // namespace muster::dialects::capillary
