// Compares the routes of one API segment by segment.
#include "dialects/base_paths.h"

#include <algorithm>

#include "base/text.h"

namespace muster::dialects {

BasePaths::BasePaths(std::span<const Route> routes)
{
    std::map<std::string, std::vector<std::string_view>> bases;
    for (const auto& route : routes) {
        const auto path = split(route.path.substr(1), '/');
        const auto [at, is_new] = bases.try_emplace(std::string(path.front()), path);
        if (is_new) continue;
        auto& base = at->second;
        const auto differ = std::mismatch(base.begin(), base.end(), path.begin(), path.end());
        base.erase(differ.first, base.end());
    }
    for (const auto& [first, base] : bases) shared_[first] = base.size();
}

std::optional<std::vector<std::string>>
BasePaths::joined(std::span<const std::string> segments) const
{
    const auto empty = std::find(segments.begin(), segments.end(), std::string());
    if (empty == segments.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(empty - segments.begin());
    const auto shared = place == 0 ? shared_.end() : shared_.find(segments.front());
    if (place > 0 && (shared == shared_.end() || place > shared->second)) return std::nullopt;
    std::vector<std::string> path(segments.begin(), empty);
    path.insert(path.end(), empty + 1, segments.end());
    return path;
}

} // namespace muster::dialects
