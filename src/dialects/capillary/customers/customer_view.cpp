// The calls that read a customer with its profiles (promise 34).
#include "base/if_found.h"
#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/customers/cards.h"
#include "dialects/capillary/customers/customer_extras.h"
#include "dialects/capillary/customers/customer_lookup.h"
#include "dialects/capillary/customers/customers.h"
#include "dialects/capillary/extended_fields.h"
#include "dialects/capillary/groups/customer_groups.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/timestamps.h"
#include "model/declared.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::capillary {

namespace {

// The credential that created or changed a customer.
struct AttributedCredential {
    model::CredentialId id; // 0: the server itself
    std::string code;
};

struct Attribution {
    std::string created;
    std::string modified;
    AttributedCredential creator;
    AttributedCredential modifier;
};

Result<AttributedCredential> find_credential(const RequestContext& call, model::CredentialId id)
{
    if (!id) return AttributedCredential{};
    const auto credential = TRY(if_found(model::get(call.rows(), model::system_tenant, id)));
    if (!credential) return AttributedCredential{id, {}};
    const bool is_till = credential->dialect == dialect_name && !credential->login.empty();
    return AttributedCredential{id, is_till ? credential->login : credential->name};
}

void write_credential(JsonWriter& out, std::string_view name,
                      const AttributedCredential& credential)
{
    out.name(name).begin_object();
    if (credential.id) out.name("id").integer(credential.id.value);
    out.name("code").text(credential.code).name("description").text("");
    out.name("name").text(credential.code).name("type").text("TILL").end_object();
}

void write_attribution(JsonWriter& out, const Attribution& attribution)
{
    out.name("createDate").text(attribution.created);
    write_credential(out, "createdBy", attribution.creator);
    write_credential(out, "modifiedBy", attribution.modifier);
    out.name("modifiedDate").text(attribution.modified);
}

// In profiles the vendor spells the type of card numbers with a capital N.
void write_profile_identifiers(JsonWriter& out, const model::Customer& customer,
                               const CapillaryExtras& extras)
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

void write_source_profile(JsonWriter& out, const model::Customer& customer,
                          const CapillaryExtras& extras, const SourceProfile& profile,
                          const Attribution& attribution)
{
    out.begin_object().name("firstName").text(customer.first_name);
    out.name("lastName").text(customer.last_name).name("attribution").begin_object();
    write_attribution(out, attribution);
    out.end_object().name("fields").value(profile.fields);
    write_profile_identifiers(out, customer, extras);
    out.name("commChannels").value(profile.channels).name("source").text(profile.source);
    out.name("userId")
        .integer(model::shown_id(customer, dialect_name))
        .name("accountId")
        .text(profile.account);
    out.name("conflictingProfileList").begin_array().end_array();
    out.name("autoUpdateTime").text(attribution.modified);
    write_identifiers(out, "identifiersAll", identifiers_of(customer));
    out.end_object();
}

void write_profiles(JsonWriter& out, const model::Customer& customer, const CapillaryExtras& extras,
                    const CustomerLookup& lookup, const Attribution& attribution)
{
    out.name("profiles").begin_array();
    for (const auto& profile : extras.profiles) {
        if (is_named(profile, lookup.source.name, lookup.account)) {
            write_source_profile(out, customer, extras, profile, attribution);
        }
    }
    out.end_array();
}

// Parts that only the vendor's loyalty engine could fill, and what stands for "nothing" in them.
struct EmbeddedPart {
    std::string_view word;
    std::string_view name;
    std::string_view json;
};
constexpr EmbeddedPart embedded_parts[]{
    {"points", "pointsSummary",
     R"({"redeemed":0.0,"expired":0.0,"returned":0.0,"adjusted":0.0,"lifetimePoints":0.0,)"
     R"("loyaltyPoints":0.0})"},
    {"mlp", "loyaltyProgramDetails", "[]"},
    {"subscriptions", "subscriptionInfo", "[]"},
    {"promotionalPoints", "promotionalPoints", "[]"},
    {"expirySchedules", "expirySchedules", "[]"},
    {"expiredPoints", "expiredPoints", "[]"},
};

void write_embedded(JsonWriter& out, const RequestContext& call)
{
    for (const auto& part : embedded_parts) {
        if (embeds(call, part.word)) out.name(part.name).raw(part.json);
    }
}

Result<std::string> write_customer_details(const RequestContext& call, const FoundCustomer& found,
                                           const CustomerLookup& lookup)
{
    const model::Customer& customer = found.customer;
    const auto settings = settings_of(call.tenant);
    const auto extras = extras_of(customer);
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    Attribution attribution;
    attribution.created = instant_text(customer.created_at, settings.utc_offset);
    attribution.modified = instant_text(customer.updated_at, settings.utc_offset);
    attribution.creator = TRY(find_credential(call, customer.created_by));
    attribution.modifier = TRY(find_credential(call, customer.updated_by));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("id").integer(model::shown_id(customer, dialect_name));
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
    if (has_cards(customer)) {
        write_cards(out, "cardDetails",
                    {customer, call.tenant.id, settings.utc_offset, /*with_status=*/true});
    }
    write_embedded(out, call);
    TRY(write_groups_of(out, call, customer.id));
    write_issues(out, "warnings", found.warnings);
    out.end_object();
    return answer;
}

} // namespace

Result<std::string> get_customer(RequestContext& call)
{
    const auto lookup = TRY(read_source(call, read_problems));
    return write_customer_details(call, TRY(find_to_read_in_path(call, lookup)), lookup);
}

Result<std::string> get_looked_up_customer(RequestContext& call)
{
    const bool is_basic = query_flag(call, "basicIdentifierLookup");
    const bool has_value = !query_text(call, "identifierValue").empty();
    if (is_basic && !has_value) return refuse(customer_problems::empty_value);
    if (!has_value || query_text(call, "identifierName").empty()) {
        return refuse(problems::unusable, "identifiers are missing");
    }
    const auto lookup = TRY(read_lookup(call, read_problems));
    return write_customer_details(call, TRY(find_to_read(call, lookup)), lookup);
}

} // namespace muster::dialects::capillary
