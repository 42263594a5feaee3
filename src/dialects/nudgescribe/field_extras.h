// What this API stores with a profile field because the core has no member for it.
#pragma once

#include <string>

#include "dialects/nudgescribe/audit.h"
#include "model/entities.h"

namespace muster::dialects::nudgescribe {

struct FieldExtras {
    bool is_character = false; // a text of one character
    std::string format;        // the form of dates, or the code of the currency
    model::CredentialId created_by;
    model::CredentialId updated_by;
    Time updated_at{}; // when updated_by did it: another API may have changed the field since
};

FieldExtras extras_of(const model::CustomField& field);
void store_extras(const FieldExtras& extras, model::CustomField& field);

AuditKeys audit_of(const model::CustomField& field);

} // namespace muster::dialects::nudgescribe
