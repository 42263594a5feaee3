// The invariants as SQL statements. Changes nothing.
#include "store/sqlite/check.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "store/sqlite/check_keys.h"
#include "store/sqlite/files/opening.h"
#include "store/sqlite/files/page_checksums.h"
#include "store/sqlite/files/seen_writes.h"
#include "store/sqlite/migrations.h"

namespace muster::store::sqlite {

namespace {

using Severity = StoreProblem::Severity;

// Each statement gives one sentence per row that breaks the invariant.
struct Invariant {
    Severity severity;
    const char* broken;
};

// "stays": the memberships that count. Those of a removed group do not, also while they are ended.
constexpr std::array invariants{
    Invariant{Severity::error, R"(
SELECT format('tenant %d: group %d counts %d members, %d are there', g.tenant, g.id,
    g.member_count, count(m.customer_id))
FROM groups AS g LEFT JOIN memberships AS m
    ON m.tenant = g.tenant AND m.group_id = g.id AND m.left_at IS NULL
GROUP BY g.tenant, g.id HAVING g.member_count <> count(m.customer_id))"},
    Invariant{Severity::warning, R"(
SELECT format('tenant %d: group %d has %d members, more than its capacity of %d', tenant, id,
    member_count, capacity)
FROM groups WHERE member_count > capacity AND removed_at IS NULL)"},
    Invariant{Severity::error, R"(
WITH stays AS (SELECT m.* FROM memberships AS m JOIN groups AS g
    ON g.tenant = m.tenant AND g.id = m.group_id WHERE m.left_at IS NULL AND g.removed_at IS NULL)
SELECT format('tenant %d: customer %d has %d default memberships', tenant, customer_id, count(*))
FROM stays WHERE is_default = 1
GROUP BY tenant, customer_id HAVING count(*) > 1)"},
    Invariant{Severity::error, R"(
WITH stays AS (SELECT m.* FROM memberships AS m JOIN groups AS g
    ON g.tenant = m.tenant AND g.id = m.group_id WHERE m.left_at IS NULL AND g.removed_at IS NULL)
SELECT format('tenant %d: customer %d has home group %d, its memberships say %d', c.tenant, c.id,
    coalesce(c.home_group_id, 0), coalesce(home.group_id, 0))
FROM customers AS c LEFT JOIN (
    SELECT tenant, customer_id, group_id, row_number() OVER (
        PARTITION BY tenant, customer_id ORDER BY is_default DESC, since, group_id) AS place
    FROM stays) AS home
    ON home.tenant = c.tenant AND home.customer_id = c.id AND home.place = 1
WHERE c.home_group_id IS NOT home.group_id AND NOT EXISTS (
    SELECT 1 FROM memberships AS m JOIN groups AS g ON g.tenant = m.tenant AND g.id = m.group_id
    WHERE m.tenant = c.tenant AND m.group_id = c.home_group_id AND m.customer_id = c.id
        AND m.left_at IS NULL AND g.removed_at IS NOT NULL))"},
    Invariant{Severity::error, R"(
WITH stays AS (SELECT m.* FROM memberships AS m JOIN groups AS g
    ON g.tenant = m.tenant AND g.id = m.group_id WHERE m.left_at IS NULL AND g.removed_at IS NULL)
SELECT format('tenant %d: a membership in group %d of removed customer %d is live', m.tenant,
    m.group_id, m.customer_id)
FROM stays AS m JOIN customers AS c ON c.tenant = m.tenant AND c.id = m.customer_id
WHERE c.removed_at IS NOT NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: the log has %d revisions, the last is %d, the counter says %d',
    tenants.tenant, coalesce(l.revisions, 0), coalesce(l.last, 0), coalesce(c.next, 1) - 1)
FROM (SELECT tenant FROM changes UNION SELECT tenant FROM counters) AS tenants
LEFT JOIN (SELECT tenant, count(DISTINCT revision) AS revisions, min(revision) AS first,
        max(revision) AS last FROM changes GROUP BY tenant) AS l ON l.tenant = tenants.tenant
LEFT JOIN counters AS c ON c.tenant = tenants.tenant AND c.kind = 'revision'
WHERE coalesce(l.revisions, 0) <> coalesce(l.last, 0) OR coalesce(l.first, 1) <> 1
    OR coalesce(l.last, 0) <> coalesce(c.next, 1) - 1)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: the next %s would be %d, yet %d is there', ids.tenant, ids.kind,
    coalesce(c.next, 1), ids.last)
FROM (SELECT 'account' AS kind, tenant, max(id) AS last FROM accounts GROUP BY tenant
    UNION ALL SELECT 'tenant', tenant, max(id) FROM tenants GROUP BY tenant
    UNION ALL SELECT 'credential', tenant, max(id) FROM credentials GROUP BY tenant
    UNION ALL SELECT 'field', tenant, max(id) FROM fields GROUP BY tenant
    UNION ALL SELECT 'customer', tenant, max(id) FROM customers GROUP BY tenant
    UNION ALL SELECT 'group', tenant, max(id) FROM groups GROUP BY tenant
    UNION ALL SELECT 'replay', tenant, max(id) FROM replays GROUP BY tenant
    UNION ALL SELECT 'job', tenant, max(id) FROM jobs GROUP BY tenant
    UNION ALL SELECT 'job_item', tenant, max(id) FROM job_items GROUP BY tenant
    UNION ALL SELECT 'campaign', tenant, max(id) FROM campaigns GROUP BY tenant
    UNION ALL SELECT 'campaign_run', tenant, max(id) FROM campaign_runs GROUP BY tenant
    UNION ALL SELECT 'message', tenant, max(id) FROM messages GROUP BY tenant) AS ids
LEFT JOIN counters AS c ON c.tenant = ids.tenant AND c.kind = ids.kind
WHERE coalesce(c.next, 1) <= ids.last)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: %s %d has revision %d, beyond the last of the tenant', rows.tenant,
    rows.kind, rows.id, rows.revision)
