// The identifiers of customers, and where the directory stores each (promise 14): mobile, e-mail
// and external id are members of the customer, all others are aliases "type:value".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/capillary/errors.h"
#include "dialects/capillary/settings.h"
#include "model/store.h"

namespace muster::dialects::capillary {

struct IdentifierType {
    enum class StoredAs { phone, email, external_id, user_id, alias };
    std::string_view name;
    StoredAs stored_as;
};

inline constexpr std::size_t customer_external_id_chars = 250;

// By its name in any case, "id" included; nullptr when there is none. Types are singletons: they
// are compared by address.
const IdentifierType* find_identifier_type(std::string_view name);

struct Identifier {
    const IdentifierType* type = nullptr;
    std::string value;
};

// The live customer that has the identifier.
Result<std::optional<model::Customer>> find_customer(const model::Rows& rows,
                                                     model::TenantId tenant,
                                                     const Identifier& identifier,
                                                     const OrganisationSettings& settings);

// The live customer that has this card, whatever the case of the card's number.
Result<std::optional<model::Customer>> find_by_card(const model::Rows& rows, model::TenantId tenant,
                                                    const std::string& number);

// Whether the value is possible for its type; never for "id", which only the server gives.
bool is_valid(const Identifier& identifier);
// Adds the identifier; a mobile, e-mail or external id replaces the one that the customer has.
void set_identifier(model::Customer& customer, const Identifier& identifier,
                    const OrganisationSettings& settings);
void remove_identifier(model::Customer& customer, const Identifier& identifier);
// Whether the customer has one of this type.
bool has_identifier(const model::Customer& customer, const IdentifierType& type);

std::vector<Identifier> identifiers_of(const model::Customer& customer);

// [{"type", "value"}]
void write_identifiers(JsonWriter& out, std::string_view name,
                       const std::vector<Identifier>& identifiers);
// The members email and mobile, each when known.
void write_contact(JsonWriter& out, const model::Customer& customer);

struct CustomerSource {
    std::string_view name; // "INSTORE"; empty: unknown
    bool is_all() const { return name == "ALL"; }
};

// By its name in any case.
CustomerSource find_source(std::string_view name);

// The account that a call means: none in the source INSTORE, which has no accounts, so that what is
// sent with it is ignored.
std::string account_in(std::string_view source, std::string_view given);

} // namespace muster::dialects::capillary
