// Every limit of the program on sizes, counts, depths, times and queues, each with its reason. What
// exceeds a limit gets an error (Code::too_large, unavailable or timed_out). Nothing is truncated.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace muster::limits {

// Requests. The longest real header block (cookies, tokens of two schemes and attribution headers
// together) stays below 4 KiB.
inline constexpr std::size_t header_bytes = 16 * 1024;
inline constexpr std::size_t header_count = 100;
// The body of an ordinary call. A route can set another limit, when its API documents one.
inline constexpr std::size_t body_bytes = 1024 * 1024;
// The body of a bulk call: a piece of an import file, or an upload of 100,000 rows.
inline constexpr std::size_t bulk_body_bytes = 20 * 1024 * 1024;
// The largest response body that our client reads: a page of 1,000 customers with their fields.
inline constexpr std::size_t client_body_bytes = 64 * 1024 * 1024;
// The largest header block or trailer that our client reads. Larger than header_bytes, because
// proxies add headers to responses.
inline constexpr std::size_t client_head_bytes = 64 * 1024;
// What is read of a body before the caller is known: more than any log-in needs, and so little that
// all connections together may send it.
inline constexpr std::size_t unchecked_body_bytes = 64 * 1024;
// Larger bodies that are in memory at a time. One caller (a tenant) may send three bulk calls side
// by side. Parsed JSON takes several times its text, so the total stays far below the memory of a
// small machine.
inline constexpr std::size_t bodies_per_caller_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t all_bodies_bytes = 128 * 1024 * 1024;
// Answers above the first size count while their clients have not read them. A client that holds
// none may have one of any size: a page of 1,000 large customers has 100 MB.
inline constexpr std::size_t counted_answer_bytes = 64 * 1024;
inline constexpr std::size_t answers_per_address_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t all_answers_bytes = 256 * 1024 * 1024;
inline constexpr std::size_t target_bytes = 8 * 1024;
inline constexpr std::size_t path_segments = 32;
inline constexpr std::size_t query_parameters = 256;

// Connections. A deadline covers the whole header, body or response, not a single read: so a client
// that sends one byte per second is disconnected too.
inline constexpr std::chrono::seconds header_deadline{10};
inline constexpr std::chrono::seconds body_deadline{30};
inline constexpr std::chrono::seconds write_deadline{30};
inline constexpr std::chrono::seconds idle_deadline{60};
inline constexpr std::chrono::seconds drain_deadline{10};
// After an error that ends the connection, its input is read and discarded for this long. Closing
// at once would send a TCP reset, and the client might never see the response.
inline constexpr std::chrono::seconds linger_deadline{2};
// One timer checks all deadlines this often, so a deadline may be exceeded by this much.
inline constexpr std::chrono::seconds sweep_interval{1};
inline constexpr std::size_t connections = 4096;
inline constexpr std::size_t connections_per_address = 1024; // IPv6: per /64
// Connections beyond the two limits above that get a 503 response at the same time. Further ones
// are closed without a response.
inline constexpr std::size_t refused_connections = 128;
// Responses to pipelined requests are collected up to this size and sent together. Files are sent
// in pieces of this size.
inline constexpr std::size_t answer_batch_bytes = 64 * 1024;
// Reads from one connection in a row, while data is available, before the thread serves others.
inline constexpr int reads_in_a_row = 16;
// Only bodies between these sizes are compressed. A smaller body takes one packet anyway. A larger
// one would occupy its thread for too long.
inline constexpr std::size_t compress_from_bytes = 1400;
inline constexpr std::size_t compress_up_to_bytes = 32 * 1024 * 1024;
// Callers whose request rate is recorded. When there are more, the least recently seen are dropped.
inline constexpr std::size_t rate_limit_callers = 20'000;
// File descriptors for everything but connections: the database files of each thread, logs,
// listeners.
inline constexpr std::size_t other_descriptors = 512;
// With fewer descriptors the server does not start: each thread opens the database files itself.
inline constexpr std::size_t least_descriptors = 256;
// The Retry-After of 503 responses.
inline constexpr std::chrono::seconds retry_after{1};
// Requests that wait for a pool thread: about a second of work. More get 503 at once, because
// clients would time out anyway.
inline constexpr std::size_t pool_queue = 4096;
inline constexpr std::size_t pool_threads = 64;
// The pages of the site are quick: two threads, so that a slow one does not hold up a probe.
inline constexpr std::size_t page_threads = 2;
// Addresses of proxies that are read from the right of X-Forwarded-For.
inline constexpr std::size_t forwarded_addresses = 16;
// Beside those of the pool and one per core: the committer, maintenance and background tasks.
inline constexpr std::size_t other_threads = 24;

