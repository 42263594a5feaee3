// The handlers that add a customer and look up its id.
#include "dialects/capillary/customers/customers.h"

#include <algorithm>

#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_draft.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/error_mapping.h"
#include "directory/customers.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

struct AddedCustomer {
    std::int64_t id = 0; // by which clients know it
    Issues warnings;
};

bool has_type(const CustomerDraft& draft, std::string_view name)
{
    return std::any_of(draft.identifiers.begin(), draft.identifiers.end(),
                       [&](const Identifier& one) { return one.type->name == name; });
}

// The customer that already has one of the draft's identifiers.
Result<std::optional<model::Customer>> find_known(const directory::Transaction& transaction,
                                                  const CustomerDraft& draft,
                                                  const OrganisationSettings& settings)
{
    for (const auto& identifier : draft.identifiers) {
        auto known =
            TRY(find_customer(transaction.rows(), transaction.tenant(), identifier, settings));
        if (known) return known;
    }
    return std::optional<model::Customer>{};
}

Result<AddedCustomer> create(directory::Transaction& transaction, const CustomerDraft& draft,
                             const OrganisationSettings& settings)
{
    const auto* declared = TRY(transaction.declared());
    model::Customer customer;
    // Without this, extras_of() would give the new customer a profile in INSTORE.
    CapillaryExtras extras;
    extras.profiles.push_back({.source = draft.source, .account = draft.account});
    store_extras(customer, extras);
    AddedCustomer added{{}, draft.warnings};
    const auto warnings = TRY(apply_draft(draft, DraftPurpose::add, *declared, settings, customer));
    append_issues(added.warnings, warnings);
    const auto made = TRY(directory::create_customer(transaction, std::move(customer)));
    added.id = model::shown_id(made, dialect_name);
    return added;
}

// The customer exists in another source: it gets one more profile.
Result<AddedCustomer> combine(directory::Transaction& transaction, const model::Customer& known,
                              const CustomerDraft& draft, const OrganisationSettings& settings)
{
    const auto id = model::shown_id(known, dialect_name);
    const auto extras = extras_of(known);
    const auto* profile = find_profile(extras, draft.source, draft.account);
    if (profile != nullptr && profile->account == draft.account) {
        return refuse(customer_problems::exists, std::to_string(id));
    }
    const auto* declared = TRY(transaction.declared());
    Issues warnings;
    TRY(directory::update_customer(
        transaction, known.id, [&](model::Customer& customer) -> Result<void> {
            warnings = TRY(apply_draft(draft, DraftPurpose::add, *declared, settings, customer));
            return {};
        }));
    AddedCustomer added{id, draft.warnings};
    added.warnings.push_back(issue(customer_problems::combined, std::to_string(id)));
    append_issues(added.warnings, warnings);
    return added;
}

Result<AddedCustomer> add(directory::Transaction& transaction, const CustomerDraft& draft,
                          const OrganisationSettings& settings)
{
    const auto known = TRY(find_known(transaction, draft, settings));
    if (known) return combine(transaction, *known, draft, settings);
    return create(transaction, draft, settings);
}

} // namespace

std::string write_saved(std::int64_t id, const Issues& warnings)
{
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("createdId").integer(id);
    write_issues(out, "warnings", warnings);
    out.name("sideEffects").begin_array().end_array().end_object();
    return answer;
}

Result<std::string> add_customer(RequestContext& call)
{
    const auto settings = settings_of(call.tenant);
    const auto draft = TRY(read_customer(call, DraftPurpose::add, settings));
    if (settings.mobile_required && !has_type(draft, "mobile")) {
        return refuse(customer_problems::mobile_required);
    }
    if (draft.identifiers.empty()) return refuse(customer_problems::no_identifiers);
    const auto added = TRY(with_customer_problems(call.write(
        [&](directory::Transaction& transaction) { return add(transaction, draft, settings); })));
    return write_saved(added.id, added.warnings);
}

Result<std::string> look_up_customer(RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_problems));
    const auto found = TRY(find_to_read(call, lookup));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").integer(model::shown_id(found.customer, dialect_name));
    write_issues(out, "warnings", found.warnings);
    out.end_object();
    return answer;
}

} // namespace muster::dialects::capillary