FROM (SELECT 'customer' AS kind, tenant, id, revision FROM customers
    UNION ALL SELECT 'group', tenant, id, revision FROM groups
    UNION ALL SELECT 'field', tenant, id, revision FROM fields
    UNION ALL SELECT 'membership', tenant, group_id, revision FROM memberships
    UNION ALL SELECT 'account', tenant, id, revision FROM accounts
    UNION ALL SELECT 'tenant', tenant, id, revision FROM tenants
    UNION ALL SELECT 'credential', tenant, id, revision FROM credentials
    UNION ALL SELECT 'campaign', tenant, id, revision FROM campaigns
    UNION ALL SELECT 'campaign_run', tenant, id, revision FROM campaign_runs
    UNION ALL SELECT 'message', tenant, id, revision FROM messages) AS rows
LEFT JOIN counters AS c ON c.tenant = rows.tenant AND c.kind = 'revision'
WHERE rows.revision >= coalesce(c.next, 1))"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: removed customer %d still holds personal data', tenant, id)
FROM customers WHERE removed_at IS NOT NULL AND (name_folded <> '' OR coalesce(external_id, email,
    phone, name, first_name, last_name, company, language, birth_date, address_line1,
    address_line2, city, region, postal_code, country, consent, aliases, home_group_id,
    password_hash, fields, extras) IS NOT NULL))"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: the log of removed customer %d holds data in revision %d', l.tenant,
    l.id, l.revision)
FROM customers AS c JOIN changes AS l ON l.tenant = c.tenant AND l.id = c.id AND l.kind = 'customer'
WHERE c.removed_at IS NOT NULL AND (l.before IS NOT NULL OR l.after IS NOT NULL))"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: the log says that customer %d is as revision %d made it, it is of %d',
    l.tenant, l.id, l.revision, c.revision)
FROM changes AS l LEFT JOIN customers AS c ON c.tenant = l.tenant AND c.id = l.id
WHERE l.kind = 'customer' AND l.after = '' AND l.span = 1 AND c.revision IS NOT l.revision)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: the log says that %d customers from %d on are as revision %d made them, '
    || '%d are', l.tenant, l.span, l.id, l.revision, count(c.id))
FROM changes AS l LEFT JOIN customers AS c
    ON c.tenant = l.tenant AND c.id BETWEEN l.id AND l.id + l.span - 1 AND c.revision = l.revision
WHERE l.span > 1 GROUP BY l.tenant, l.revision, l.ordinal HAVING count(c.id) <> l.span)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: a stored answer holds data of removed customer %d', r.tenant, c.id)
FROM replays AS r JOIN customers AS c ON c.tenant = r.tenant AND c.id = r.customer_id
WHERE c.removed_at IS NOT NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: item %d of job %d holds data of removed customer %d', i.tenant, i.id,
    i.job_id, c.id)
FROM job_items AS i JOIN customers AS c ON c.tenant = i.tenant AND c.id = i.customer_id
WHERE c.removed_at IS NOT NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: message %d holds data of removed customer %d', m.tenant, m.id, c.id)
FROM messages AS m JOIN customers AS c ON c.tenant = m.tenant AND c.id = m.customer_id
WHERE c.removed_at IS NOT NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: erased message %d still holds data', tenant, id)
FROM messages WHERE removed_at IS NOT NULL AND coalesce(fields, text,
    published_text, customer_id) IS NOT NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: campaign %d has no run %d', c.tenant, c.id, c.run_number)
FROM campaigns AS c LEFT JOIN campaign_runs AS r
    ON r.tenant = c.tenant AND r.campaign_id = c.id AND r.number = c.run_number