// Nesting of JSON: several times that of the deepest documented body. Bounds recursion.
inline constexpr std::size_t json_depth = 64;
// A parser takes about eight times the text and stays with its thread. Above this size it is given
// back after each text: all threads together then hold a few MB.
inline constexpr std::size_t json_parser_bytes = 64 * 1024;

// Memory that the allocator holds without use is given back above this size; the maintenance thread
// looks. Below, giving back would only make the next request slower.
inline constexpr std::size_t idle_memory_bytes = 32 * 1024 * 1024;

// CSV. The longest record of a real customer list (notes, addresses) stays below 100 KiB. The limit
// stops the reader when a quote is never closed; otherwise the record would be the whole file.
inline constexpr std::size_t csv_record_bytes = 1024 * 1024;
inline constexpr std::size_t csv_fields = 1000;
// What is read of a table to recognise its separator: its first rows. Bounds the time of hostile
// files.
inline constexpr std::size_t table_sample_bytes = 256 * 1024;
// Distinct values of a column that the study of a file counts: more are no list of choices. With
// the most columns they take 50 MB.
inline constexpr std::size_t counted_values = 1000;
// Values of a column that a dry run shows, and their length: enough to recognise the column.
inline constexpr std::size_t shown_values = 3;
inline constexpr std::size_t shown_value_bytes = 80;
// Words for "no value", true and false of one import: people name a few.
inline constexpr std::size_t import_words = 50;

// Multipart: the widest documented body has 13 parts with one header line each.
inline constexpr std::size_t multipart_parts = 256;
inline constexpr std::size_t multipart_header_bytes = 4 * 1024; // of one part
inline constexpr std::size_t multipart_boundary_chars = 200;    // RFC 2046 says 70; clients vary

// Tokens and cursors that clients send back. The tokens that we issue stay below 1 KiB. A cursor
// contains one sort value.
inline constexpr std::size_t token_bytes = 4 * 1024;
inline constexpr std::size_t cursor_bytes = 8 * 1024;

// Writes. Queued writes that one transaction commits together. More would make the first of them
// wait too long for the commit.
inline constexpr std::size_t commit_batch = 256;
inline constexpr std::size_t commit_queue = 8192;
// Rows that a node of a PostgreSQL store has in memory: about 150,000 groups or 60,000 customers.
inline constexpr std::size_t row_cache_bytes = 128UL * 1024 * 1024;
// A read that shows a commit waits until the index has it. That takes milliseconds; a longer wait
// means that the server hangs.
inline constexpr std::chrono::seconds publication_wait{5};
// Attempts to read rows and index at one revision. An attempt fails when a commit ends within the
// few microseconds between the two reads, so that even two failures in a row are rare.
inline constexpr int read_attempts = 100;
// A disk that has not answered for so long is stalled: new writes are refused at once and waiting
// ones leave, so that no thread waits with them. A busy disk can take two seconds.
inline constexpr std::chrono::seconds disk_stall{10};
inline constexpr std::chrono::milliseconds stall_check{250};
// A write that waits for other writes leaves the queue after this time: by then the client's
// connection has been closed (write_deadline).
inline constexpr std::chrono::seconds write_wait{30};
// While no write comes in, the committer repeats two things at this interval: a checkpoint that a
// long read prevented, and a trial write after writes have failed.
inline constexpr std::chrono::seconds maintenance_retry{1};
// The store interrupts an SQL statement after this time: by then the client's connection has been
// closed (write_deadline).
inline constexpr std::chrono::seconds statement_time{30};

