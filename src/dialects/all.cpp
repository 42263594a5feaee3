// The list: one line for each dialect.
#include "dialects/all.h"

#include <stdexcept>

#include "dialects/capillary/capillary.h"
#include "dialects/ecwid/ecwid.h"
#include "dialects/native/native.h"
#include "dialects/nudgescribe/nudgescribe.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/xtrakit/xtrakit.h"

namespace muster::dialects {

namespace {

constexpr const Dialect* all_dialects[] = {
    &native::native_dialect,           &ecwid::ecwid_dialect,     &capillary::capillary_dialect,
    &nudgescribe::nudgescribe_dialect, &xtrakit::xtrakit_dialect, &nuweb::nuweb_dialect,
};

} // namespace

std::span<const Dialect* const> all() { return all_dialects; }

const Dialect* find(std::string_view name)
{
    for (const auto* dialect : all_dialects) {
        if (dialect->name == name) return dialect;
    }
    return nullptr;
}

std::vector<std::string> searched_extras()
{
    std::vector<std::string> all;
    for (const auto* dialect : all_dialects) {
        all.insert(all.end(), dialect->searched_extras.begin(), dialect->searched_extras.end());
    }
    return all;
}

std::vector<model::TenantSetting> tenant_settings()
{
    const auto core = model::core_settings();
    std::vector<model::TenantSetting> all(core.begin(), core.end());
    for (const auto* dialect : all_dialects) {
        all.insert(all.end(), dialect->tenant_settings.begin(), dialect->tenant_settings.end());
    }
    return all;
}

const Dialect& own()
{
    for (const auto* dialect : all_dialects) {
        if (dialect->mount.empty()) return *dialect;
    }
    throw std::logic_error("no dialect without a mount is in the list");
}

std::string tenant_number_name(const Dialect& dialect)
{
    if (dialect.tenant_id_name.empty()) return {};
    return std::string(dialect.name) + '.' + std::string(dialect.tenant_id_name);
}

} // namespace muster::dialects
