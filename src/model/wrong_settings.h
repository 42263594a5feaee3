// Settings of tenants that are stored with a value which cannot be set any more. Earlier versions
// did not check them; the readers in model/tenant_settings.h use something else instead.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/tenant_settings.h"

namespace muster::model {

struct WrongSetting {
    std::string name;
    std::string value;   // as it is shown to people
    std::string problem; // "must be true or false", or that there is no such setting
    std::string repair;  // completes "muster tenant set TENANT "
};

// In the order in which they are stored.
std::vector<WrongSetting> wrong_settings(const Tenant& tenant,
                                         std::span<const TenantSetting> known);

// One line for the log.
std::string warning_of(const Tenant& tenant, const WrongSetting& wrong);

} // namespace muster::model
