// Stores tokens as credentials of kind key. Their extras name the user and the device.
#include "dialects/nuweb/tokens.h"

#include "base/text.h"
#include "directory/credentials.h"
#include "model/pages.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::size_t secret_chars = 48; // 286 bits

muster::Failure unknown_token()
{
    return fail(Code::unauthenticated, "token", "unknown or revoked");
}

// The user that logged in for this token; 0 for a key that an administrator made.
model::CredentialId user_id_of(const model::Credential& token)
{
    const auto extras = parse_json(token.extras.of("nuweb"));
    const Json* member = extras ? extras->find("user_id") : nullptr;
    const auto* id = member != nullptr ? member->as_integer() : nullptr;
    return model::CredentialId{id != nullptr ? *id : 0};
}

// When the user has limits::tokens_per_login tokens: the oldest one. Tokens do not expire and
// cannot be given back, so without a limit their number only grows.
Result<std::optional<model::Credential>> token_to_replace(const RequestContext& call,
                                                          const model::Credential& user)
{
    model::Query query;
    query.kind = model::Kind::credential;
    query.tenant = model::system_tenant;
    query.filter = model::all_of({model::equals("dialect", std::string("nuweb")),
                                  model::equals("kind", std::string("key")),
                                  model::equals("tenant_id", user.tenant.value)});
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::optional<model::Credential> oldest;
    std::size_t count = 0;
    TRY(model::each_row<model::Credential>(call.rows(), query,
                                           [&](const model::Credential& token) -> Result<void> {
                                               if (user_id_of(token) != user.id) return {};
                                               ++count;
                                               if (!oldest || token.updated_at < oldest->updated_at)
                                                   oldest = token;
                                               return {};
                                           }));
    if (count < limits::tokens_per_login) return std::optional<model::Credential>{};
    return oldest;
}

// The key with this secret, if it has this number.
Result<model::Credential> numbered_key(const directory::Identity& identity, std::string_view secret,
                                       std::int64_t number)
{
    auto key = identity.by_key("nuweb", secret);
    if (key && key->id.value != number) return unknown_token();
    return key;
}

Result<model::Credential> store_token(const RequestContext& call, const model::Credential& user,
                                      const model::Credential& draft)
{
    const auto old = TRY(token_to_replace(call, user));
    return call.directory().write(
        directory::principal_of(user), model::system_tenant,
        [&](directory::Transaction& transaction) -> Result<model::Credential> {
            if (!old) return directory::create_credential(transaction, draft);
            return directory::update_credential(transaction, old->id,
                                                [&](model::Credential& token) -> Result<void> {
                                                    token.secret_hash = draft.secret_hash;
                                                    token.name = draft.name;
                                                    token.extras = draft.extras;
                                                    return {};
                                                });
        });
}

} // namespace

Result<std::string> make_token(const RequestContext& call, const model::Credential& user,
                               std::string_view device)
{
    const auto secret = random_token(call.directory().random(), secret_chars);
    Json extras = Json::object();
    extras.set("user_id", Json(user.id.value));
    extras.set("device_name", Json(device));
    model::Credential draft;
    draft.account = user.account;
    draft.tenant = user.tenant;
    draft.dialect = "nuweb";
    draft.name = user.name;
    draft.secret_hash = directory::key_hash(secret);
    draft.extras.set("nuweb", extras.text());
    const auto token = TRY(store_token(call, user, draft));
    return std::to_string(token.id.value) + '|' + secret;
}

Result<model::Credential> user_of_token(const RequestContext& call, std::string_view token)
{
    const auto pipe = token.find('|');
    const auto number = parse_integer(token.substr(0, pipe));
    const bool is_numbered = pipe != token.npos && number;
    const auto& identity = call.services.identity;
    auto key = is_numbered ? numbered_key(identity, token.substr(pipe + 1), *number)
                           : identity.by_key("nuweb", token);
    // A token that the original gave out, which an administrator stored whole.
    if (is_numbered && !key && key.error().code == Code::unauthenticated) {
        key = identity.by_key("nuweb", token);
    }
    if (!key) return key;
    const auto user = user_id_of(*key);
    if (!user) return key;
    return identity.by_id("nuweb", user);
}

} // namespace muster::dialects::nuweb
