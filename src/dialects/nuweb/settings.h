// Settings of a company that name several things.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "model/entities.h"

namespace muster::dialects::nuweb {

// The codes in the setting: a list, or a text with commas. Empty when it is not set.
inline std::vector<std::string> codes_in_setting(const model::Tenant& company,
                                                 std::string_view name)
{
    const auto* setting = company.fields.find(name);
    if (setting == nullptr) return {};
    if (const auto* list = std::get_if<model::TextList>(setting)) return *list;
    std::vector<std::string> codes;
    for (const auto code : split(model::text_of(*setting), ',')) codes.emplace_back(trim(code));
    return codes;
}

} // namespace muster::dialects::nuweb
