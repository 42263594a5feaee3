// What the cases of this API need besides the common environment: a space for log-ins, and a sister
// company with few languages.
#include <stdexcept>

#include "dialects/world.h"
#include "directory/tenants.h"

namespace muster::dialects::test {
namespace {

void set_in_company(Caller& caller, std::int64_t company, std::string_view name, model::Value value)
{
    const auto done = caller.world().directory().write(
        directory::Principal{}, model::system_tenant, [&](directory::Transaction& t) {
            return directory::update_tenant(t, {company},
                                            [&](model::Tenant& tenant) -> Result<void> {
                                                tenant.fields.set(name, value);
                                                return {};
                                            });
        });
    if (!done) throw std::logic_error(done.error().message);
}

void prepare_companies(Caller& caller)
{
    set_in_company(caller, 1, "logins", std::string("*@staff.example desk-*"));
    set_in_company(caller, 2, "nuweb.languages", model::TextList{"fr", "it"});
    set_in_company(caller, 2, "nuweb.fallback_language", std::string("it"));
}

const Setup nuweb_setup{"nuweb", {.stored_secret = nullptr, .prepare = prepare_companies}};

} // namespace
} // namespace muster::dialects::test
