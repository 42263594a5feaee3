// Every size, count, depth, time and queue of the program, each with its reason. What is over a
// limit gets an error (Code::too_large, unavailable or timed_out), never a crash, never a cut.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace muster::limits {

// Requests. A header block above 16 KiB is an attack: the longest real one (cookies, tokens of
// two schemes and attribution headers together) stays below 4 KiB.
inline constexpr std::size_t header_bytes = 16 * 1024;
inline constexpr std::size_t header_count = 100;
// Bodies of ordinary calls; dialects name their own where their API documents one.
inline constexpr std::size_t body_bytes = 1024 * 1024;
// Bulk calls (imports in pieces, uploads of 100,000 rows).
inline constexpr std::size_t bulk_body_bytes = 20 * 1024 * 1024;
// The largest answer the command line takes: a page of 1,000 customers with their fields.
inline constexpr std::size_t client_body_bytes = 64 * 1024 * 1024;
// The largest head, or trailer, of an answer to us: proxies before a server may add to it.
inline constexpr std::size_t client_head_bytes = 64 * 1024;
inline constexpr std::size_t target_bytes = 8 * 1024;
inline constexpr std::size_t path_segments = 32;
inline constexpr std::size_t query_parameters = 256;

// Connections. Total deadlines, never per read: a client that sends one byte a second is cut.
inline constexpr std::chrono::seconds header_deadline{10};
inline constexpr std::chrono::seconds body_deadline{30};
inline constexpr std::chrono::seconds write_deadline{30};
inline constexpr std::chrono::seconds idle_deadline{60};
inline constexpr std::chrono::seconds drain_deadline{10};
// A refused client gets this long to read why, its further bytes thrown away meanwhile.
inline constexpr std::chrono::seconds linger_deadline{2};
// Deadlines are enforced by a sweep this often; they may be exceeded by so much.
inline constexpr std::chrono::seconds sweep_interval{1};
inline constexpr std::size_t connections = 4096;
inline constexpr std::size_t connections_per_address = 1024;
// Over the caps so many at a time are told so (503) in full; beyond, connections are just closed.
inline constexpr std::size_t refused_connections = 128;
// Answers to pipelined requests are collected up to this size before they are sent.
inline constexpr std::size_t answer_batch_bytes = 64 * 1024;
// Pieces taken from one connection before others have their turn, where reading does not wait.
inline constexpr int reads_in_a_row = 16;
// Answers below this are sent as they are: they fit one packet, and gzip would cost more than it
// saves. Larger ones than the second are, too: compressing them would hold up a thread for long.
inline constexpr std::size_t compress_from_bytes = 1400;
inline constexpr std::size_t compress_up_to_bytes = 32 * 1024 * 1024;
// Callers whose rate is remembered at a time; beyond, those who are silent longest are forgotten.
inline constexpr std::size_t rate_limit_callers = 20'000;
// Descriptors beside those of connections: database files of every thread, logs, listeners.
inline constexpr std::size_t other_descriptors = 512;
// What 503 asks clients to wait.
inline constexpr std::chrono::seconds retry_after{1};
// Requests waiting for the pool: more than a second of work is better refused at once (503).
inline constexpr std::size_t pool_queue = 4096;
inline constexpr std::size_t pool_threads = 64;

// JSON: as deep as any documented body, with room; deeper bodies are attacks on recursion.
inline constexpr std::size_t json_depth = 64;

// CSV: the longest record of a real customer list (notes, addresses) stays below 100 KiB; a quote
// that is never closed must not swallow the whole file.
inline constexpr std::size_t csv_record_bytes = 1024 * 1024;
inline constexpr std::size_t csv_fields = 1000;

// Multipart: the widest documented body has 13 parts with one header line each.
inline constexpr std::size_t multipart_parts = 256;
inline constexpr std::size_t multipart_header_bytes = 4 * 1024; // of one part
inline constexpr std::size_t multipart_boundary_chars = 200;    // RFC 2046 says 70; clients vary

// Tokens and cursors that we made ourselves: ours stay below 1 KiB, cursors carry one sort value.
inline constexpr std::size_t token_bytes = 4 * 1024;
inline constexpr std::size_t cursor_bytes = 8 * 1024;

// Writes: one transaction takes at most so many queued writes, so that nobody waits for long.
inline constexpr std::size_t commit_batch = 256;
inline constexpr std::size_t commit_queue = 8192;
// One statement of the store: who asked has been cut by then (write_deadline).
inline constexpr std::chrono::seconds statement_time{30};

