// Prints an OpenAPI document. Needs no server: the document follows from the routes.
#include "dialects/openapi.h"

#include <iostream>

#include "cli/commands.h"
#include "dialects/all.h"

namespace muster::cli {

Result<void> print_openapi(const std::string& dialect)
{
    if (const auto* known = dialects::find(dialect)) {
        std::cout << dialects::openapi_text(*known);
        return {};
    }
    std::string names;
    for (const auto* one : dialects::all()) {
        names += (names.empty() ? "" : ", ") + std::string(one->name);
    }
    return fail(Code::not_found, "dialect",
                "no dialect is called " + dialect + "; there are " + names);
}

} // namespace muster::cli
