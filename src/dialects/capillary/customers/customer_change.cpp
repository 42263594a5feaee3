// B2 and B5: changing a customer, and what it is known by (promises 32 and 36).
#include <algorithm>

#include "dialects/capillary/core_words.h"
#include "dialects/capillary/customers/customer_draft.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/inputs.h"
#include "directory/customers.h"
#include "model/lookup.h"

namespace muster::dialects::capillary {

namespace {

struct Changed {
    model::CustomerId id;
    Issues warnings;
};

void append(Issues& issues, const Issues& more)
{
    issues.insert(issues.end(), more.begin(), more.end());
}

// Whether somebody else is known by it.
Result<bool> is_of_another(const directory::Transaction& transaction, const Identifier& identifier,
                           model::CustomerId self, const Settings& settings)
{
    const auto known =
        TRY(find_customer(transaction.rows(), transaction.tenant(), identifier, settings));
    return known && known->id != self;
}

// Identifiers that belong to somebody else stay with them.
Result<CustomerDraft> without_foreign(const directory::Transaction& transaction,
                                      CustomerDraft draft, const model::Customer& customer,
                                      const Settings& settings)
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

Result<Changed> change(directory::Transaction& transaction, model::CustomerId id,
                       const CustomerDraft& given, const Settings& settings)
{
    const auto before = model::live_customer(transaction.rows(), transaction.tenant(), id);
    if (!before) return refuse(customer_problems::unknown);
    const auto extras = customer_extras(*before);
    if (find_profile(extras, given.source, given.account) == nullptr) {
        return refuse(customer_problems::unknown);
    }
    if (extras.loyalty_type == "loyalty" && given.loyalty_type == "non_loyalty") {
        return refuse(customer_problems::no_way_back);
    }
    const auto draft = TRY(without_foreign(transaction, given, *before, settings));
    const auto* declared = TRY(transaction.declared());
    Changed changed{id, draft.warnings};
    Issues warnings;
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        warnings = TRY(apply_draft(draft, Purpose::update, *declared, settings, customer));
        return {};
    };
    TRY(directory::update_customer(transaction, id, edit));
    append(changed.warnings, warnings);
    return changed;
}

Result<std::string> change_and_answer(RequestContext& call, model::CustomerId id)
{
    const auto settings = settings_of(call.tenant);
    const auto draft = TRY(read_customer(call, Purpose::update, settings));
    const auto changed = TRY(customer_words(call.write([&](directory::Transaction& transaction) {
        return change(transaction, id, draft, settings);
    })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("createdId").integer(changed.id.value);
    write_issues(out, "warnings", changed.warnings);
    out.name("sideEffects").begin_array().end_array().end_object();
    return answer;
}

struct IdentifierChange {
    CustomerDraft add; // its identifiers, cards and warnings
    std::vector<Identifier> remove;
};

Result<IdentifierChange> read_change(const RequestContext& call, const Settings& settings)
{
    constexpr std::size_t most_identifiers = 100;
    const auto body = TRY(read_body(call));
    if (!body) return refuse(customer_problems::nothing_to_change);
    if (!body->is_object()) return refuse(problems::unusable, "body must be an object");
    IdentifierChange change;
    CustomerDraft removed;
    for (auto [name, draft] : {std::pair{"add", &change.add}, std::pair{"remove", &removed}}) {
        const auto* given = member(*body, name);
        const auto* list = given == nullptr ? nullptr : given->as_array();
        if (given != nullptr && (list == nullptr || list->size() > most_identifiers)) {
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

bool is_primary(const Identifier& identifier, const Settings& settings)
{
    const auto* type = find_identifier_type(settings.primary_identifier);
    return identifier.type == type;
}

// The primary identifier can be given, once; nobody's identifier can be taken away.
Result<void> check_identifiers(const directory::Transaction& transaction,
                               const model::Customer& customer, const IdentifierChange& change,
                               const Settings& settings)
{
    for (const auto& one : change.remove) {
        if (is_primary(one, settings)) return refuse(customer_problems::primary_fixed);
    }
    for (const auto& one : change.add.identifiers) {
        if (TRY(is_of_another(transaction, one, customer.id, settings))) {
            return refuse(customer_problems::of_another, one.value);
        }
        if (!is_primary(one, settings) || !has_identifier(customer, *one.type)) continue;
        const auto known =
            TRY(find_customer(transaction.rows(), transaction.tenant(), one, settings));
        if (!known) return refuse(customer_problems::primary_fixed);
    }
    return {};
}

Result<void> apply_change(directory::Transaction& transaction, model::CustomerId id,
                          const IdentifierChange& change, const Settings& settings)
{
    const auto before = model::live_customer(transaction.rows(), transaction.tenant(), id);
    if (!before) return refuse(customer_problems::unknown);
    TRY(check_identifiers(transaction, *before, change, settings));
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        for (const auto& one : change.remove) remove_identifier(customer, one);
        for (const auto& one : change.add.identifiers) set_identifier(customer, one, settings);
        if (change.add.cards.empty()) return {};
        auto extras = customer_extras(customer);
        for (const auto& card : change.add.cards) extras.cards.push_back(card);
        keep_customer_extras(customer, extras);
        return {};
    };
    TRY(directory::update_customer(transaction, id, edit));
    return {};
}

} // namespace

Result<std::string> update_customer(RequestContext& call)
{
    const auto customer = TRY(find_in_path(call));
    return change_and_answer(call, customer.id);
}

Result<std::string> update_looked_up_customer(RequestContext& call)
{
    const auto lookup = TRY(read_lookup(call, lookup_words));
    const auto customer = TRY(find_looked_up(call, lookup));
    return change_and_answer(call, customer.id);
}

Result<std::string> change_identifiers(RequestContext& call)
{
    const auto customer = TRY(find_in_path(call));
    const auto source = query_text(call, "source");
    if (!source.empty() && find_source(source).name.empty()) {
        return refuse(customer_problems::bad_write_source, source);
    }
    const auto settings = settings_of(call.tenant);
    const auto change = TRY(read_change(call, settings));
    TRY(customer_words(call.write([&](directory::Transaction& transaction) {
        return apply_change(transaction, customer.id, change, settings);
    })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("createdId").integer(customer.id.value);
    write_issues(out, "warnings", change.add.warnings);
    out.end_object();
    return answer;
}

} // namespace muster::dialects::capillary
