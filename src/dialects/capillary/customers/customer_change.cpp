// The calls that update a customer and change its identifiers (promises 32 and 36).
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/customer_draft.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/error_mapping.h"
#include "dialects/capillary/inputs.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

// Whether another customer has the identifier.
Result<bool> is_of_another(const directory::Transaction& transaction, const Identifier& identifier,
                           model::CustomerId self, const OrganisationSettings& settings)
{
    const auto known =
        TRY(find_customer(transaction.rows(), transaction.tenant(), identifier, settings));
    return known && known->id != self;
}

// An update does not take identifiers from other customers: each of those becomes a warning.
Result<CustomerDraft> without_foreign(const directory::Transaction& transaction,
                                      CustomerDraft draft, const model::Customer& customer,
                                      const OrganisationSettings& settings)
{
    std::vector<Identifier> own;
    for (const auto& one : draft.identifiers) {
        const bool is_new = !has_identifier(customer, *one.type);
        if (is_new && TRY(is_of_another(transaction, one, customer.id, settings))) {
            draft.warnings.push_back(issue(customer_problems::of_another, one.value));
        } else {
            own.push_back(one);
        }
    }
    draft.identifiers = std::move(own);
    return draft;
}

// What an update may not change.
Result<void> check_update(const model::Customer& customer, const CustomerDraft& draft)
{
    const auto extras = extras_of(customer);
    if (find_profile(extras, draft.source, draft.account) == nullptr) {
        return refuse(customer_problems::unknown);
    }
    if (extras.loyalty_type == "loyalty" && draft.loyalty_type == "non_loyalty") {
        return refuse(customer_problems::no_way_back);
    }
    return {};
}

// Runs inside the write; returns the warnings.
Result<Issues> update(directory::Transaction& transaction, model::CustomerId id,
                      const CustomerDraft& given, const OrganisationSettings& settings)
{
    const auto* declared = TRY(transaction.declared());
    Issues warnings;
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        TRY(check_update(customer, given));
        const auto draft = TRY(without_foreign(transaction, given, customer, settings));
        warnings = draft.warnings;
        const auto more =
            TRY(apply_draft(draft, DraftPurpose::update, *declared, settings, customer));
        append_issues(warnings, more);
        return {};
    };
    TRY(directory::update_customer(transaction, id, edit));
    return warnings;
}

Result<std::string> save_update(RequestContext& call, std::int64_t id, const CustomerDraft& draft,
                                const OrganisationSettings& settings)
{
    const auto warnings = TRY(with_customer_problems(
        call.write([&](directory::Transaction& transaction) -> Result<Issues> {
            const auto customer = TRY(model::known_by<model::Customer>(
                transaction.rows(), transaction.tenant(), dialect_name, id));
            return update(transaction, customer.id, draft, settings);
        })));
    return write_saved(id, warnings);
}

// The customer of the path is read by the write itself. Only for a bad request is it read here,
// because an unknown customer is reported first.
template <class T>
Result<T> unless_unknown(const RequestContext& call, Result<T> request)
{
    if (!request) TRY(find_in_path(call));
    return request;
}

struct IdentifierChange {
    CustomerDraft add; // its identifiers, cards and warnings
    std::vector<Identifier> remove;
};

Result<IdentifierChange> read_change(const RequestContext& call,
                                     const OrganisationSettings& settings)
{
    const auto source = query_text(call, "source");
    if (!source.empty() && find_source(source).name.empty()) {
        return refuse(customer_problems::bad_write_source, source);
    }
    const auto body = TRY(read_body(call));
    if (!body) return refuse(customer_problems::nothing_to_change);
    if (!body->is_object()) return refuse(problems::unusable, "body must be an object");
    IdentifierChange change;
    CustomerDraft removed;
    for (auto [name, draft] : {std::pair{"add", &change.add}, std::pair{"remove", &removed}}) {
        const auto* given = member(*body, name);
        const auto* list = given == nullptr ? nullptr : given->as_array();
        if (given != nullptr && (list == nullptr || list->size() > most_body_identifiers)) {
            return refuse(problems::unusable, std::string(name) + " must be a short list");
        }
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            TRY(read_identifier((*list)[i], settings, *draft));
        }
    }
    change.remove = std::move(removed.identifiers);
    if (change.add.identifiers.empty() && change.remove.empty() && change.add.warnings.empty()) {
        return refuse(customer_problems::nothing_to_change);
    }
    return change;
}

bool is_primary_identifier(const Identifier& identifier, const OrganisationSettings& settings)
{
    const auto* type = find_identifier_type(settings.primary_identifier);
    return identifier.type == type;
}

// The primary identifier can be added when the customer has none, but never changed or removed. An
// identifier of another customer cannot be added.
Result<void> check_identifiers(const directory::Transaction& transaction,
                               const model::Customer& customer, const IdentifierChange& change,
                               const OrganisationSettings& settings)
{
    for (const auto& one : change.remove) {
        if (is_primary_identifier(one, settings)) return refuse(customer_problems::primary_fixed);
    }
    for (const auto& one : change.add.identifiers) {
        const auto known =
            TRY(find_customer(transaction.rows(), transaction.tenant(), one, settings));
        if (known && known->id != customer.id) {
            return refuse(customer_problems::of_another, one.value);
        }
        const bool is_change = !known && has_identifier(customer, *one.type);
        if (is_change && is_primary_identifier(one, settings)) {
            return refuse(customer_problems::primary_fixed);
        }
    }
    return {};
}

// Runs inside the write.
Result<void> apply_change(directory::Transaction& transaction, model::CustomerId id,
                          const IdentifierChange& change, const OrganisationSettings& settings)
{
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        TRY(check_identifiers(transaction, customer, change, settings));
        for (const auto& one : change.remove) remove_identifier(customer, one);
        for (const auto& one : change.add.identifiers) set_identifier(customer, one, settings);
        if (change.add.cards.empty()) return {};
        auto extras = extras_of(customer);
        for (const auto& card : change.add.cards) extras.cards.push_back(card);
        store_extras(customer, extras);
        return {};
    };
    TRY(directory::update_customer(transaction, id, edit));
    return {};
}

} // namespace

Result<std::string> update_customer(RequestContext& call)
{
    const auto id = TRY(path_customer_id(call));
    const auto settings = settings_of(call.tenant);
    const auto draft =
        TRY(unless_unknown(call, read_customer(call, DraftPurpose::update, settings)));
    return save_update(call, id, draft, settings);
}

Result<std::string> update_looked_up_customer(RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_problems));
    const auto customer = TRY(find_looked_up(call, lookup));
    const auto settings = settings_of(call.tenant);
    const auto draft = TRY(read_customer(call, DraftPurpose::update, settings));
    return save_update(call, model::shown_id(customer, dialect_name), draft, settings);
}

Result<std::string> change_identifiers(RequestContext& call)
{
    const auto id = TRY(path_customer_id(call));
    const auto settings = settings_of(call.tenant);
    const auto change = TRY(unless_unknown(call, read_change(call, settings)));
    TRY(with_customer_problems(call.write([&](directory::Transaction& transaction) -> Result<void> {
        const auto customer = TRY(model::known_by<model::Customer>(
            transaction.rows(), transaction.tenant(), dialect_name, id));
        return apply_change(transaction, customer.id, change, settings);
    })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("createdId").integer(id);
    write_issues(out, "warnings", change.add.warnings);
    out.end_object();
    return answer;
}

} // namespace muster::dialects::capillary
