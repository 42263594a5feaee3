// Who is calling, after authentication.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "model/entities.h"

namespace muster::directory {

using namespace model; // the directory speaks of the model's entities by their plain names

struct Principal {
    CredentialId credential; // 0: the program itself
    AccountId account;       // 0: of the system tenant
    TenantId tenant;         // the one it acts in; 0: none named yet
    std::string name;        // for the log
    std::string dialect;
    TextList scopes;
    // Whether it may see customers and groups. Errors of its writes name no stored values
    // otherwise.
    bool may_read = true;

    bool has_scope(std::string_view scope) const
    {
        return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    }
};

} // namespace muster::directory
