// What the cases of this API need besides the common environment: a public token, a store without
// groups and with other languages (the sister), and a suspended store (the foreign one).
#include <stdexcept>

#include "dialects/world.h"
#include "directory/credentials.h"
#include "directory/tenants.h"

namespace muster::dialects::test {
namespace {

void make_public_token(Caller& caller)
{
    const std::string secret = "public_0123456789abcdefghijklmnopqrstuv";
    model::Credential draft;
    draft.account = {1};
    draft.tenant = {1};
    draft.dialect = "ecwid";
    draft.name = "public token";
    draft.secret_hash = directory::key_hash(secret);
    draft.scopes = {"public"};
    const auto made = caller.world().directory().write(
        directory::Principal{}, model::system_tenant,
        [&](directory::Transaction& t) { return directory::create_credential(t, draft); });
    if (!made) throw std::logic_error(made.error().message);
    caller.set("key.public", secret);
}

void set(directory::Directory& directory, std::int64_t store, std::string name, model::Value value)
{
    const auto done = directory.write(
        directory::Principal{}, model::system_tenant, [&](directory::Transaction& t) {
            return directory::update_tenant(t, {store}, [&](model::Tenant& tenant) -> Result<void> {
                tenant.fields.set(name, value);
                return {};
            });
        });
    if (!done) throw std::logic_error(done.error().message);
}

void prepare(Caller& caller)
{
    make_public_token(caller);
    auto& directory = caller.world().directory();
    set(directory, 2, "ecwid.customer_groups", false);
    set(directory, 2, "ecwid.languages", model::TextList{"en", "de"});
    set(directory, 3, "ecwid.suspended", true);
}

const Setup setup{"ecwid", {.stored_secret = nullptr, .prepare = prepare}};

} // namespace
} // namespace muster::dialects::test
