// See audit.h.
#include "dialects/audit.h"

namespace muster::dialects {

std::string_view name_of(AuditKind kind)
{
    switch (kind) {
    case AuditKind::login: return "login";
    case AuditKind::login_failed: return "login_failed";
    case AuditKind::refused: return "refused";
    case AuditKind::exported: return "exported";
    case AuditKind::administered: return "administered";
    }
    return {};
}

void audit(const RequestContext& call, std::string_view dialect, AuditKind kind,
           model::CredentialId credential, int status, const Error* error)
{
    if (!call.services.audit) return;
    const std::string_view target = call.request.target;
    AuditEvent event{
        .kind = kind,
        .dialect = dialect,
        .route = call.route == nullptr ? std::string_view{} : call.route->path,
        .verb = call.request.verb,
        .target = kind == AuditKind::administered ? target.substr(0, target.find('?'))
                                                  : std::string_view{},
        .status = status,
        .credential = credential,
        .tenant = call.tenant.id,
        .address = call.end_user_address.empty() ? std::string_view(call.request.peer)
                                                 : call.end_user_address,
        .request_id = call.request_id,
        .reason = error == nullptr ? std::string_view{} : name_of(error->code),
    };
    call.services.audit(event);
}

} // namespace muster::dialects
