// The schema as numbered texts, and the loop that applies them. Knows no entities.
#include "store/sqlite/migrations.h"

#include <array>
#include <random>

#include "store/sqlite/files/page_checksums.h"

namespace muster::store::sqlite {

namespace {

// Dates are days and times microseconds since 1970, booleans 0 and 1, lists JSON; fields and
// extras as store/sql/encoding.h writes them. `…_folded` is kept by the store for sorting, so that
// a tool without its functions can check and vacuum the file. STRICT and WITHOUT ROWID: one tree
// per table, ordered by tenant.
constexpr const char* first_schema = R"sql(
CREATE TABLE accounts (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    extras TEXT,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, account_id INTEGER, slug TEXT, name TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    fields TEXT, extras TEXT,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, account_id INTEGER, tenant_id INTEGER,
    dialect TEXT, kind TEXT, name TEXT, login TEXT, secret_hash TEXT, scopes TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, last_used_at INTEGER,
    revoked_at INTEGER, revision INTEGER NOT NULL,
    extras TEXT,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fields (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, key TEXT, entity TEXT, type TEXT, format TEXT,
    label TEXT, required INTEGER, "unique" INTEGER, "values" TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, removed_at INTEGER,
    revision INTEGER NOT NULL,
    extras TEXT,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, external_id TEXT, name TEXT, description TEXT,
    capacity INTEGER, status TEXT NOT NULL, member_count INTEGER NOT NULL DEFAULT 0,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, removed_at INTEGER, revision INTEGER NOT NULL,
    fields TEXT, extras TEXT, name_folded TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_by_name ON groups (tenant, name_folded, id);

CREATE TABLE customers (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, external_id TEXT, email TEXT, phone TEXT,
    name TEXT, first_name TEXT, last_name TEXT, company TEXT, language TEXT, birth_date INTEGER,
    address_line1 TEXT, address_line2 TEXT, city TEXT, region TEXT, postal_code TEXT,
    country TEXT, consent INTEGER, aliases TEXT, home_group_id INTEGER, password_hash TEXT,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, removed_at INTEGER, revision INTEGER NOT NULL,
    fields TEXT, extras TEXT, name_folded TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, home_group_id) REFERENCES groups (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customers_by_name ON customers (tenant, name_folded, id);
CREATE INDEX customers_by_update ON customers (tenant, updated_at, id);
CREATE INDEX customers_by_home ON customers (tenant, home_group_id, id)
    WHERE home_group_id IS NOT NULL;

CREATE TABLE memberships (
    tenant INTEGER NOT NULL, group_id INTEGER NOT NULL, customer_id INTEGER NOT NULL,
    role TEXT, permissions TEXT, is_default INTEGER, source TEXT, since INTEGER NOT NULL,
    expires_at INTEGER, left_at INTEGER, added_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    extras TEXT,
    PRIMARY KEY (tenant, group_id, customer_id),
    FOREIGN KEY (tenant, group_id) REFERENCES groups (tenant, id),
    FOREIGN KEY (tenant, customer_id) REFERENCES customers (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_customer ON memberships (tenant, customer_id, group_id);
CREATE INDEX memberships_by_expiry ON memberships (tenant, expires_at)
    WHERE expires_at IS NOT NULL AND left_at IS NULL;

CREATE TABLE replays (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, key TEXT, fingerprint TEXT, answer TEXT,
    customer_id INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX replays_by_age ON replays (tenant, created_at);
CREATE INDEX replays_by_customer ON replays (tenant, customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE keys (
    tenant INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, name, text, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_of_replays ON keys (tenant, id) WHERE kind = 'replay';

-- The next id of each kind, and as kind 'revision' the next revision.
CREATE TABLE counters (
    tenant INTEGER NOT NULL, kind TEXT NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
    tenant INTEGER NOT NULL, revision INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    at INTEGER NOT NULL, principal TEXT, dialect TEXT, action TEXT NOT NULL, kind TEXT NOT NULL,
    id INTEGER NOT NULL, customer INTEGER NOT NULL, before TEXT, after TEXT,
    PRIMARY KEY (tenant, revision, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_entity ON changes (tenant, id, kind);

-- How many rows a large directory has in all, and per value of the first columns of each index:
-- without these SQLite expects ten rows in a tenant and scans it. Set by hand, so that the
-- same question is answered the same way everywhere.
ANALYZE accounts;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('accounts', 'accounts', '1000 1000 1'),
    ('tenants', 'tenants', '1000 1000 1'),
    ('credentials', 'credentials', '10000 10000 1'),
    ('fields', 'fields', '10000 100 1'),
    ('groups', 'groups', '100000 1000 1'),
    ('groups', 'groups_by_name', '100000 1000 2 1'),
    ('customers', 'customers', '10000000 1000000 1'),
    ('customers', 'customers_by_name', '10000000 1000000 5 1'),
    ('customers', 'customers_by_update', '10000000 1000000 2 1'),
    ('customers', 'customers_by_home', '5000000 500000 10000 1'),
    ('memberships', 'memberships', '20000000 2000000 20000 1'),
    ('memberships', 'memberships_by_customer', '20000000 2000000 3 1'),
    ('memberships', 'memberships_by_expiry', '20000 2000 2 1 1'),
    ('replays', 'replays', '1000000 100000 1'),
    ('replays', 'replays_by_age', '1000000 100000 2 1'),
    ('replays', 'replays_by_customer', '100000 10000 2 1'),
    ('keys', 'keys', '30000000 3000000 2900000 1000000 2 1'),
    ('keys', 'keys_of_replays', '100000 10000 1 1 1 1'),
    ('counters', 'counters', '10000 8 1'),
    ('changes', 'changes', '50000000 5000000 2 1'),
    ('changes', 'changes_by_entity', '50000000 5000000 20 10 2 1');
ANALYZE sqlite_schema;
)sql";

constexpr const char* rules_of_groups = R"sql(
ALTER TABLE groups ADD COLUMN rule TEXT;
ALTER TABLE groups ADD COLUMN told_until INTEGER;
CREATE INDEX groups_by_rule ON groups (tenant, id) WHERE rule IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('groups', 'groups_by_rule', '1000 10 1');
ANALYZE sqlite_schema;
)sql";

constexpr const char* jobs = R"sql(
CREATE TABLE jobs (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, dialect TEXT, work TEXT, status TEXT NOT NULL,
    options TEXT, progress TEXT, size INTEGER NOT NULL, place INTEGER NOT NULL, error TEXT,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('jobs', 'jobs', '10000 100 1');
ANALYZE sqlite_schema;
)sql";

// Lists of customers by name or time come from memory (docs/decisions/0012), and the log may say
// that a new customer is as its row says (0013): what is older than this must not read the file.
constexpr const char* lists_from_memory = R"sql(
DROP INDEX customers_by_name;
DROP INDEX customers_by_update;
)sql";

// One entry of the log stands for `span` customers that were made one after the other, as long as
// they are as they were made (docs/decisions/0013).
constexpr const char* entries_of_many = R"sql(
ALTER TABLE changes ADD COLUMN span INTEGER NOT NULL DEFAULT 1;
CREATE INDEX changes_of_many ON changes (tenant, id) WHERE span > 1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('changes', 'changes_of_many', '100000 10000 1 1 1');
ANALYZE sqlite_schema;
)sql";

// A key as one text, as store/sql/encoding.h writes it: kind, name and text as columns of their own
// took SQLite half as long again to put and to find.
constexpr const char* keys_as_one_text = R"sql(
CREATE TABLE encoded_keys (
    tenant INTEGER NOT NULL, key TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (tenant, key, id)
) STRICT, WITHOUT ROWID;
INSERT INTO encoded_keys
    SELECT tenant, kind || char(10) || name || char(10) || text AS key, id FROM keys
    ORDER BY tenant, key, id;
DROP TABLE keys;
ALTER TABLE encoded_keys RENAME TO keys;
CREATE INDEX keys_of_replays ON keys (tenant, id) WHERE key > 'replay' AND key < 'replaz';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('keys', 'keys', '30000000 3000000 2 1'),
    ('keys', 'keys_of_replays', '100000 10000 1 1');
ANALYZE sqlite_schema;
)sql";

// Whether anybody was erased since, for copies of rows that must not outlive them.
constexpr const char* erased_by_time = R"sql(
CREATE INDEX customers_removed ON customers (tenant, removed_at, id)
    WHERE removed_at IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customers', 'customers_removed', '100000 10000 2 1');
ANALYZE sqlite_schema;
)sql";

// Jobs that a client finds by a ticket and whose requests are rows of their own. Until then Ecwid's
// batches and their requests were rows of `replays`, marked by their fingerprint, and the counter
// of accounts of a tenant gave the ids of its customers' addresses. Batches of which housekeeping
// had dropped a part already are dropped whole.
constexpr const char* items_of_jobs = R"sql(
ALTER TABLE jobs ADD COLUMN ticket TEXT;
ALTER TABLE jobs ADD COLUMN first_item_id INTEGER;
ALTER TABLE jobs ADD COLUMN expires_at INTEGER;
CREATE INDEX jobs_by_expiry ON jobs (tenant, expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX keys_of_jobs ON keys (tenant, id) WHERE key > 'job' AND key < 'job_';

CREATE TABLE job_items (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, job_id INTEGER, request TEXT,
    status TEXT NOT NULL, answer TEXT, progress TEXT, customer_id INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_items_by_customer ON job_items (tenant, customer_id)
    WHERE customer_id IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('jobs', 'jobs_by_expiry', '10000 100 2 1'),
    ('keys', 'keys_of_jobs', '10000 100 1 1'),
    ('job_items', 'job_items', '1000000 100000 1'),
    ('job_items', 'job_items_by_customer', '100000 10000 2 1');
ANALYZE sqlite_schema;

CREATE TABLE old_batches AS
    SELECT tenant, batch, first, total, created_at, updated_at,
        coalesce((SELECT next FROM counters AS c WHERE c.tenant = b.tenant AND c.kind = 'job'), 1)
            + row_number() OVER (PARTITION BY tenant ORDER BY id) - 1 AS job_id,
        sum(total) OVER (PARTITION BY tenant ORDER BY id) - total + 1 AS first_item_id
    FROM (SELECT tenant, id, answer AS batch, answer ->> 'first' AS first,
              answer ->> 'total' AS total, created_at, updated_at
          FROM replays WHERE fingerprint GLOB 'ecwid.batch.*') AS b
    WHERE total = (SELECT count(*) FROM replays AS r WHERE r.tenant = b.tenant
        AND r.id >= first AND r.id < first + total AND r.fingerprint = 'ecwid.request');
INSERT INTO jobs (tenant, id, dialect, work, status, options, size, place, created_by, updated_by,
        created_at, updated_at, revision, ticket, first_item_id, expires_at)
    SELECT tenant, job_id, 'ecwid', 'batch',
        CASE batch ->> 'status' WHEN 0 THEN 'waiting' WHEN 1 THEN 'running' ELSE 'done' END,
        json_object('group', batch ->> 'group',
            'stops', json(iif(batch ->> 'stops' = 0, 'false', 'true'))),
        total, 0, batch ->> 'owner', batch ->> 'owner', created_at, updated_at, 0,
        batch ->> 'ticket', first_item_id, created_at + 24 * 3600 * 1000000
    FROM old_batches;
INSERT INTO job_items (tenant, id, job_id, request, status, answer, progress, created_at,
        updated_at, revision)
    SELECT r.tenant, b.first_item_id + r.id - b.first, b.job_id,
        json_object('id', answer ->> 'id', 'method', answer ->> 'method',
            'path', answer ->> 'path', 'body', answer ->> 'body'),
        iif(answer ->> 'status' = 0, 'waiting', 'done'),
        iif(answer ->> 'status' = 0, NULL,
            json_object('status', answer ->> 'http', 'body', answer ->> 'answer')),
        iif(answer ->> 'last' = 0, NULL,
            json_object('last', answer ->> 'last', 'count', answer ->> 'count')),
        r.created_at, r.updated_at, 0
    FROM old_batches AS b JOIN replays AS r
        ON r.tenant = b.tenant AND r.id >= b.first AND r.id < b.first + b.total;
INSERT INTO keys (tenant, key, id)
    SELECT tenant, 'job' || char(10) || 'ecwid.ticket' || char(10) || (batch ->> 'ticket'), job_id
    FROM old_batches;
INSERT INTO counters (tenant, kind, next)
    SELECT tenant, 'job', max(job_id) + 1 FROM old_batches GROUP BY tenant
    UNION ALL
    SELECT tenant, 'job_item', max(first_item_id + total) FROM old_batches GROUP BY tenant
    ORDER BY 1
    ON CONFLICT (tenant, kind) DO UPDATE SET next = excluded.next;
DROP TABLE old_batches;
DELETE FROM keys WHERE key > 'replay' AND key < 'replaz' AND (tenant, id) IN (
    SELECT tenant, id FROM replays
    WHERE fingerprint = 'ecwid.request' OR fingerprint GLOB 'ecwid.batch.*');
DELETE FROM replays WHERE fingerprint = 'ecwid.request' OR fingerprint GLOB 'ecwid.batch.*';

UPDATE counters SET kind = 'ecwid.address' WHERE kind = 'account' AND tenant <> 0;
)sql";

// From here on each page has a checksum: prepare() makes room for it.
constexpr const char* page_checksums = "";

constexpr const char* rotated_secrets = R"sql(
ALTER TABLE credentials ADD COLUMN previous_hash TEXT;
ALTER TABLE credentials ADD COLUMN previous_until INTEGER;
ALTER TABLE credentials ADD COLUMN expires_at INTEGER;
)sql";

// Keys of e-mails and external ids without the blanks around them. The rows stay as they are until
// they are written the next time. A key that was only blanks is dropped.
constexpr const char* keys_without_blanks = R"sql(
CREATE TABLE trimmed_keys AS
    SELECT tenant, key AS old, id, prefix || muster_trim(substr(key, length(prefix) + 1)) AS key,
        prefix
    FROM keys JOIN (
        SELECT 'customer' || char(10) || 'email' || char(10) AS prefix
        UNION ALL SELECT 'customer' || char(10) || 'external_id' || char(10)
        UNION ALL SELECT 'group' || char(10) || 'external_id' || char(10))
    ON substr(key, 1, length(prefix)) = prefix
    WHERE substr(key, length(prefix) + 1) <> muster_trim(substr(key, length(prefix) + 1));
DELETE FROM keys WHERE (tenant, key, id) IN (SELECT tenant, old, id FROM trimmed_keys);
INSERT OR IGNORE INTO keys (tenant, key, id)
    SELECT tenant, key, id FROM trimmed_keys WHERE key <> prefix ORDER BY tenant, key, id;
DROP TABLE trimmed_keys;
)sql";

constexpr const char* vendor_numbers = R"sql(
ALTER TABLE tenants ADD COLUMN vendor_numbers TEXT;
ALTER TABLE customers ADD COLUMN vendor_numbers TEXT;
ALTER TABLE groups ADD COLUMN vendor_numbers TEXT;
)sql";

constexpr const char* campaigns = R"sql(
CREATE TABLE campaigns (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT, group_id INTEGER, segment_by TEXT,
    status TEXT NOT NULL, run_number INTEGER NOT NULL, published_at INTEGER,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, removed_at INTEGER, revision INTEGER NOT NULL,
    extras TEXT, name_folded TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_runs (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, campaign_id INTEGER, number INTEGER NOT NULL,
    group_id INTEGER, group_name TEXT, segment_count INTEGER NOT NULL, new_count INTEGER NOT NULL,
    reused_count INTEGER NOT NULL, archived_count INTEGER NOT NULL,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_runs_by_campaign ON campaign_runs (tenant, campaign_id, id);

CREATE TABLE messages (
    tenant INTEGER NOT NULL, id INTEGER NOT NULL, campaign_id INTEGER, run_number INTEGER NOT NULL,
    segment INTEGER NOT NULL, text TEXT, published_text TEXT, status TEXT NOT NULL,
    archived INTEGER NOT NULL, newest INTEGER NOT NULL, customer_id INTEGER,
    created_by INTEGER, updated_by INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, removed_at INTEGER, revision INTEGER NOT NULL,
    fields TEXT,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_campaign ON messages (tenant, campaign_id, run_number, id);
CREATE INDEX messages_by_customer ON messages (tenant, customer_id)
    WHERE customer_id IS NOT NULL;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('campaigns', 'campaigns', '10000 100 1'),
    ('campaign_runs', 'campaign_runs', '100000 1000 1'),
    ('campaign_runs', 'campaign_runs_by_campaign', '100000 1000 10 1'),
    ('messages', 'messages', '10000000 100000 1'),
    ('messages', 'messages_by_campaign', '10000000 100000 1000 100 1'),
    ('messages', 'messages_by_customer', '100000 1000 2 1');
ANALYZE sqlite_schema;
)sql";

constexpr std::array migrations{
    first_schema,        rules_of_groups, jobs,          lists_from_memory, entries_of_many,
    keys_as_one_text,    erased_by_time,  items_of_jobs, page_checksums,    rotated_secrets,
    keys_without_blanks, vendor_numbers,  campaigns};
constexpr std::int64_t last_without_checksums = 8;

Result<std::int64_t> single_number(SqliteConnection& connection, const std::string& text)
{
    auto statement = TRY(connection.composed(text));
    const bool found = TRY(statement.step());
    return found ? statement.integer_at(0) : 0;
}

// Of a new file, and of one without checksums, before its steps. VACUUM writes every page again,
// now with room for a checksum. It cannot run inside a transaction, and its copy may be large.
Result<void> prepare(SqliteConnection& connection)
{
    // Files begin with different generations (sqlite_batch.h), so that none takes the log of
    // another.
    const auto generation = std::random_device{}() >> 2U;
    TRY(connection.run("PRAGMA user_version = " + std::to_string(generation)));
    if (has_checksums(connection.handle())) return {};
    return connection.run("PRAGMA temp_store=FILE; VACUUM; PRAGMA temp_store=MEMORY");
}

} // namespace

std::int64_t newest_schema_version() { return std::ssize(migrations); }

Result<std::int64_t> schema_version(SqliteConnection& connection)
{
    const auto tables = TRY(single_number(connection, "SELECT count(*) FROM sqlite_schema"));
    if (tables == 0) return 0;
    const auto ours = TRY(single_number(
        connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta' AND type = 'table'"));
    if (ours == 0) {
        return fail(Code::unsupported, "store", "the file belongs to another program");
    }
    return single_number(connection, "SELECT value FROM meta WHERE name = 'schema_version'");
}

Result<void> migrate(SqliteConnection& connection)
{
    const auto version = TRY(schema_version(connection));
    TRY(sql::require_known_version("the file", version, newest_schema_version()));
    if (version <= last_without_checksums) TRY(prepare(connection));
    for (std::int64_t next = version; next < newest_schema_version(); ++next) {
        std::string step = "BEGIN IMMEDIATE;";
        if (next == 0) {
            step += "CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) "
                    "STRICT, WITHOUT ROWID;";
        }
        step += migrations[static_cast<std::size_t>(next)];
        step += "INSERT INTO meta VALUES ('schema_version', " + std::to_string(next + 1) +
                ") ON CONFLICT (name) DO UPDATE SET value = excluded.value; COMMIT";
        const auto done = connection.run(step);
        if (!done) {
            static_cast<void>(connection.run("ROLLBACK"));
            return done;
        }
    }
    return {};
}

} // namespace muster::store::sqlite
