// Reads the parameters that choose the contents of an answer.
#include "dialects/nuweb/view.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/limits.h"
#include "base/text.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::array<std::string_view, 6> includable{"companies", "dataCaptureResponses",
                                                     "cities",    "currencies",
                                                     "wallets",   "authenticationProviders"};
constexpr std::array<std::string_view, 3> includable_of_users{"companyUsers", "roles",
                                                              "visibilityGroups"};

std::span<const std::string_view> includable_of(std::string_view main_type)
{
    if (main_type == "users") return includable_of_users;
    return includable;
}

// True for every spelling of a repeated parameter: "include", "include[]", "include[0]".
bool is_list_name(std::string_view sent, std::string_view name)
{
    if (!sent.starts_with(name)) return false;
    const auto rest = sent.substr(name.size());
    return rest.empty() || (rest.starts_with('[') && rest.ends_with(']'));
}

// The items of a comma-separated parameter, over all its repetitions and spellings.
std::vector<std::string_view> items_of(const http::Request& request, std::string_view name)
{
    std::vector<std::string_view> items;
    for (const auto& parameter : request.query) {
        if (!is_list_name(parameter.name, name)) continue;
        for (const auto piece : split(parameter.value, ',')) {
            if (!trim(piece).empty()) items.push_back(trim(piece));
        }
    }
    return items;
}

template <class Pairs>
bool has_type(const Pairs& pairs, std::string_view type)
{
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const auto& pair) { return pair.first == type; });
}

template <class Pairs>
bool has(const Pairs& pairs, std::string_view type, std::string_view name)
{
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const auto& pair) { return pair.first == type && pair.second == name; });
}

} // namespace

Result<ResourceView> ResourceView::read(const http::Request& request, std::string_view main_type)
{
    ResourceView view;
    const auto known_names = includable_of(main_type);
    for (const auto item : items_of(request, "include")) {
        const bool known = std::ranges::find(known_names, item) != known_names.end();
        if (known && !view.includes(item)) view.includes_.emplace_back(item);
    }
    const auto attribute = [&](std::string_view item) -> Attribute {
        const auto dot = item.find('.');
        if (dot == item.npos) return {std::string(main_type), std::string(item)};
        return {std::string(item.substr(0, dot)), std::string(item.substr(dot + 1))};
    };
    for (const auto item : items_of(request, "only")) view.only_.push_back(attribute(item));
    for (const auto item : items_of(request, "except")) view.except_.push_back(attribute(item));
    view.with_trashed_ = TRY(read_flag(request, "withTrashed"));
    TRY(view.check_sides());
    return view;
}

ResourceView ResourceView::whole(std::string_view main_type)
{
    ResourceView view;
    for (const auto name : includable_of(main_type)) view.includes_.emplace_back(name);
    return view;
}

Result<void> ResourceView::check_sides() const
{
    if (only_.size() + except_.size() > limits::query_parameters) {
        return fail(Code::invalid_value, "only", "must not name so many attributes.");
    }
    for (const auto& [type, name] : except_) {
        if (has_type(only_, type)) {
            return fail(Code::invalid_value, "except",
                        "must not name a resource that only names too.");
        }
    }
    return {};
}

bool ResourceView::includes(std::string_view type) const
{
    return std::find(includes_.begin(), includes_.end(), type) != includes_.end();
}

bool ResourceView::shows(std::string_view type, std::string_view attribute) const
{
    if (has_type(only_, type)) return has(only_, type, attribute);
    return !has(except_, type, attribute);
}

void ResourceView::add_shown(std::string& names, std::string_view type,
                             const wire::AnyRecord& record) const
{
    for (const auto& row : record.rows()) {
        if (row.kind == wire::RowKind::embedded) {
            add_shown(names, type, row.record());
        } else if (shows(type, row.name)) {
            names.append(row.name).append(1, ',');
        }
    }
}

wire::Selection ResourceView::select(std::string_view type, const wire::AnyRecord& record) const
{
    if (!has_type(only_, type) && !has_type(except_, type)) return {};
    std::string names = ","; // selects nothing
    add_shown(names, type, record);
    return wire::Selection::parse(names).value();
}

Result<bool> read_flag(const http::Request& request, std::string_view name)
{
    const auto text = lower_ascii(trim(request.parameter(name).value_or(std::string_view{})));
    if (text == "true" || text == "1") return true;
    if (text.empty() || text == "false" || text == "0") return false;
    return fail(Code::invalid_value, std::string(name), "must be true or false.");
}

} // namespace muster::dialects::nuweb