// Nodes of one database. The active node proves every second that it lives; without a proof it
// answers for five seconds and no longer. Another node takes over after seven seconds without a
// proof: the two seconds between cover clocks that run at different speeds. Detection, start and
// a busy database leave the take-over below 15 seconds.
inline constexpr std::chrono::milliseconds lease_renewal{1000};
inline constexpr std::chrono::milliseconds node_lease{5000};
inline constexpr std::chrono::milliseconds take_over_silence{7000};
// How often a stand-by node looks at the active one.
inline constexpr std::chrono::milliseconds stand_by_look{500};
// The Retry-After of a node that is not the active one: by then another one may have taken over.
inline constexpr std::chrono::seconds stand_by_retry_after{5};
// A node that stands by passes connections on to the active one. It gives up when the connection
// is not there after this time, and is then not ready for as long as probes take to notice.
inline constexpr std::chrono::seconds node_dial{2};
inline constexpr std::chrono::seconds node_retry{5};
// The kernel asks so often whether the machine of the other node lives. A take-over ends the
// connection, too, so this matters only while the database is away.
inline constexpr std::chrono::seconds node_keepalive{5};
// What a relay holds for a side that does not read, in each direction: one record of TLS.
inline constexpr std::size_t relay_bytes = 16 * 1024;
// After the other node has said something, and nothing has moved for so long, a relay may be closed
// for the sake of others.
inline constexpr std::chrono::seconds relay_quiet{1};
// The line by which a node says whose connection it passes on.
inline constexpr std::size_t origin_line_bytes = 256;

