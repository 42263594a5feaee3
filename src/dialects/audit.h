// What goes to the audit log: who logged in, who was refused, what was handed out, and what
// administrators did. Knows no API and no file.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects {

enum class AuditKind { login, login_failed, refused, exported, administered };

std::string_view name_of(AuditKind kind);

// Texts of clients in it can have any characters: the log escapes them.
struct AuditEvent {
    AuditKind kind;
    std::string_view dialect;
    std::string_view route; // pattern; empty when none matched
    http::Verb verb;
    std::string_view target; // path without the query, for what administrators and managers do
    int status = 0;
    model::CredentialId credential; // 0: not known
    model::TenantId tenant;
    std::string_view address;
    std::string_view request_id;
    std::string_view reason; // code of the error; empty when there was none
};

void audit(const RequestContext& call, std::string_view dialect, AuditKind kind,
           model::CredentialId credential, int status = 0, const Error* error = nullptr);

} // namespace muster::dialects
