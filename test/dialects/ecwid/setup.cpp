// What cases of this API need besides the common world: a public token.
#include <stdexcept>

#include "core/credentials.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

void make_public_token(Caller& caller)
{
    const std::string secret = "public_0123456789abcdefghijklmnopqrstuv";
    core::Credential draft;
    draft.account = {1};
    draft.tenant = {1};
    draft.dialect = "ecwid";
    draft.name = "public token";
    draft.secret_hash = core::key_hash(secret);
    draft.scopes = {"public"};
    const auto made =
        caller.world().directory().write(core::Principal{}, core::house, [&](core::Transaction& t) {
            return core::create_credential(t, draft);
        });
    if (!made) throw std::logic_error(made.error().message);
    caller.set("key.public", secret);
}

const Setup setup{"ecwid", {.stored_secret = nullptr, .prepare = make_public_token}};

} // namespace
} // namespace muster::dialects::test