// Entities.
inline constexpr std::int64_t entity_id = 0x7fffffff; // ids are below 2^31 in each tenant
// Vendor numbers: what every JSON reader holds exactly, and what a UUID with a prefix needs.
inline constexpr std::int64_t vendor_number = std::int64_t{1} << 53U;
inline constexpr std::size_t vendor_number_chars = 64;
inline constexpr std::size_t line_chars = 255;        // single-line texts: names, cities, keys
inline constexpr std::size_t text_bytes = 64 * 1024;  // notes, descriptions
inline constexpr std::size_t fields_per_tenant = 500; // declared fields, both entities together
inline constexpr std::size_t enum_values = 1000;
inline constexpr std::size_t extras_bytes = 256 * 1024; // of one dialect and one entity
// Values of declared fields of one entity together. An entity with its extras stays below a few MB,
// however many calls have filled it, and so does a page of 100.
inline constexpr std::size_t fields_bytes = 1024 * 1024;
inline constexpr std::size_t page_items = 1000;
// A page that is read by cursor ends behind the row that exceeds this: so that 1,000 large rows do
// not become one answer of a gigabyte.
inline constexpr std::size_t page_bytes = 16 * 1024 * 1024;
inline constexpr std::size_t bulk_items = 10'000; // items of one bulk call
// Bulk calls that commit in pieces: a piece ends after so many items when other writers wait (an
// erased customer takes a millisecond), and always after so many, which bounds its memory.
inline constexpr std::size_t piece_items = 10;
inline constexpr std::size_t bulk_piece = 1000;
// Rows of a call that is all or nothing and so takes one write: about 50 ms. More are checked first
// and then stored in pieces.
inline constexpr std::size_t rows_at_once = 200;
// Extra fields in one request: each is looked up among all others of the customer.
inline constexpr std::size_t extrafields_at_once = 1000;
// Campaigns. All campaigns of an account are one answer in some APIs, and so are all messages of a
// run. A rerun writes two rows for each segment in one write.
inline constexpr std::int64_t campaigns = 1000; // of one tenant
inline constexpr std::int64_t campaign_runs = 1000;
inline constexpr std::int64_t campaign_segments = 1000; // of one run
// Messages that one write archives before it ends: of a run more, but of no further run.
inline constexpr std::int64_t messages_at_once = 250;
inline constexpr std::size_t segment_operands = 10;
inline constexpr std::size_t message_chars = 4000;
// Customers who get a message of one run.
inline constexpr std::int64_t campaign_customers = 1'000'000;
// Files of a publication that one write stores: each has the ids of 1,000 customers, about 14 KB.
inline constexpr std::size_t files_at_once = 20;
// Files that were written before their campaign was published go after this time, unless it was.
inline constexpr std::chrono::hours unpublished_file_age{1};
// Jobs. Jobs of one tenant that have not ended: each may have a file of job_file_bytes.
inline constexpr std::size_t open_jobs = 100;
// Quotas (promise 11): what calls leave behind for a time, of one tenant and of all together.
// Stored replies count in units of 4 KiB: 1 GiB of one tenant within 24 hours, about three calls
// with an Idempotency-Key per second.
inline constexpr std::size_t stored_reply_unit_bytes = 4 * 1024;
inline constexpr std::int64_t stored_reply_units = 262'144;
inline constexpr std::int64_t all_stored_reply_units = 16 * stored_reply_units;
// Jobs of one dialect in the store, ended ones included: they are listed for up to a week.
inline constexpr std::int64_t stored_jobs = 5000;
inline constexpr std::int64_t all_stored_jobs = 200'000;
// Files of jobs: two of the largest imports side by side with their refused rows.
inline constexpr std::int64_t job_files_bytes = std::int64_t{64} * 1024 * 1024 * 1024;
inline constexpr std::int64_t all_job_files_bytes = 4 * job_files_bytes;
// Files of jobs leave so much of the disk free, because the database must be able to grow.
inline constexpr std::int64_t free_disk_bytes = std::int64_t{512} * 1024 * 1024;
// Tokens of one login that do not expire: more than a person has devices. Beyond, a new token takes
// the place of the oldest one.
inline constexpr std::size_t tokens_per_login = 100;
// Revisions that a job notes for its undo: so many bytes in its row, more in a file of the job.
inline constexpr std::size_t noted_revisions_bytes = 4 * 1024;
// Changes of one row that an undo reads to find the earlier state.
inline constexpr std::int64_t changes_of_undone_row = 1000;
// How often the quotas of all tenants together are counted again. Between two counts the server
// adds what calls leave behind.
inline constexpr std::chrono::minutes quota_interval{5};
// Rows of one write of a job. More rows share the cost of one commit, but then other writes wait
// longer. When another write waits, the job ends its own at the next multiple of the second limit.
inline constexpr std::size_t job_rows = 4000;
inline constexpr std::size_t job_rows_at_once = 50;
// Rows of one write of a job that update existing customers. The index applies all updates of one
// write at once, and queries wait meanwhile.
inline constexpr std::int64_t job_updates = 250;
// Customers of one write of a fill. Each takes several rows (membership, count, log), and a page of
// customers is read first.
inline constexpr std::size_t fill_rows = 250;
inline constexpr std::size_t job_chunk_bytes = 4 * 1024 * 1024;
inline constexpr std::int64_t job_file_bytes = std::int64_t{16} * 1024 * 1024 * 1024;
// A job that has ended is listed for this long, with its files.
inline constexpr std::chrono::hours job_age{24 * 7};
// Files, answers and options of a job may hold a customer who was erased since the job was made.
// They stay available to the job's owner for this long after the job ended, then they are erased.
// The longer time is that of jobs that can be resumed or do not have their whole file yet.
inline constexpr std::chrono::hours erased_file_age{1};
inline constexpr std::chrono::hours erased_open_file_age{24};
// Threads that run jobs. All imports and fills commit through one thread, so more threads would
// only wait. Exports only read; they have threads of their own, so they need not wait for imports.
inline constexpr std::size_t import_threads = 3;
inline constexpr std::size_t export_threads = 2;
// Vendor batches: stores whose batches run at a time, and the requests of one batch that run before
// it is the next store's turn.
inline constexpr std::size_t batch_threads = 2;
inline constexpr std::size_t batch_turn = 20;
// All answers of one batch together: one poll reads and sends them at once.
inline constexpr std::size_t batch_answer_bytes = std::size_t{20} << 20U;
// Keys that a dry run of an import remembers, to find rows that repeat a key: about 40 bytes each.
inline constexpr std::size_t rehearsed_keys = 20'000'000;
// Rows about one customer that a dry run writes again, to find what a later row would change. With
// more of them, the later rows are counted as changes.
inline constexpr std::size_t replayed_rows = 16;
inline constexpr std::chrono::hours idempotency_age{24};
inline constexpr std::size_t idempotency_key_chars = 255;
// Rows of one housekeeping write: so few that other writes do not notice it.
inline constexpr std::size_t housekeeping_batch = 100;
inline constexpr std::chrono::seconds housekeeping_interval{2};
// Rows from which one write of a field's removal takes the value: each is written and logged.
inline constexpr std::int64_t field_values_at_once = 250;
// Memberships that one write of a group's removal ends: each takes four rows. More are ended in
// pieces of so many, which take a few milliseconds each.
inline constexpr std::int64_t members_at_once = 250;
// How often removed groups are looked for that still have memberships, because the server stopped
// or the disk was full. It reads all groups.
inline constexpr std::chrono::minutes removals_interval{10};

