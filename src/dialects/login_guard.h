// Log-ins with a password, for every API that has them: slows down those who guess. Knows no API.
#pragma once

#include <mutex>
#include <string_view>
#include <unordered_set>

#include "dialects/dialect.h"

namespace muster::dialects {

// Remembers wrong passwords per login and per address of the client. A client that has spent the
// failures of a minute waits, and no password hash is computed for it meanwhile. An address from
// which a login has succeeded is not held up by what others do with that login: nobody can lock out
// the owner of a login. Thread-safe; memory is bounded.
class LoginGuard {
public:
    LoginGuard();

    // rate_limited, with the time to wait.
    Result<void> check(std::string_view login, std::string_view address, Time now);
    void note_failure(std::string_view login, std::string_view address, Time now);
    void note_success(std::string_view login, std::string_view address);

private:
    bool is_known(std::int64_t login_and_address) const;

    RateLimiter by_login_;
    RateLimiter by_address_;
    mutable std::mutex mutex_;
    std::unordered_set<std::int64_t> known_; // hashes of login and address
};

// Identity::by_password behind the guard of the services. Failures go to the audit log.
Result<model::Credential> check_login(const RequestContext& call, std::string_view dialect,
                                      std::string_view login, std::string_view password);

} // namespace muster::dialects