WHERE r.id IS NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: item %d belongs to job %d, which is not there', i.tenant, i.id, i.job_id)
FROM job_items AS i LEFT JOIN jobs AS j ON j.tenant = i.tenant AND j.id = i.job_id
WHERE j.id IS NULL)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: %d customers have the external id %Q', tenant, count(*), external_id)
FROM customers WHERE external_id IS NOT NULL AND removed_at IS NULL
GROUP BY tenant, external_id HAVING count(*) > 1)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: %d groups have the external id %Q', tenant, count(*), external_id)
FROM groups WHERE external_id IS NOT NULL AND removed_at IS NULL
GROUP BY tenant, external_id HAVING count(*) > 1)"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: customer %d is sorted by another name than its own', tenant, id)
FROM customers WHERE name_folded <> muster_fold(coalesce(name, '')))"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: group %d is sorted by another name than its own', tenant, id)
FROM groups WHERE name_folded <> muster_fold(coalesce(name, '')))"},
    Invariant{Severity::error, R"(
SELECT format('tenant %d: campaign %d is sorted by another name than its own', tenant, id)
FROM campaigns WHERE name_folded <> muster_fold(coalesce(name, '')))"},
};

Result<void> check_pages(SqliteConnection& connection, std::vector<StoreProblem>& problems)
{
    auto statement = TRY(connection.composed("PRAGMA integrity_check(" +
                                             std::to_string(problems_per_invariant) + ")"));
    auto found = statement.step();
    for (; found && *found; found = statement.step()) {
        const std::string text(statement.text_at(0));
        if (text != "ok") problems.push_back({Severity::error, "pages: " + text});
    }
    if (const auto page = damaged_page(connection.handle()); page != 0) {
        problems.push_back(
            {Severity::error, "pages: page " + std::to_string(page) + " has a wrong checksum"});
    } else if (!found) {
        return fail(found.error());
    }
    return {};
}

// What the server would find at its next start, see files/seen_writes.h and files/log_file.h.
Result<void> check_lost_writes(SqliteConnection& connection, const std::string& path,
                               std::vector<StoreProblem>& problems)
{
    const auto log = TRY(read_log(log_of(path)));
    auto statement = TRY(connection.composed(
        "SELECT coalesce(sum(next - 1), 0) FROM counters WHERE kind = 'revision'"));
    TRY(statement.step());
    const auto note = SeenWrites::read(seen_of(path)).value_or(SeenWrites::Note{});
    const auto lost = note.lost + std::max(note.writes - statement.integer_at(0), std::int64_t{0});
    if (lost > 0) {
        problems.push_back(
            {Severity::error, "acknowledged writes are missing, at least " + std::to_string(lost)});
    } else if (log.commits_behind_damage > 1) {
        problems.push_back({Severity::error, "the log is damaged, and writes lie behind"});
    }
    return {};
}

Result<void> check_references(SqliteConnection& connection, std::vector<StoreProblem>& problems)
{
    auto statement = TRY(connection.composed("PRAGMA foreign_key_check"));
    for (int found = 0; found < problems_per_invariant && TRY(statement.step()); ++found) {
        problems.push_back(
            {Severity::error, "a row of " + std::string(statement.text_at(0)) + " names one of " +
                                  std::string(statement.text_at(2)) + " that is not there"});
    }
    return {};
}

} // namespace

Result<void> collect_problems(SqliteConnection& connection, const std::string& broken,
                              StoreProblem::Severity severity, std::vector<StoreProblem>& problems)
{
    auto statement =
        TRY(connection.composed(broken + " LIMIT " + std::to_string(problems_per_invariant)));
    while (TRY(statement.step())) {
        problems.push_back({severity, std::string(statement.text_at(0))});
    }
    return {};
}

Result<std::vector<StoreProblem>> check(const std::string& path)
{
    if (!std::filesystem::exists(path)) {
        return fail(Code::not_found, "store", "there is no file " + path);
    }
    const auto connection = TRY(SqliteConnection::open(path, ConnectionAccess::check));
    const auto version = TRY(schema_version(*connection));
    if (version != newest_schema_version()) {
        return fail(Code::unsupported, "store",
                    "the file has schema " + std::to_string(version) + ", this program knows " +
                        std::to_string(newest_schema_version()));
    }
    const auto snapshot = TRY(sql::ReadSnapshot::open(*connection));
    std::vector<StoreProblem> problems;
    TRY(check_pages(*connection, problems));
    if (!problems.empty()) return problems; // with damaged pages, rows cannot be trusted
    TRY(check_lost_writes(*connection, real_path(path), problems));
    TRY(check_references(*connection, problems));
    for (const auto& invariant : invariants) {
        TRY(collect_problems(*connection, invariant.broken, invariant.severity, problems));
    }
    TRY(check_keys(*connection, problems));
    return problems;
}

} // namespace muster::store::sqlite
