// See login_guard.h.
#include "dialects/login_guard.h"

#include <algorithm>
#include <functional>
#include <string>

#include "base/limits.h"
#include "dialects/audit.h"
#include "http/address.h"

namespace muster::dialects {

namespace {

constexpr std::chrono::minutes failure_period{1};

std::int64_t hash_text(const std::string& text)
{
    return static_cast<std::int64_t>(std::hash<std::string>()(text));
}

std::int64_t hash_pair(std::string_view login, std::string_view address)
{
    return hash_text(std::string(login) + '\n' + std::string(address));
}

} // namespace

std::shared_ptr<LoginGuard> make_login_guard() { return std::make_shared<LoginGuard>(); }

LoginGuard::LoginGuard()
    : by_login_({limits::failures_per_login, failure_period}, limits::remembered_logins),
      by_address_({limits::failures_per_address, failure_period}, limits::remembered_logins)
{}

Result<void> LoginGuard::check(std::string_view login, std::string_view address, Time now)
{
    const auto spent = [&](RateLimiter& limiter, std::int64_t caller) {
        const auto allowance = limiter.take(caller, now, RateLimiter::Price::free);
        return allowance.left > 0 ? std::chrono::seconds{0} : allowance.wait;
    };
    auto wait = spent(by_address_, hash_text(std::string(address)));
    if (!is_known(hash_pair(login, address)))
        wait = std::max(wait, spent(by_login_, hash_text(std::string(login))));
    if (wait.count() == 0) return {};
    Error error{Code::rate_limited,
                "password",
                "too many wrong passwords; try again in " + std::to_string(wait.count()) +
                    " seconds",
                {},
                {},
                {}};
    error.retry_after = wait;
    return fail(std::move(error));
}

void LoginGuard::note_failure(std::string_view login, std::string_view address, Time now)
{
    by_login_.take(hash_text(std::string(login)), now);
    by_address_.take(hash_text(std::string(address)), now);
}

void LoginGuard::note_success(std::string_view login, std::string_view address)
{
    const std::lock_guard lock(mutex_);
    if (known_.size() >= limits::remembered_logins) known_.clear();
    known_.insert(hash_pair(login, address));
}

bool LoginGuard::is_known(std::int64_t login_and_address) const
{
    const std::lock_guard lock(mutex_);
    return known_.contains(login_and_address);
}

Result<model::Credential> check_login(const RequestContext& call, std::string_view dialect,
                                      std::string_view login, std::string_view password)
{
    const auto& identity = call.services.identity;
    // APIs without tokens send the password with each call: only the first one is a log-in.
    const bool logs_in = call.route != nullptr && (call.route->flags & Flag::logs_in) != 0;
    auto remembered = identity.by_remembered_password(dialect, login, password);
    if (remembered) {
        if (logs_in) audit(call, dialect, AuditKind::login, remembered->id);
        return remembered;
    }
    LoginGuard& guard = *call.services.logins;
    const std::string account = std::string(dialect) + ':' + std::string(login);
    const std::string address = http::address_group(call.request.peer);
    const Time now = call.directory().clock().now();
    TRY(guard.check(account, address, now));
    auto credential = identity.by_password(dialect, login, password);
    if (credential) {
        guard.note_success(account, address);
        audit(call, dialect, AuditKind::login, credential->id);
    } else if (credential.error().code == Code::unauthenticated) {
        guard.note_failure(account, address, now);
        audit(call, dialect, AuditKind::login_failed, {}, 0, &credential.error());
    }
    return credential;
}

} // namespace muster::dialects
