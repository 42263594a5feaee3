// Reads bodies into drafts and merges drafts into customers.
#include "dialects/capillary/customers/customer_draft.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/inputs.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::size_t name_chars = 100;
constexpr std::size_t most_channels = 100;

muster::Failure unusable(std::string_view what) { return refuse(problems::unusable, what); }

// Text or number without the blanks around it, Unicode's too; empty when absent. 400 for anything
// else.
Result<std::string> text_member(const Json& json, std::string_view name)
{
    const auto* found = member(json, name);
    if (found == nullptr) return std::string{};
    const auto text = scalar_text(*found);
    if (!text) return unusable(std::string(name) + " must be text");
    return std::string(trim_invisible(*text));
}

Result<std::optional<std::string>> name_member(const Json& profile, std::string_view name)
{
    const auto* found = member(profile, name);
    if (found == nullptr) return std::optional<std::string>{};
    const auto* text = found->as_text();
    if (text == nullptr) return unusable(std::string(name) + " must be text");
    std::string trimmed(trim_invisible(*text));
    if (count_chars(trimmed) > name_chars) {
        return unusable(std::string(name) + " is longer than 100 characters");
    }
    return std::optional(std::move(trimmed));
}

// The list of that name; an empty list when it is absent.
Result<const Json::Array*> list_member(const Json& json, std::string_view name, std::size_t most)
{
    static const Json::Array none;
    const auto* found = member(json, name);
    if (found == nullptr) return &none;
    const auto* list = found->as_array();
    if (list == nullptr) return unusable(std::string(name) + " must be a list");
    if (list->size() > most) return unusable(std::string(name) + " has too many items");
    return list;
}

bool has_details(const Json& body)
{
    for (const auto* name : {"loyaltyInfo", "extendedFields", "associatedWith"}) {
        if (member(body, name) != nullptr) return true;
    }
    return false;
}

// The first profile: the others are ignored, because all profiles of a customer share its names and
// identifiers. 8084 when there is none and the call needs one.
Result<const Json*> profile_of(const Json& body, DraftPurpose purpose)
{
    static const Json none = Json::object();
    const auto* list = TRY(list_member(body, "profiles", limits::bulk_items));
    if (list->empty()) {
        if (purpose == DraftPurpose::update && has_details(body)) return &none;
        return refuse(customer_problems::no_details);
    }
    if (!list->front().is_object()) return unusable("profiles must be a list of objects");
    return &list->front();
}

Result<void> read_profile_source(const RequestContext& call, const Json& profile,
                                 CustomerDraft& draft)
{
    auto name = TRY(text_member(profile, "source"));
    if (name.empty()) name = query_text(call, "source");
    if (name.empty()) return refuse(customer_problems::no_source);
    const CustomerSource source = find_source(name);
    if (source.name.empty() || source.is_all()) {
        return refuse(customer_problems::bad_write_source, name);
    }
    draft.source = source.name;
    draft.account = TRY(text_member(profile, "accountId"));
    if (draft.account.empty()) draft.account = query_text(call, "accountId");
    draft.account = account_in(draft.source, draft.account);
    if (count_chars(draft.account) > limits::line_chars) return unusable("accountId is too long");
    return {};
}

// An invalid identifier fails the call when it is the primary one or an external id; otherwise it
// is dropped, with a warning where the vendor has a number for it.
Result<void> refuse_or_drop(const Identifier& identifier, const OrganisationSettings& settings,
                            CustomerDraft& draft)
{
    using StoredAs = IdentifierType::StoredAs;
    const auto& [type, value] = identifier;
    if (type->stored_as == StoredAs::external_id &&
        count_chars(value) > customer_external_id_chars) {
        return refuse(customer_problems::bad_external_id,
                      std::to_string(customer_external_id_chars));
    }
    if (equal_ignoring_ascii_case(type->name, settings.primary_identifier)) {
        return refuse(customer_problems::bad_primary, value);
    }
    if (type->stored_as == StoredAs::email) {
        draft.warnings.push_back(issue(customer_problems::bad_email, value));
    } else if (type->stored_as == StoredAs::phone) {
        draft.warnings.push_back(issue(customer_problems::bad_mobile, value));
    }
    return {};
}

