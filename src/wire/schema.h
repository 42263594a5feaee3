// JSON Schema of what an API reads and writes, made from the records that do it. Knows no API.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "wire/record.h"

namespace muster::wire {

enum class Side {
    answer, // without the members that are only written
    body,   // of a create: without those that are only read; required ones are named
    patch,  // of a partial update: nothing is required, null clears
};

// The schemas of one API document: records with a title become shared components, once per side.
class SchemaSet {
public:
    // "$ref" to the component of a titled record; the schema itself of others.
    Json schema_of(const AnyRecord& record, Side side);
    // By title, in alphabetical order.
    Json components() const;

private:
    Json object_schema(const AnyRecord& record, Side side);
    void add_rows(Json& schema, const AnyRecord& record, Side side);
    void add_row(Json& schema, const RecordRow& row, Side side);
    Json row_schema(const RecordRow& row, Side side);

    struct Component {
        const AnyRecord* record;
        std::string name;
        Json schema;
    };
    std::vector<Component> components_;
};

Json schema(std::string_view type); // "string", "integer", "number", "boolean"
Json schema_of(const Codec& codec);
Json list_of(Json items);

} // namespace muster::wire
