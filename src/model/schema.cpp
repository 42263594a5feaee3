// The member tables. The C++ type of a member decides its conversion, so a row is only a pointer
// and a name.
#include "model/schema.h"

#include <cassert>

namespace muster::model {

namespace {

template <class E>
constexpr std::array<std::string_view, 0> enum_names{};
template <>
constexpr std::array<std::string_view, 3> enum_names<CredentialKind>{"key", "login", "client"};
template <>
constexpr std::array<std::string_view, 2> enum_names<FieldEntity>{"customer", "group"};
template <>
constexpr std::array<std::string_view, 3> enum_names<GroupStatus>{"active", "inactive", "removed"};
template <>
constexpr std::array<std::string_view, 2> enum_names<Role>{"secondary", "primary"};
template <>
constexpr std::array<std::string_view, 9> enum_names<Type>{
    "text", "integer", "number", "decimal", "boolean", "date", "datetime", "enum", "list"};
template <>
constexpr std::array<std::string_view, 6> enum_names<JobStatus>{
    "uploading", "waiting", "running", "done", "failed", "cancelled"};
template <>
constexpr std::array<std::string_view, 4> enum_names<CampaignStatus>{"draft", "review", "ready",
                                                                     "published"};
template <>
constexpr std::array<std::string_view, 4> enum_names<MessageStatus>{"pending", "rejected",
                                                                    "approved", "published"};
template <>
constexpr std::array<std::string_view, 13> enum_names<Kind>{
    "account", "tenant", "credential", "field",    "customer",     "group",  "membership",
    "replay",  "job",    "job_item",   "campaign", "campaign_run", "message"};

template <class E>
std::string_view enum_name(E value)
{
    return enum_names<E>[static_cast<std::size_t>(value)];
}

template <class E>
std::optional<E> parse_enum(std::string_view name)
{
    for (std::size_t i = 0; i < enum_names<E>.size(); ++i) {
        if (enum_names<E>[i] == name) return static_cast<E>(i);
    }
    return std::nullopt;
}

// Converts a member of type T to a Value and back. Enumerations are stored by their names.
template <class T>
struct Convert {
    static_assert(std::is_enum_v<T>);
    static constexpr Storage storage = Storage::text;
    static Value get(T value) { return std::string(enum_name(value)); }
    static T set(const Value& value)
    {
        if (is_null(value)) return T{}; // null resets the member to its default
        const auto parsed = parse_enum<T>(text_of(value));
        assert(parsed);
        return parsed.value_or(T{});
    }
};

template <>
struct Convert<std::string> {
    static constexpr Storage storage = Storage::text;
    static Value get(const std::string& value) { return value.empty() ? Value{} : Value{value}; }
    static std::string set(const Value& value)
    {
        return is_null(value) ? std::string{} : std::get<std::string>(value);
    }
};

template <class T, Storage kind>
struct ConvertPlain {
    static constexpr Storage storage = kind;
    static Value get(const T& value) { return value; }
    static T set(const Value& value) { return is_null(value) ? T{} : std::get<T>(value); }
};
template <>
struct Convert<std::int64_t> : ConvertPlain<std::int64_t, Storage::integer> {};
template <>
struct Convert<bool> : ConvertPlain<bool, Storage::boolean> {};
template <>
struct Convert<Date> : ConvertPlain<Date, Storage::date> {};
template <>
struct Convert<Time> : ConvertPlain<Time, Storage::time> {};

template <>
struct Convert<TextList> {
    static constexpr Storage storage = Storage::list;
    static Value get(const TextList& value) { return value.empty() ? Value{} : Value{value}; }
    static TextList set(const Value& value)
    {
        return is_null(value) ? TextList{} : std::get<TextList>(value);
    }
};

template <class Of>
struct Convert<Id<Of>> {
    static constexpr Storage storage = Storage::integer;
    static Value get(Id<Of> id) { return id ? Value{id.value} : Value{}; }
    static Id<Of> set(const Value& value)
    {
        return {is_null(value) ? 0 : std::get<std::int64_t>(value)};
    }
};

template <class T>
struct Convert<std::optional<T>> {
    static constexpr Storage storage = Convert<T>::storage;
    static Value get(const std::optional<T>& value)
    {
        return value ? Convert<T>::get(*value) : Value{};
    }
    static std::optional<T> set(const Value& value)
    {
        if (is_null(value)) return std::nullopt;
        return Convert<T>::set(value);
    }
};

template <class T>
struct PointerParts;
template <class E, class T>
struct PointerParts<T E::*> {
    using Entity = E;
    using Type = T;
};

template <auto pointer>
constexpr auto row(std::string_view name, Keeping keeping = Keeping::plain)
{
    using Parts = PointerParts<decltype(pointer)>;
    using E = typename Parts::Entity;
    using Conversion = Convert<typename Parts::Type>;
    return Member<E>{
        name,
        Conversion::storage,
        keeping,
        [](const E& entity) -> Value { return Conversion::get(entity.*pointer); },
        [](E& entity, const Value& value) { entity.*pointer = Conversion::set(value); },
        [](const E& one, const E& other) { return one.*pointer == other.*pointer; }};
}

} // namespace

// constinit, because initialisers of static variables in other files read these tables.
constinit const std::array<Member<Account>, 5> Schema<Account>::members{
    row<&Account::id>("id"),
    row<&Account::name>("name"),
    row<&Account::created_at>("created_at"),
    row<&Account::updated_at>("updated_at"),
    row<&Account::revision>("revision"),
};

constinit const std::array<Member<Tenant>, 8> Schema<Tenant>::members{
    row<&Tenant::id>("id"),
    row<&Tenant::account>("account_id"),
    row<&Tenant::slug>("slug"),
    row<&Tenant::name>("name"),
    row<&Tenant::vendor_numbers>("vendor_numbers"),
    row<&Tenant::created_at>("created_at"),
    row<&Tenant::updated_at>("updated_at"),
    row<&Tenant::revision>("revision"),
};

constinit const std::array<Member<Credential>, 17> Schema<Credential>::members{
    row<&Credential::id>("id"),
    row<&Credential::account>("account_id"),
    row<&Credential::tenant>("tenant_id"),
    row<&Credential::dialect>("dialect"),
    row<&Credential::kind>("kind"),
    row<&Credential::name>("name"),
    row<&Credential::login>("login"),
    row<&Credential::secret_hash>("secret_hash", Keeping::secret),
    row<&Credential::previous_hash>("previous_hash", Keeping::secret),
    row<&Credential::previous_until>("previous_until"),
    row<&Credential::scopes>("scopes"),
    row<&Credential::created_at>("created_at"),
    row<&Credential::updated_at>("updated_at"),
    row<&Credential::last_used_at>("last_used_at"),
    row<&Credential::expires_at>("expires_at"),
    row<&Credential::revoked_at>("revoked_at"),
    row<&Credential::revision>("revision"),
};

constinit const std::array<Member<CustomField>, 13> Schema<CustomField>::members{
    row<&CustomField::id>("id"),
    row<&CustomField::key>("key"),
    row<&CustomField::entity>("entity"),
    row<&CustomField::type>("type"),
    row<&CustomField::format>("format"),
    row<&CustomField::label>("label"),
    row<&CustomField::required>("required"),
    row<&CustomField::unique>("unique"),
    row<&CustomField::values>("values"),
    row<&CustomField::created_at>("created_at"),
    row<&CustomField::updated_at>("updated_at"),
    row<&CustomField::removed_at>("removed_at"),
    row<&CustomField::revision>("revision"),
};

constinit const std::array<Member<Customer>, 27> Schema<Customer>::members{
    row<&Customer::id>("id"),
    row<&Customer::external_id>("external_id"),
    row<&Customer::email>("email"),
    row<&Customer::phone>("phone"),
    row<&Customer::name>("name"),
    row<&Customer::first_name>("first_name"),
    row<&Customer::last_name>("last_name"),
    row<&Customer::company>("company"),
    row<&Customer::language>("language"),
    row<&Customer::birth_date>("birth_date"),
    row<&Customer::address_line1>("address_line1"),
    row<&Customer::address_line2>("address_line2"),
    row<&Customer::city>("city"),
    row<&Customer::region>("region"),
    row<&Customer::postal_code>("postal_code"),
    row<&Customer::country>("country"),
    row<&Customer::consent>("consent"),
    row<&Customer::aliases>("aliases"),
    row<&Customer::vendor_numbers>("vendor_numbers"),
    row<&Customer::home_group>("home_group_id"),
    row<&Customer::password_hash>("password_hash", Keeping::secret),
    row<&Customer::created_by>("created_by"),
    row<&Customer::updated_by>("updated_by"),
    row<&Customer::created_at>("created_at"),
    row<&Customer::updated_at>("updated_at"),
    row<&Customer::removed_at>("removed_at"),
    row<&Customer::revision>("revision"),
};

constinit const std::array<Member<Group>, 16> Schema<Group>::members{
    row<&Group::id>("id"),
    row<&Group::external_id>("external_id"),
    row<&Group::name>("name"),
    row<&Group::description>("description"),
    row<&Group::rule>("rule"),
    row<&Group::membership_logged_until>("told_until", Keeping::secret),
    row<&Group::capacity>("capacity"),
    row<&Group::status>("status"),
    row<&Group::member_count>("member_count", Keeping::derived),
    row<&Group::vendor_numbers>("vendor_numbers"),
    row<&Group::created_by>("created_by"),
    row<&Group::updated_by>("updated_by"),
    row<&Group::created_at>("created_at"),
    row<&Group::updated_at>("updated_at"),
    row<&Group::removed_at>("removed_at"),
    row<&Group::revision>("revision"),
};

constinit const std::array<Member<Membership>, 13> Schema<Membership>::members{
    row<&Membership::group>("group_id"),
    row<&Membership::customer>("customer_id"),
    row<&Membership::role>("role"),
    row<&Membership::permissions>("permissions"),
    row<&Membership::is_default>("is_default"),
    row<&Membership::source>("source"),
    row<&Membership::since>("since"),
    row<&Membership::expires_at>("expires_at"),
    row<&Membership::left_at>("left_at"),
    row<&Membership::added_by>("added_by"),
    row<&Membership::created_at>("created_at"),
    row<&Membership::updated_at>("updated_at"),
    row<&Membership::revision>("revision"),
};

constinit const std::array<Member<StoredReply>, 8> Schema<StoredReply>::members{
    row<&StoredReply::id>("id"),
    row<&StoredReply::key>("key"),
    row<&StoredReply::fingerprint>("fingerprint"),
    row<&StoredReply::answer>("answer", Keeping::secret),
    row<&StoredReply::customer>("customer_id"),
    row<&StoredReply::created_at>("created_at"),
    row<&StoredReply::updated_at>("updated_at"),
    row<&StoredReply::revision>("revision"),
};

constinit const std::array<Member<Job>, 17> Schema<Job>::members{
    row<&Job::id>("id"),
    row<&Job::dialect>("dialect"),
    row<&Job::work>("work"),
    row<&Job::status>("status"),
    row<&Job::options>("options"),
    row<&Job::progress>("progress"),
    row<&Job::size>("size"),
    row<&Job::place>("place"),
    row<&Job::error>("error"),
    row<&Job::ticket>("ticket"),
    row<&Job::first_item>("first_item_id"),
    row<&Job::expires_at>("expires_at"),
    row<&Job::created_by>("created_by"),
    row<&Job::updated_by>("updated_by"),
    row<&Job::created_at>("created_at"),
    row<&Job::updated_at>("updated_at"),
    row<&Job::revision>("revision"),
};

constinit const std::array<Member<JobItem>, 10> Schema<JobItem>::members{
    row<&JobItem::id>("id"),
    row<&JobItem::job>("job_id"),
    row<&JobItem::request>("request", Keeping::secret),
    row<&JobItem::status>("status"),
    row<&JobItem::answer>("answer", Keeping::secret),
    row<&JobItem::progress>("progress"),
    row<&JobItem::customer>("customer_id"),
    row<&JobItem::created_at>("created_at"),
    row<&JobItem::updated_at>("updated_at"),
    row<&JobItem::revision>("revision"),
};

constinit const std::array<Member<Campaign>, 13> Schema<Campaign>::members{
    row<&Campaign::id>("id"),
    row<&Campaign::name>("name"),
    row<&Campaign::group>("group_id"),
    row<&Campaign::segment_by>("segment_by"),
    row<&Campaign::status>("status"),
    row<&Campaign::run_number>("run_number"),
    row<&Campaign::published_at>("published_at"),
    row<&Campaign::created_by>("created_by"),
    row<&Campaign::updated_by>("updated_by"),
    row<&Campaign::created_at>("created_at"),
    row<&Campaign::updated_at>("updated_at"),
    row<&Campaign::removed_at>("removed_at"),
    row<&Campaign::revision>("revision"),
};

constinit const std::array<Member<CampaignRun>, 14> Schema<CampaignRun>::members{
    row<&CampaignRun::id>("id"),
    row<&CampaignRun::campaign>("campaign_id"),
    row<&CampaignRun::number>("number"),
    row<&CampaignRun::group>("group_id"),
    row<&CampaignRun::group_name>("group_name"),
    row<&CampaignRun::segment_count>("segment_count"),
    row<&CampaignRun::new_count>("new_count"),
    row<&CampaignRun::reused_count>("reused_count"),
    row<&CampaignRun::archived_count>("archived_count"),
    row<&CampaignRun::created_by>("created_by"),
    row<&CampaignRun::updated_by>("updated_by"),
    row<&CampaignRun::created_at>("created_at"),
    row<&CampaignRun::updated_at>("updated_at"),
    row<&CampaignRun::revision>("revision"),
};

constinit const std::array<Member<Message>, 16> Schema<Message>::members{
    row<&Message::id>("id"),
    row<&Message::campaign>("campaign_id"),
    row<&Message::run_number>("run_number"),
    row<&Message::segment>("segment"),
    row<&Message::text>("text"),
    row<&Message::published_text>("published_text"),
    row<&Message::status>("status"),
    row<&Message::archived>("archived"),
    row<&Message::newest>("newest", Keeping::secret),
    row<&Message::customer>("customer_id"),
    row<&Message::created_by>("created_by"),
    row<&Message::updated_by>("updated_by"),
    row<&Message::created_at>("created_at"),
    row<&Message::updated_at>("updated_at"),
    row<&Message::removed_at>("removed_at"),
    row<&Message::revision>("revision"),
};

std::string_view name_of(CredentialKind kind) { return enum_name(kind); }
std::string_view name_of(FieldEntity entity) { return enum_name(entity); }
std::string_view name_of(GroupStatus status) { return enum_name(status); }
std::string_view name_of(Role role) { return enum_name(role); }
std::string_view name_of(JobStatus status) { return enum_name(status); }
std::string_view name_of(CampaignStatus status) { return enum_name(status); }
std::string_view name_of(MessageStatus status) { return enum_name(status); }
std::string_view name_of(Type type) { return enum_name(type); }
std::string_view name_of(Kind kind) { return enum_name(kind); }
std::optional<Kind> parse_kind(std::string_view name) { return parse_enum<Kind>(name); }
std::optional<Type> parse_type(std::string_view name) { return parse_enum<Type>(name); }
std::optional<FieldEntity> parse_field_entity(std::string_view name)
{
    return parse_enum<FieldEntity>(name);
}

} // namespace muster::model