// Entities.
inline constexpr std::int64_t entity_id = 0x7fffffff; // ids are below 2^31 in every tenant
inline constexpr std::size_t line_chars = 255;        // single-line texts: names, cities, keys
inline constexpr std::size_t text_bytes = 64 * 1024;  // notes, descriptions
inline constexpr std::size_t fields_per_tenant = 500; // declared fields, both entities together
inline constexpr std::size_t enum_values = 1000;
inline constexpr std::size_t extras_bytes = 256 * 1024; // what one dialect keeps beside an entity
inline constexpr std::size_t page_items = 1000;
inline constexpr std::size_t bulk_items = 10'000; // items of one bulk call
// Jobs. A tenant's open ones: each may hold a file. What is over is kept for a while, for people to
// read.
inline constexpr std::size_t open_jobs = 100;
// Rows of one write while nobody else writes: more share a commit's price, and make it longer for
// whoever comes meanwhile. When somebody does, the write ends at the next so many rows.
inline constexpr std::size_t job_rows = 4000;
inline constexpr std::size_t job_rows_at_once = 50;
// Rows of one write that change who is there already: the index shows all of them at once, and
// questions wait for so long.
inline constexpr std::int64_t job_updates = 250;
// Customers of one write of a fill: each joins a group, which takes several rows, and a page of
// them is read before.
inline constexpr std::size_t fill_rows = 250;
inline constexpr std::size_t job_chunk_bytes = 4 * 1024 * 1024;
inline constexpr std::int64_t job_file_bytes = std::int64_t{16} * 1024 * 1024 * 1024;
inline constexpr std::chrono::hours job_age{24 * 7};
// What a job wrote for people is theirs to fetch for so long after it ended, even if somebody whose
// data it holds is erased meanwhile; then it goes.
inline constexpr std::chrono::hours erased_file_age{1};
// Tenants whose jobs run at a time. Writes of all go through one committer, so that more importers
// would only wait; exports have threads of their own, for they need none of that.
inline constexpr std::size_t import_threads = 3;
inline constexpr std::size_t export_threads = 2;
// Keys of a rehearsed file that are remembered to notice its own repetitions: 16 bytes each.
inline constexpr std::size_t rehearsed_keys = 20'000'000;
inline constexpr std::chrono::hours idempotency_age{24};
inline constexpr std::size_t idempotency_key_chars = 255;
// Rows one housekeeping write touches, so that it never holds up the writes of others.
inline constexpr std::size_t housekeeping_batch = 100;
inline constexpr std::chrono::seconds housekeeping_interval{2};

// Rules. Bounds on work, not on wishes: written by hand, a rule has a few dozen nodes; a list of
// thousands of values in IN fits, since values are not nodes.
inline constexpr std::size_t rule_bytes = 64 * 1024;
inline constexpr std::size_t rule_nodes = 1000;
inline constexpr std::size_t rule_depth = 64; // of the tree, and of parentheses: bounds recursion
inline constexpr std::size_t rule_pattern_bytes = 1000; // of LIKE
// Groups whose rules name groups whose rules name groups: deeper chains nobody can explain.
inline constexpr std::size_t rule_group_depth = 16;
// Each is judged for every customer that a write touches.
inline constexpr std::size_t dynamic_groups = 1000;
// Conditions of all of them together (rule/rule_analysis.h), for the same reason: twenty each when
// there are so many.
inline constexpr std::size_t dynamic_cost = 20'000;
// Of one question: each with each is compared when their overlap is asked for.
inline constexpr std::size_t query_rules = 64;
// Their ids are held in memory while they join.
inline constexpr std::int64_t snapshot_members = 1'000'000;
// How often the log is told who entered and left because time went by; reading is exact always.
inline constexpr std::chrono::seconds time_driven_interval{1};
// Of one write of that kind: larger crowds are told moment by moment.
inline constexpr std::int64_t time_driven_changes = 10'000;
// What an interval adds at most, about a thousand years: NOW() stays within the calendar.
inline constexpr std::int64_t rule_interval_days = 366'000;

// Index. Above so much memory tenants that nobody asked about for a while are dropped: half of a
// machine of 16 GB, enough for ten million customers with twenty columns.
inline constexpr std::size_t index_bytes = std::size_t{8} << 30U;
inline constexpr std::chrono::minutes index_idle{10};
// A snapshot is due so long after the first change that it lacks: replaying that long a log is
// quick. After an erasure sooner, so that no text of a person stays.
inline constexpr std::chrono::minutes index_save_after{10};
inline constexpr std::chrono::minutes index_save_after_erasure{1};
// A question of a rule as wide as rules may be, of ten million customers, takes a second; ones that
// take longer are attacks. And what it remembers of texts: a bit for each LIKE and each different
// text, so that fifty go over ten million.
inline constexpr std::chrono::seconds question_time{10};
inline constexpr std::size_t question_bytes = std::size_t{64} << 20U;
// Changes replayed on top of a snapshot; of more, reading all rows anew is as quick.
inline constexpr std::int64_t index_replay = 1'000'000;

// Authentication: credentials and verified passwords remembered at a time, and for how long a
// verified password saves the next Argon2id (directory/identity.h).
inline constexpr std::size_t cached_credentials = 10'000;
inline constexpr std::chrono::minutes verified_password_age{5};

} // namespace muster::limits