// Rules. A rule that a person writes has a few dozen nodes. A list of thousands of values in IN is
// one node.
inline constexpr std::size_t rule_bytes = 64 * 1024;
inline constexpr std::size_t rule_nodes = 1000;
inline constexpr std::size_t rule_depth = 64; // of the tree, and of parentheses: bounds recursion
inline constexpr std::size_t rule_pattern_bytes = 1000; // of LIKE
// Length of a chain of groups whose rules name each other. Bounds recursion.
inline constexpr std::size_t rule_group_depth = 16;
// Dynamic groups of one tenant. A write evaluates those whose conditions it may change. A new
// customer is evaluated for all, which takes about a millisecond for so many.
inline constexpr std::size_t dynamic_groups = 10'000;
// The sum of the costs (rule/rule_analysis.h) of a tenant's dynamic groups, for the same reason: an
// average of 20 for each of 10,000 groups.
inline constexpr std::size_t dynamic_cost = 200'000;
// The committing thread keeps the declared fields and the rules of tenants in memory that are
// written to. Beyond this sum of costs it forgets those of other tenants and reads them again when
// they are written to. A field costs 1. A unit of cost takes a few hundred bytes.
inline constexpr std::size_t standing_cost = 1'000'000;
// New customers of one write that are evaluated together, column by column; for fewer it is not
// worth it. More than the second number are evaluated in several batches, which bounds the memory.
inline constexpr std::size_t standing_batch_from = 8;
inline constexpr std::size_t standing_batch_rows = 4096;

// The order of a time operand in the index (index/tenant/time_order.h). New values are sorted in
// runs of this length. Runs are merged up to the second length, which takes some milliseconds.
inline constexpr std::size_t time_order_run = 4096;
inline constexpr std::size_t time_order_merge = 1'000'000;
// Customers that one moment of NOW() may pass at one step while the tenant's lock is held. Beyond
// them the groups are counted by a scan, which does not hold it.
inline constexpr std::size_t passed_customers = 20'000;
// Customers that one round of counting in the background looks at: about a quarter of a second of
// one core, once a second.
inline constexpr std::int64_t counted_customers = 100'000'000;
// Rules of one set query: their overlap is computed for each pair.
inline constexpr std::size_t query_rules = 64;
// Members of a snapshot group: their ids are in memory while they join.
inline constexpr std::int64_t snapshot_members = 1'000'000;
// How often the membership changes of dynamic groups that time alone causes are logged. Reads do
// not depend on it: they are always exact.
inline constexpr std::chrono::seconds time_driven_interval{1};
// Membership changes in one such write. When an interval has more, it is halved.
inline constexpr std::int64_t time_driven_changes = 10'000;
// The longest interval, about a thousand years: NOW() plus it stays within the calendar.
inline constexpr std::int64_t rule_interval_days = 366'000;

