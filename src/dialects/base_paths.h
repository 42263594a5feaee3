// The base addresses of an API, as clients configure them: a base that ends with a slash, and paths
// that begin with one, make a doubled slash where the two meet. Knows no dialect.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.h"

namespace muster::dialects {

class BasePaths {
public:
    explicit BasePaths(std::span<const Route> routes);

    // The path without the empty segment where base and path meet; nullopt when there is none.
    // Other doubled slashes stay: behind the base an empty segment is an empty id.
    std::optional<std::vector<std::string>> joined(std::span<const std::string> segments) const;

private:
    // For each first segment of the routes, how many segments all routes that begin so share.
    std::map<std::string, std::size_t> shared_;
};

} // namespace muster::dialects
