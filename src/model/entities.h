// The entities of a directory (docs/glossary.md): plain structs with defaults and without rules. A
// text member is empty when there is no value. Times are UTC microseconds.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "model/value.h"

namespace muster::model {

// Ids count 1, 2, 3 … within their tenant, stay below 2^31 and are never reused; 0 means "none".
template <class Of>
struct Id {
    std::int64_t value = 0;
    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const Id&, const Id&) = default;
};

using AccountId = Id<struct Account>;
using TenantId = Id<struct Tenant>;
using CredentialId = Id<struct Credential>;
using FieldId = Id<struct CustomField>;
using CustomerId = Id<struct Customer>;
using GroupId = Id<struct Group>;
using JobId = Id<struct Job>;
using JobItemId = Id<struct JobItem>;
using CampaignId = Id<struct Campaign>;
using CampaignRunId = Id<struct CampaignRun>;
using MessageId = Id<struct Message>;

using Revision = std::int64_t;

// Accounts, tenants and credentials are stored in tenant 0, which belongs to no account.
inline constexpr TenantId system_tenant{0};

// Each entity has created_at, updated_at, and the revision of its last change.

struct Account {
    AccountId id;
    std::string name;
    Extras extras;
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

struct Tenant {
    TenantId id;
    AccountId account;
    std::string slug; // unique: lower-case letters, digits and dashes
    std::string name;
    FieldValues fields;      // settings by name: "<dialect>.<setting>"
    TextList vendor_numbers; // model/vendor_numbers.h
    Extras extras;
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

enum class CredentialKind { key, login, client }; // bearer key; user and password; client, secret

struct Credential {
    CredentialId id;
    AccountId account; // 0: of the system tenant (administrators)
    TenantId tenant;   // 0: every tenant of its account
    std::string dialect;
    CredentialKind kind = CredentialKind::key;
    std::string name;        // for people and for the log
    std::string login;       // user name, e-mail or client key; empty for keys
    std::string secret_hash; // never in the log: SHA-256 hex of a key, Argon2id of a password
    // The secret before the last rotation. It works until `previous_until`.
    std::string previous_hash;
    std::optional<Time> previous_until;
    TextList scopes; // words of its dialect; "admin" is for administrators
    Extras extras;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> last_used_at; // up to an hour late
    std::optional<Time> expires_at;   // from then on it does not work
    std::optional<Time> revoked_at;
    Revision revision = 0;
};

enum class FieldEntity { customer, group };

struct CustomField { // a declared custom field
    FieldId id;
    std::string key; // unique per entity, compared without case
    FieldEntity entity = FieldEntity::customer;
    Type type = Type::text;
    std::string format; // decimal: number of places ("2"); list: element type
    std::string label;
    bool required = false;
    bool unique = false;
    TextList values; // of an enum, or the closed set of a list
    Extras extras;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> removed_at;
    Revision revision = 0;
};

struct Customer {
    CustomerId id;
    std::string external_id; // unique in the tenant
    std::string email;
    std::string phone; // as given; compared by its digits
    std::string name;
    std::string first_name; // the core sets it with name
    std::string last_name;
    std::string company;
    std::string language;
    std::optional<Date> birth_date;
    std::string address_line1;
    std::string address_line2;
    std::string city;
    std::string region; // name or code, as given
    std::string postal_code;
    std::string country;         // ISO 3166-1 alpha-2 in upper case where known, else as given
    std::optional<bool> consent; // to marketing
    TextList aliases;            // other names it is known by, "type:value", found exactly
    TextList vendor_numbers;     // model/vendor_numbers.h
    GroupId home_group;          // set by the core: "home group" in docs/glossary.md
    std::string password_hash;   // Argon2id; never in the log
    FieldValues fields;
    Extras extras;
    CredentialId created_by; // 0: the system
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> removed_at; // set: a tombstone; the personal data is erased (promise 10)
    Revision revision = 0;
};

enum class GroupStatus { active, inactive, removed };

struct Group {
    GroupId id;
    std::string external_id; // unique among live groups
    std::string name;
    std::string description;
    std::string rule; // text of the rule of a dynamic group; empty for a static group
    // Of dynamic groups: the membership changes up to this time have been logged.
    std::optional<Time> membership_logged_until;
    std::optional<std::int64_t> capacity; // greatest number of live members; nullopt: no limit
    GroupStatus status = GroupStatus::active;
    // Live members: the store counts those of static groups, the index those of dynamic ones. A
    // new count does not change the group's revision.
    std::int64_t member_count = 0;
    TextList vendor_numbers; // model/vendor_numbers.h
    FieldValues fields;
    Extras extras;
    CredentialId created_by;
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> removed_at;
    Revision revision = 0;

    bool is_dynamic() const { return !rule.empty(); }
};

enum class Role { secondary, primary };

struct Membership { // one row per pair: who joins again overwrites the row of the past membership
    GroupId group;
    CustomerId customer;
    Role role = Role::secondary;
    TextList permissions;
    bool is_default = false; // at most one live default per customer
    std::string source;      // the dialect that created it
    Time since{};
    std::optional<Time> expires_at; // housekeeping ends the membership at this time
    std::optional<Time> left_at;    // set: the customer is a past member
    CredentialId added_by;
    Extras extras;
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;

