// What the cases of this API need besides the common environment: secrets in their stored form,
// login headers, declared fields of each type, and an organisation with other settings.
#include <stdexcept>

#include "base/json.h"
#include "base/secrets.h"
#include "base/text.h"
#include "dialects/world.h"
#include "directory/fields.h"
#include "directory/tenants.h"

namespace muster::dialects::test {

namespace {

using model::FieldEntity;
using model::Type;

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

template <class T>
void need(const Result<T>& result)
{
    if (!result) throw std::logic_error("capillary setup: " + result.error().message);
}

// Tills send the MD5 of their password, clients their secret itself.
std::string stored_secret(std::string_view secret)
{
    return secret == World::password ? md5_hex(secret) : std::string(secret);
}

model::CustomField field(std::string key, FieldEntity entity, Type type, std::string format = {})
{
    model::CustomField draft;
    draft.key = std::move(key);
    draft.entity = entity;
    draft.type = type;
    draft.format = std::move(format);
    if (type == Type::enumeration) draft.values = {"Gold", "Silver"};
    return draft;
}

void declare_fields(directory::Directory& directory)
{
    need(directory.write(maker, {1}, [](directory::Transaction& transaction) -> Result<void> {
        const auto group = FieldEntity::group;
        for (const auto& draft :
             {field("score", group, Type::number), field("opened_on", group, Type::datetime),
              field("since_day", group, Type::date), field("stage", group, Type::enumeration),
              field("open", group, Type::boolean), field("balance", group, Type::decimal, "2"),
              field("tags", group, Type::list), field("sizes", group, Type::list, "integer")}) {
            TRY(directory::declare_field(transaction, draft));
        }
        return {};
    }));
}

// In the sister organisation, each setting differs from its default.
void change_settings(directory::Directory& directory)
{
    need(directory.write(
        maker, model::system_tenant, [](directory::Transaction& transaction) -> Result<void> {
            TRY(directory::update_tenant(
                transaction, {2}, [](model::Tenant& tenant) -> Result<void> {
                    tenant.fields.set("capillary.business_error_status", std::int64_t{400});
                    tenant.fields.set("capillary.max_group_size", std::int64_t{5});
                    tenant.fields.set("stays_active_without_primary", true);
                    tenant.fields.set("capillary.rejects_empty_field_values", false);
                    tenant.fields.set("capillary.mobile_required", true);
                    tenant.fields.set("capillary.default_country_code", std::int64_t{91});
                    tenant.fields.set("capillary.utc_offset_minutes", std::int64_t{330});
                    tenant.fields.set("capillary.token_lifetime_seconds", std::int64_t{300});
                    return {};
                }));
            return {};
        }));
}

std::string token_for(Caller& caller, const std::string& client)
{
    Json body = Json::object();
    body.set("key", client);
    body.set("secret", World::client_secret);
    const auto answer = caller.send(http::Verb::post, "/v3/oauth/token/generate", body.text(), {});
    const auto json = parse_json(answer.body);
    const auto* data = json ? json->find("data") : nullptr;
    const auto* token = data == nullptr ? nullptr : data->find("accessToken");
    return token == nullptr || token->as_text() == nullptr ? "" : *token->as_text();
}

void prepare(Caller& caller)
{
    declare_fields(caller.world().directory());
    change_settings(caller.world().directory());
    const std::string secret = md5_hex(World::password);
    caller.set("md5", secret);
    std::string upper = secret;
    for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    caller.set("md5.upper", upper);
    for (const std::string suffix :
         {"", ".read_only", ".no_scope", ".account", ".sister", ".foreign", ".revoked", ".wrong"}) {
        caller.set("basic" + suffix,
                   "Basic " + to_base64(caller.get("login" + suffix) + ':' + secret));
    }
    for (const std::string suffix : {"", ".read_only", ".no_scope", ".sister", ".foreign"}) {
        caller.set("token" + suffix, token_for(caller, caller.get("client" + suffix)));
    }
}

const Setup setup{"capillary", {.stored_secret = stored_secret, .prepare = prepare}};

} // namespace

} // namespace muster::dialects::test
