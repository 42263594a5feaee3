// Creates the data that README.md promises to case files.
#pragma once

#include "dialects/dialect.h"
#include "dialects/variables.h"
#include "directory/directory.h"

namespace muster::dialects::test {

void make_tenants(directory::Directory& directory);
void make_credentials(directory::Directory& directory, std::span<const Dialect* const> dialects);
// Fields, customers, groups and memberships of the three tenants.
void make_people(directory::Directory& directory);

void set_world_variables(Variables& variables);
void set_credential_variables(Variables& variables, std::string_view dialect);

} // namespace muster::dialects::test
