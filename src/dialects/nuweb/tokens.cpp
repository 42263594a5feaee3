// Stores tokens as credentials of kind key. Their extras name the user and the device.
#include "dialects/nuweb/tokens.h"

#include "base/text.h"
#include "directory/credentials.h"

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
    const auto token =
        TRY(call.directory().write(directory::principal_of(user), model::system_tenant,
                                   [&](directory::Transaction& transaction) {
                                       return directory::create_credential(transaction, draft);
                                   }));
    return std::to_string(token.id.value) + '|' + secret;
}

Result<model::Credential> user_of_token(const RequestContext& call, std::string_view token)
{
    const auto pipe = token.find('|');
    const auto number = parse_integer(token.substr(0, pipe));
    const bool is_numbered = pipe != token.npos && number;
    auto key =
        TRY(call.services.identity.by_key("nuweb", is_numbered ? token.substr(pipe + 1) : token));
    if (is_numbered && key.id.value != *number) return unknown_token();
    const auto user = user_id_of(key);
    if (!user) return key;
    return call.services.identity.by_id("nuweb", user);
}

} // namespace muster::dialects::nuweb