Result<void> read_identifiers(const Json& profile, const OrganisationSettings& settings,
                              CustomerDraft& draft)
{
    const auto* list = TRY(list_member(profile, "identifiers", most_body_identifiers));
    for (const auto& json : *list) TRY(read_identifier(json, settings, draft));
    return {};
}

// Clients send "true" and "false" as texts in channels, also inside "meta"; answers have booleans.
Json with_flags(const Json& json)
{
    if (const auto* members = json.as_object()) {
        Json object = Json::object();
        for (const auto& [name, value] : *members) object.set(name, with_flags(value));
        return object;
    }
    const bool is_flag = json.as_text() != nullptr && flag_of(json).has_value();
    return is_flag ? Json(*flag_of(json)) : json;
}

const NumberedProblem* channel_problem(std::string_view type, const std::string& value)
{
    const auto* kind = find_identifier_type(type);
    if (kind == nullptr || is_valid({kind, value})) return nullptr;
    if (kind->stored_as == IdentifierType::StoredAs::email)
        return &customer_problems::bad_email_channel;
    if (kind->stored_as == IdentifierType::StoredAs::phone)
        return &customer_problems::bad_mobile_channel;
    return nullptr;
}

Result<void> read_channels(const Json& profile, CustomerDraft& draft)
{
    const auto* list = TRY(list_member(profile, "commChannels", most_channels));
    for (const auto& json : *list) {
        if (!json.is_object()) return unusable("commChannels must be a list of objects");
        const auto type = TRY(text_member(json, "type"));
        const auto value = TRY(text_member(json, "value"));
        if (type.empty() || value.empty()) continue;
        if (const auto* problem = channel_problem(type, value)) {
            draft.warnings.push_back(issue(*problem, value));
            continue;
        }
        Json channel = Json::object();
        channel.set("type", type);
        channel.set("value", value);
        for (const auto* name : {"primary", "verified", "subscribed", "meta", "attributes"}) {
            if (const auto* given = member(json, name)) channel.set(name, with_flags(*given));
        }
        draft.channels.push_back(std::move(channel));
    }
    return {};
}

// The custom fields of a profile need no declaration; all their values are stored as texts.
Result<void> read_fields(const Json& profile, CustomerDraft& draft)
{
    const auto* given = member(profile, "fields");
    if (given == nullptr) return {};
    if (!given->is_object()) return unusable("fields must be an object");
    for (const auto& [name, value] : *given->as_object()) {
        if (value.is_null()) continue;
        const auto text = scalar_or_flag_text(value);
        if (!text) return unusable("the values of fields must be texts");
        draft.fields.set(name, *text);
    }
    return {};
}

Result<void> read_loyalty(const Json& body, CustomerDraft& draft)
{
    const auto* info = member(body, "loyaltyInfo");
    if (info == nullptr) return {};
    if (!info->is_object()) return unusable("loyaltyInfo must be an object");
    draft.loyalty_type = lower_ascii(TRY(text_member(*info, "loyaltyType")));
    if (draft.loyalty_type.empty() || draft.loyalty_type == "loyalty" ||
        draft.loyalty_type == "non_loyalty") {
        return {};
    }
    return unusable("loyaltyType must be loyalty or non_loyalty");
}

// Members of `from` replace members of the same name.
void merge_object(const Json& from, Json& into)
{
    for (const auto& [name, value] : *from.as_object()) into.set(name, value);
}

