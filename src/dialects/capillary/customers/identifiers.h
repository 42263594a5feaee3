// The names customers are known by here, and where the core keeps each (promise 14): mobile,
// e-mail and external id are members of the customer, everything else is an alias "type:value".
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
    enum class Kept { phone, email, external_id, user_id, alias };
    std::string_view name;
    Kept kept;
};

// By name without case; nullptr when there is none. "id" is among them.
const IdentifierType* find_identifier_type(std::string_view name);

struct Identifier {
    const IdentifierType* type = nullptr;
    std::string value;
};

// The live customer known by it.
Result<std::optional<model::Customer>> find_customer(const model::Rows& rows,
                                                     model::TenantId tenant,
                                                     const Identifier& identifier,
                                                     const Settings& settings);

// Whether a customer may be known by such a value.
bool is_valid(const Identifier& identifier);
// Makes the customer known by it, in place of another of a type that it can have only one of.
void set_identifier(model::Customer& customer, const Identifier& identifier,
                    const Settings& settings);
void remove_identifier(model::Customer& customer, const Identifier& identifier);
// Whether the customer has one of this type.
bool has_identifier(const model::Customer& customer, const IdentifierType& type);

std::vector<Identifier> identifiers_of(const model::Customer& customer);

// [{"type", "value"}]
void write_identifiers(JsonWriter& out, std::string_view name,
                       const std::vector<Identifier>& identifiers);
// The members email and mobile, each when known.
void write_contact(JsonWriter& out, const model::Customer& customer);

struct Source {
    std::string_view name; // "INSTORE"; empty: none
    bool is_all() const { return name == "ALL"; }
};

// By name without case; an empty one when unknown.
Source find_source(std::string_view name);

} // namespace muster::dialects::capillary
