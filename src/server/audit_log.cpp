// See audit_log.h.
#include "server/audit_log.h"

#include <cerrno>
#include <functional>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/json.h"
#include "base/limits.h"
#include "http/address.h"
#include "server/log.h"

namespace muster::server {

namespace {

std::string line_of(const dialects::AuditEvent& event, Time now)
{
    std::string line;
    JsonWriter out(line);
    out.begin_object().name("at").text(format_rfc3339(now));
    out.name("event").text(dialects::name_of(event.kind));
    out.name("dialect").text(event.dialect);
    out.name("method").text(http::name_of(event.verb)).name("route").text(event.route);
    if (!event.target.empty()) out.name("target").text(event.target);
    if (event.status != 0) out.name("status").integer(event.status);
    if (event.credential) out.name("credential").integer(event.credential.value);
    if (event.tenant) out.name("tenant").integer(event.tenant.value);
    out.name("address").text(event.address).name("request").text(event.request_id);
    if (!event.reason.empty()) out.name("reason").text(event.reason);
    out.end_object();
    return line + '\n';
}

} // namespace

AuditLog::AuditLog(std::string path, const Clock& clock)
    : path_(std::move(path)), clock_(clock),
      refusals_({limits::audited_refusals, std::chrono::minutes(1)}, limits::remembered_logins)
{}

Result<std::unique_ptr<AuditLog>> AuditLog::open(std::string path, const Clock& clock)
{
    std::unique_ptr<AuditLog> made(new AuditLog(std::move(path), clock));
    TRY(made->append({}));
    return made;
}

void AuditLog::write(const dialects::AuditEvent& event)
{
    const Time now = clock_.now();
    if (event.kind == dialects::AuditKind::refused) {
        const auto address = http::address_group(std::string(event.address));
        const auto caller = static_cast<std::int64_t>(std::hash<std::string>()(address));
        if (!refusals_.take(caller, now).is_granted) return;
    }
    const std::lock_guard lock(mutex_);
    const auto written = append(line_of(event, now));
    if (!written)
        log(LogLevel::error, written.error().message + " (" + written.error().detail + ')');
}

Result<void> AuditLog::append(std::string_view line) const
{
    const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    const bool is_whole =
        file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (is_whole) return {};
    return fail(Code::unavailable, "audit_log", "cannot write the audit log " + path_,
                std::generic_category().message(reason));
}

} // namespace muster::server
