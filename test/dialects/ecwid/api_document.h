// Reads /openapi/ecwid.json for tests: schemas with their references followed.
#pragma once

#include <string>
#include <string_view>

#include "dialects/all.h"
#include "dialects/openapi.h"

namespace muster::dialects::test {

class ApiDocument {
public:
    const Json& paths() const { return *document_.find("paths"); }

    // The target of a reference; the first schema of alternatives.
    const Json& followed(const Json& schema) const
    {
        if (const Json* either = schema.find("anyOf")) return followed(either->as_array()->front());
        const Json* reference = schema.find("$ref");
        if (reference == nullptr) return schema;
        const std::string& text = *reference->as_text();
        const Json* schemas = document_.find("components")->find("schemas");
        return followed(*schemas->find(text.substr(text.rfind('/') + 1)));
    }

    // "string" also when null is allowed too.
    static const std::string& type_of(const Json& schema)
    {
        const Json& type = *schema.find("type");
        return *(type.is_array() ? type.as_array()->front() : type).as_text();
    }

    const Json& body_of(std::string_view path, std::string_view verb) const
    {
        const Json* operation = paths().find("/api/v3/{storeId}" + std::string(path))->find(verb);
        return followed(*operation->find("requestBody")
                             ->find("content")
                             ->find("application/json")
                             ->find("schema"));
    }

private:
    Json document_ = openapi_of(*find("ecwid"));
};

} // namespace muster::dialects::test