    bool is_live() const { return !left_at; }
};

// The response to the first request with an idempotency key. Repetitions of the request get it
// again.
struct StoredReply {
    Id<StoredReply> id;
    std::string key;         // credential and idempotency key
    std::string fingerprint; // SHA-256 hex of method, target and body
    std::string answer;      // as the dialect wrote it
    CustomerId customer;     // the customer in the answer: it is erased with the customer
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

enum class JobStatus { uploading, waiting, running, done, failed, cancelled };

// Long work that survives calls and restarts, such as an import or an export. The engine stores the
// position in `progress` and `place`, in the same write as the rows that it has processed.
struct Job {
    JobId id;
    std::string dialect; // the dialect that created it
    std::string work;    // the kind of work: "import"
    JobStatus status = JobStatus::waiting;
    std::string options;    // JSON of the kind of job
    std::string progress;   // JSON of the kind of job
    std::int64_t size = 0;  // of the whole work, in bytes or rows: the kind of job decides
    std::int64_t place = 0; // how much of `size` is done
    std::string error;      // why it failed, for people
    std::string ticket;     // the text by which its dialect finds it; empty: found by id only
    JobItemId first_item;   // of a job with items: `size` items with consecutive ids from this one
    std::optional<Time> expires_at; // housekeeping erases the job and its items at this time
    CredentialId created_by;
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

// One request of a job whose client reads an answer for each of its requests later. The answer is
// stored in the same write as the changes that it reports.
struct JobItem {
    JobItemId id; // one write creates all items of a job, so that their ids are consecutive
    JobId job;
    std::string request;                   // JSON of the job's dialect
    JobStatus status = JobStatus::waiting; // waiting or done
    std::string answer;                    // JSON of the job's dialect
    std::string progress;                  // of a request that takes several writes; JSON too
    CustomerId customer; // the customer in the item: it is erased with the customer; 0: none
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

enum class CampaignStatus { draft, review, ready, published };

// Texts for the members of a group. Members with equal values in `segment_by` are one segment; each
// run has one message for each segment.
struct Campaign {
    CampaignId id;
    std::string name;
    GroupId group;       // of the current run
    TextList segment_by; // operands of customers: "city", "fields.tier"; none: one segment
    CampaignStatus status = CampaignStatus::draft;
    std::int64_t run_number = 1;      // of the current run
    std::optional<Time> published_at; // the last time
    Extras extras;
    CredentialId created_by;
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> removed_at; // its runs and messages cannot be reached any more
    Revision revision = 0;
};

struct CampaignRun { // never changes
    CampaignRunId id;
    CampaignId campaign;
    std::int64_t number = 1; // within the campaign
    GroupId group;
    std::string group_name; // as it was when the run began
    std::int64_t segment_count = 0;
    std::int64_t new_count = 0;      // messages that have to be written
    std::int64_t reused_count = 0;   // messages with the text of an earlier run
    std::int64_t archived_count = 0; // messages of the run before
    CredentialId created_by;
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    Revision revision = 0;
};

// published: approved, and its campaign was published since
enum class MessageStatus { pending, rejected, approved, published };

struct Message {
    MessageId id;
    CampaignId campaign;
    std::int64_t run_number = 1;
    std::int64_t segment = 0; // the same number in all runs of the campaign that have the segment
    FieldValues fields;       // what the customers of the segment share, by operand
    std::string text;
    std::string published_text; // the text when its campaign was published last
    MessageStatus status = MessageStatus::pending;
    bool archived = false;
    bool newest = true;  // no later run has a message for this segment
    CustomerId customer; // the only customer of the segment when the run began; 0: there were more
    CredentialId created_by;
    CredentialId updated_by;
    Time created_at{};
    Time updated_at{};
    std::optional<Time> removed_at; // set: erased with its only customer (promise 10)
    Revision revision = 0;
};

enum class Kind {
    account,
    tenant,
    credential,
    field,
    customer,
    group,
    membership,
    stored_reply,
    job,
    job_item,
    campaign,
    campaign_run,
    message
};
std::string_view name_of(Kind kind);
std::optional<Kind> parse_kind(std::string_view name);

using Entity = std::variant<Account, Tenant, Credential, CustomField, Customer, Group, Membership,
                            StoredReply, Job, JobItem, Campaign, CampaignRun, Message>;

inline Kind kind_of(const Entity& entity) { return static_cast<Kind>(entity.index()); }

template <class E>
constexpr Kind kind_for(); // kind_for<Customer>() == Kind::customer

template <>
constexpr Kind kind_for<Account>()
{
    return Kind::account;
}
template <>
constexpr Kind kind_for<Tenant>()
{
    return Kind::tenant;
}
template <>
constexpr Kind kind_for<Credential>()
{
    return Kind::credential;
}
template <>
constexpr Kind kind_for<CustomField>()
{
    return Kind::field;
}
template <>
constexpr Kind kind_for<Customer>()
{
    return Kind::customer;
}
template <>
constexpr Kind kind_for<Group>()
{
    return Kind::group;
}
template <>
constexpr Kind kind_for<Membership>()
{
    return Kind::membership;
}
template <>
constexpr Kind kind_for<StoredReply>()
{
    return Kind::stored_reply;
}
template <>
constexpr Kind kind_for<Job>()
{
    return Kind::job;
}
template <>
constexpr Kind kind_for<JobItem>()
{
    return Kind::job_item;
}
template <>
constexpr Kind kind_for<Campaign>()
{
    return Kind::campaign;
}
template <>
constexpr Kind kind_for<CampaignRun>()
{
    return Kind::campaign_run;
}
template <>
constexpr Kind kind_for<Message>()
{
    return Kind::message;
}

} // namespace muster::model