// Index. When it takes more memory than this, or than half of what the process may use, tenants
// without queries for index_idle are unloaded, and a tenant that does not fit is not loaded. Half
// of a machine with 16 GB: enough for ten million customers with twenty columns.
inline constexpr std::size_t index_bytes = std::size_t{8} << 30U;
// A tenant that did not fit is tried again after this time: each attempt reads rows for nothing.
inline constexpr std::chrono::minutes index_refusal{1};
inline constexpr std::chrono::minutes index_idle{10};
// A tenant's snapshot file is written again this long after the first change that it lacks:
// replaying so much of the log at start is quick. Sooner after an erasure (promise 10), because the
// old file contains data of the erased customer.
inline constexpr std::chrono::minutes index_save_after{10};
inline constexpr std::chrono::minutes index_save_after_erasure{1};
// Time and memory of one set query. The largest possible rule takes about a second for ten million
// customers. The memory caches which distinct texts match: one bit for each text condition and each
// distinct text, which is enough for 50 conditions over ten million texts.
inline constexpr std::chrono::seconds query_time{10};
inline constexpr std::size_t query_bytes = std::size_t{64} << 20U;
// A query about a tenant that is being loaded waits this long; then it is refused with Retry-After.
inline constexpr std::chrono::seconds index_wait{2};
// Tenants that are loaded at the same time: one that takes long must not hold up all others, and
// each takes one thread per core. The others wait for their turn.
inline constexpr std::size_t index_loaders = 2;
// Customers that several threads load together. For fewer it takes longer to start the threads.
inline constexpr std::int64_t index_shared_load = 50'000;
// A write that creates this many customers is probably one of an import. It starts to load the
// tenant, so that the index grows with the import and the first query need not wait.
inline constexpr std::size_t index_load_from = 100;
// Changes replayed on top of a snapshot. When there are more, loading all rows is as quick.
inline constexpr std::int64_t index_replay = 1'000'000;

// Webhooks. Each change is offered to every webhook of the tenant, one after the other.
inline constexpr std::int64_t webhooks = 20; // of one tenant
inline constexpr std::size_t webhook_url_bytes = 2048;
inline constexpr std::size_t webhook_groups = 100; // that one webhook names
// Threads that send to receivers. A receiver that does not answer holds up one of them for as long
// as its timeout.
inline constexpr std::size_t webhook_threads = 4;

// Authentication. Entries of the caches of credentials and of verified passwords, and how long a
// verified password is accepted without computing Argon2id again (directory/identity.h).
inline constexpr std::size_t cached_credentials = 10'000;
inline constexpr std::chrono::minutes verified_password_age{5};
// When a credential was used is stored at most this often: it takes a write.
inline constexpr std::chrono::hours stored_use_age{1};
// New passwords. Shorter ones of earlier versions still log in.
inline constexpr std::size_t password_chars = 10;
// How long the old secret works after a rotation: time to change a client in every shop.
inline constexpr std::chrono::hours secret_overlap{24 * 90};
// Most refusals of one address per minute in the audit log: an attacker must not fill the disk.
inline constexpr std::int64_t audited_refusals = 60;
// One Argon2id takes 64 MiB and tens of milliseconds. At most half of the cores, and never
// more than so many, compute them. So many may wait, which is about a second; more are refused.
inline constexpr std::size_t password_hashes = 4;
inline constexpr std::size_t password_queue = 16;
// Wrong passwords per minute before the next attempt has to wait: people mistype a few times; many
// people share one address.
inline constexpr std::int64_t failures_per_login = 10;
inline constexpr std::int64_t failures_per_address = 30;
// Logins and addresses with failures, and addresses from which a login succeeded, that are
// remembered; beyond, the oldest are forgotten.
inline constexpr std::size_t remembered_logins = 20'000;

// Sessions of people in a browser: a working day. A link that opens one may be clicked so long
// after it was printed.
inline constexpr std::chrono::hours session_age{12};
inline constexpr std::chrono::hours entrance_age{1};

// Live feeds of changes: open ones of all tenants together and of one tenant. Each holds a
// connection and looks for changes twice a second.
inline constexpr std::size_t change_feeds = 512;
inline constexpr std::size_t change_feeds_per_tenant = 128;
inline constexpr std::chrono::milliseconds stream_pause{500};
// Changes that one look reads, rounded up to whole revisions.
inline constexpr std::int64_t change_feed_batch = 100;
// An idle feed sends an empty line this often, so that proxies do not close the connection. It ends
// after the longer time, and its client logs in again and resumes.
inline constexpr std::chrono::seconds change_feed_beat{15};
inline constexpr std::chrono::minutes change_feed_age{10};

} // namespace muster::limits
