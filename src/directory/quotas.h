// Quotas (promise 11): how much of what calls leave behind for a time one tenant, and all tenants
// together, may have. Knows no API. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/round.h"
#include "model/store.h"

namespace muster::directory {

enum class Quota { stored_replies, jobs, job_files };

struct QuotaRow {
    Quota quota;
    std::string_view name;
    std::string_view unit; // in messages
    std::int64_t per_tenant = 0;
    std::int64_t all = 0;
};

inline constexpr std::size_t quota_count = 3;
std::span<const QuotaRow, quota_count> quota_rows();

// What all tenants together have. Counted by measure_quotas(); between two counts the server adds
// what calls leave behind.
class Quotas {
public:
    // Before `more` is added to what the tenant has. rate_limited, with the name of the quota as
    // the subject, when either limit is exceeded.
    Result<void> take(Quota quota, std::int64_t of_tenant, std::int64_t more);

    void set(Quota quota, std::int64_t used) { at(quota).used = used; }
    std::int64_t used(Quota quota) const { return at(quota).used; }
    std::int64_t refused(Quota quota) const { return at(quota).refused; }

private:
    struct Total {
        std::atomic<std::int64_t> used = 0;
        std::atomic<std::int64_t> refused = 0;
    };
    Total& at(Quota quota) { return totals_[static_cast<std::size_t>(quota)]; }
    const Total& at(Quota quota) const { return totals_[static_cast<std::size_t>(quota)]; }

    std::array<Total, quota_count> totals_;
};

// Units of limits::stored_reply_unit_bytes that stored replies take, from the ids: a reply has one
// id for each unit. Too high by what was erased in between.
Result<std::int64_t> stored_reply_units(const model::Rows& rows, model::TenantId tenant,
                                        std::int64_t newest_id);

// Counts the rows of all tenants; job_files is counted by who knows the files.
Result<void> measure_quotas(const model::Rows& rows, Quotas& quotas, const Warn& warn);

} // namespace muster::directory
