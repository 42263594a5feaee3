// What a route takes and gives, for the description of its API: from the tables that read and
// write it, where there are tables.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace muster::dialects {

struct FormerParameter {
    std::string name;
    Json schema;
    bool is_required = false;
};

struct Description {
    std::vector<FormerParameter> query{};
    Json body{};   // JSON Schema; null: the route reads none
    Json answer{}; // of success
};

} // namespace muster::dialects
