// The audit log: a file of JSON lines that says who logged in, who was refused, what was exported,
// and what administrators and managers did. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "dialects/audit.h"

namespace muster::server {

class AuditLog {
public:
    // unavailable when the file cannot be written.
    static Result<std::unique_ptr<AuditLog>> open(std::string path, const Clock& clock);

    // Opens the file each time, so that it can be renamed while the server runs. Of the refusals of
    // one address only so many are written as limits::audited_refusals. A file that cannot be
    // written is an error in the log, and does not hold up requests.
    void write(const dialects::AuditEvent& event);

private:
    AuditLog(std::string path, const Clock& clock);
    Result<void> append(std::string_view line) const;

    const std::string path_;
    const Clock& clock_;
    dialects::RateLimiter refusals_;
    std::mutex mutex_;
};

} // namespace muster::server