// Channels of `from` replace channels of the same type and value.
void merge_channels(const Json& from, Json& into)
{
    for (const auto& channel : *from.as_array()) {
        auto& present = *into.as_array();
        const auto same = std::find_if(present.begin(), present.end(), [&](const Json& one) {
            return *one.find("type") == *channel.find("type") &&
                   *one.find("value") == *channel.find("value");
        });
        if (same == present.end()) {
            present.push_back(channel);
        } else {
            *same = channel;
        }
    }
}

void merge_cards(const std::vector<Card>& from, std::vector<Card>& into)
{
    for (const auto& card : from) {
        std::erase_if(into, [&](const Card& one) { return one.number == card.number; });
        into.push_back(card);
    }
}

} // namespace

Result<void> read_identifier(const Json& json, const OrganisationSettings& settings,
                             CustomerDraft& draft)
{
    if (!json.is_object()) return unusable("identifiers must be a list of objects");
    const auto* type = find_identifier_type(TRY(text_member(json, "type")));
    Identifier identifier{type, TRY(text_member(json, "value"))};
    if (type == nullptr || identifier.value.empty()) return {};
    if (!is_valid(identifier)) return refuse_or_drop(identifier, settings, draft);
    if (type->name == "cardnumber") {
        const auto* series = member(json, "seriesId");
        const bool has_series = series != nullptr && scalar_text(*series).has_value();
        draft.cards.push_back({identifier.value, has_series ? *series : Json{},
                               TRY(text_member(json, "statusLabel"))});
    }
    draft.identifiers.push_back(std::move(identifier));
    return {};
}

Result<CustomerDraft> read_customer(const RequestContext& call, DraftPurpose purpose,
                                    const OrganisationSettings& settings)
{
    const auto body = TRY(read_body(call));
    if (!body) return refuse(customer_problems::no_details);
    if (!body->is_object()) return unusable("body must be an object");
    const auto* profile = TRY(profile_of(*body, purpose));
    CustomerDraft draft;
    TRY(read_profile_source(call, *profile, draft));
    draft.first_name = TRY(name_member(*profile, "firstName"));
    draft.last_name = TRY(name_member(*profile, "lastName"));
    TRY(read_identifiers(*profile, settings, draft));
    TRY(read_channels(*profile, draft));
    TRY(read_fields(*profile, draft));
    TRY(read_loyalty(*body, draft));
    draft.associated_with = TRY(text_member(*body, "associatedWith"));
    draft.extended = TRY(read_extended(*body, problems::unusable));
    return draft;
}

Result<Issues> apply_draft(const CustomerDraft& draft, DraftPurpose purpose,
                           const model::DeclaredFields& declared,
                           const OrganisationSettings& settings, model::Customer& customer)
{
    CapillaryExtras extras = extras_of(customer);
    SourceProfile* profile = find_profile(extras, draft.source, draft.account);
    if (profile == nullptr) {
        extras.profiles.push_back({.source = draft.source, .account = draft.account});
        profile = &extras.profiles.back();
    }
    merge_object(draft.fields, profile->fields);
    merge_channels(draft.channels, profile->channels);
    merge_cards(draft.cards, extras.cards);
    if (!draft.loyalty_type.empty()) extras.loyalty_type = draft.loyalty_type;
    if (!draft.associated_with.empty()) extras.associated_with = draft.associated_with;
    if (draft.first_name) customer.first_name = *draft.first_name;
    if (draft.last_name) customer.last_name = *draft.last_name;
    for (const auto& identifier : draft.identifiers) {
        const bool is_alias = identifier.type->stored_as == IdentifierType::StoredAs::alias;
        const bool adds = is_alias && purpose == DraftPurpose::add;
        if (adds || !has_identifier(customer, *identifier.type)) {
            set_identifier(customer, identifier, settings);
        }
    }
    store_extras(customer, extras);
    const MergeRules rules{model::FieldEntity::customer, customer_problems::undeclared_field,
                           customer_problems::field_type_mismatch, settings.rejects_empty_fields};
    return merge_extended(declared, draft.extended, rules, customer.fields);
}

} // namespace muster::dialects::capillary
