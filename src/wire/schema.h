// JSON Schema of what an API reads and writes, made from the records that do it. Knows no API.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "wire/fields.h"
#include "wire/members.h"

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

// {"type": "object"} with its members; the former way, while dialects move over.
class ObjectSchema {
public:
    ObjectSchema& add(std::string_view name, Json member);
    ObjectSchema& add(std::string_view name, const char* type) { return add(name, schema(type)); }
    // The members of a record that bodies may have or answers do have; "a.b" lies in an object "a".
    ObjectSchema& add(const AnyRecord& record, Side side)
    {
        for (const auto& row : record.rows()) {
            if (is_shown(row.access, side)) add_nested(row.name, schema_of(*row.codec));
        }
        return *this;
    }
    // As above; those that only answers have are read_only.
    template <class T, std::size_t count>
    ObjectSchema& add(const Member<T> (&members)[count], Side side)
    {
        for (const auto& member : members) {
            if (is_shown(member.access, side)) add(member.name, schema_of(*member.form));
        }
        return *this;
    }
    Json done() const;

private:
    static bool is_shown(Access access, Side side);
    void add_nested(std::string_view name, Json member);

    Json properties_ = Json::object();
};

} // namespace muster::wire
