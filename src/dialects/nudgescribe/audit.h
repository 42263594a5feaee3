// The four audit keys at the end of every stored object (promise 8).
#pragma once

#include <string>

#include "base/instant.h"
#include "model/entities.h"
#include "wire/record.h"

namespace muster::dialects::nudgescribe {

struct AuditKeys {
    Time created_at;
    Time updated_at;
    model::CredentialId created_by;
    model::CredentialId updated_by;
};

template <class E>
AuditKeys audit_of(const E& entity)
{
    return {entity.created_at, entity.updated_at, entity.created_by, entity.updated_by};
}

const wire::Record<AuditKeys>& audit_record();

} // namespace muster::dialects::nudgescribe
