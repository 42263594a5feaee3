// B4: a customer with its profiles (promise 34).
#include "base/text.h"
#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/customers/extended.h"
#include "dialects/capillary/customers/profiles.h"
#include "dialects/capillary/groups/customer_groups.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/moments.h"
#include "model/declared.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::string_view dialect = "capillary";

// Who made or changed a customer, and when.
struct Actor {
    model::CredentialId id;
    std::string code;
};

struct Attribution {
    std::string created;
    std::string modified;
    Actor creator;
    Actor modifier;
};

Result<Actor> find_actor(const RequestContext& call, model::CredentialId id)
{
    if (!id) return Actor{};
    const auto credential = model::get(call.rows(), model::system_tenant, id);
    if (!credential) {
        if (credential.error().code == Code::not_found) return Actor{id, {}};
        return fail(credential.error());
    }
    const bool is_till = credential->dialect == dialect && !credential->login.empty();
    return Actor{id, is_till ? credential->login : credential->name};
}

void write_actor(JsonWriter& out, std::string_view name, const Actor& actor)
{
    out.name(name).begin_object();
    if (actor.id) out.name("id").integer(actor.id.value);
    out.name("code").text(actor.code).name("description").text("");
    out.name("name").text(actor.code).name("type").text("TILL").end_object();
}

void write_attribution(JsonWriter& out, const Attribution& attribution)
{
    out.name("createDate").text(attribution.created);
    write_actor(out, "createdBy", attribution.creator);
    write_actor(out, "modifiedBy", attribution.modifier);
    out.name("modifiedDate").text(attribution.modified);
}

const Card* find_card(const CustomerExtras& extras, std::string_view number)
{
    for (const auto& card : extras.cards) {
        if (card.number == number) return &card;
    }
    return nullptr;
}

// Card numbers are spelt otherwise here.
void write_profile_identifiers(JsonWriter& out, const model::Customer& customer,
                               const CustomerExtras& extras)
{
    out.name("identifiers").begin_array();
    for (const auto& [type, value] : identifiers_of(customer)) {
        const bool is_card = type->name == "cardnumber";
        out.begin_object().name("type").text(is_card ? "cardNumber" : type->name);
        out.name("value").text(value);
        const Card* card = is_card ? find_card(extras, value) : nullptr;
        if (card != nullptr && !card->series.is_null()) out.name("seriesId").value(card->series);
        if (card != nullptr && !card->status_label.empty()) {
            out.name("statusLabel").text(card->status_label);
        }
        out.end_object();
    }
    out.end_array();
}

void write_profile(JsonWriter& out, const model::Customer& customer, const CustomerExtras& extras,
                   const Profile& profile, const Attribution& attribution)
{
    out.begin_object().name("firstName").text(customer.first_name);
    out.name("lastName").text(customer.last_name).name("attribution").begin_object();
    write_attribution(out, attribution);
    out.end_object().name("fields").value(profile.fields);
    write_profile_identifiers(out, customer, extras);
    out.name("commChannels").value(profile.channels).name("source").text(profile.source);
    out.name("userId").integer(customer.id.value).name("accountId").text(profile.account);
    out.name("conflictingProfileList").begin_array().end_array();
    out.name("autoUpdateTime").text(attribution.modified);
    write_identifiers(out, "identifiersAll", identifiers_of(customer));
    out.end_object();
}

void write_profiles(JsonWriter& out, const model::Customer& customer, const CustomerExtras& extras,
                    const Lookup& lookup, const Attribution& attribution)
{
    out.name("profiles").begin_array();
    for (const auto& profile : extras.profiles) {
        const bool is_source = lookup.source.is_all() || profile.source == lookup.source.name;
        const bool is_account = lookup.account.empty() || profile.account == lookup.account;
        if (is_source && is_account) write_profile(out, customer, extras, profile, attribution);
    }
    out.end_array();
}

Result<std::string> write_customer(const RequestContext& call, const model::Customer& customer,
                                   const Lookup& lookup)
{
    const auto settings = settings_of(call.tenant);
    const auto extras = customer_extras(customer);
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    Attribution attribution;
    attribution.created = instant_text(customer.created_at, settings.utc_offset);
    attribution.modified = instant_text(customer.updated_at, settings.utc_offset);
    attribution.creator = TRY(find_actor(call, customer.created_by));
    attribution.modifier = TRY(find_actor(call, customer.updated_by));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("id").integer(customer.id.value);
    write_profiles(out, customer, extras, lookup, attribution);
    out.name("loyaltyInfo").begin_object().name("loyaltyType").text(extras.loyalty_type);
    out.name("attributionV2").begin_object();
    write_attribution(out, attribution);
    out.name("createdFromSource").text(lower_ascii(extras.profiles.front().source)).end_object();
    out.name("lifetimePurchases").integer(0).end_object();
    out.name("segments").begin_object().end_object();
    if (!extras.associated_with.empty()) out.name("associatedWith").text(extras.associated_with);
    write_extended(out, customer.fields, declared, model::FieldEntity::customer,
                   settings.utc_offset);
    if (has_cards(customer)) write_cards(out, "cardDetails", customer, true);
    TRY(write_groups_of(out, call, customer.id));
    write_issues(out, "warnings", {});
    out.end_object();
    return answer;
}

} // namespace

Result<std::string> get_customer(RequestContext& call)
{
    const auto lookup = TRY(read_source(call, read_words));
    const auto customer = TRY(find_in_path(call));
    TRY(check_source(customer, lookup.source, lookup.account));
    return write_customer(call, customer, lookup);
}

Result<std::string> get_looked_up_customer(RequestContext& call)
{
    const bool is_basic = query_flag(call, "basicIdentifierLookup");
    const bool has_value = !query_text(call, "identifierValue").empty();
    if (is_basic && !has_value) return refuse(customer_problems::empty_value);
    if (!has_value || query_text(call, "identifierName").empty()) {
        return refuse(problems::unusable, "identifiers are missing");
    }
    const auto lookup = TRY(read_lookup(call, read_words));
    const auto customer = TRY(find_looked_up(call, lookup));
    return write_customer(call, customer, lookup);
}

} // namespace muster::dialects::capillary
