// JSON Schema of what an API reads and writes, made from the tables that do it. Knows no API.
#pragma once

#include <string_view>

#include "base/json.h"
#include "wire/fields.h"
#include "wire/members.h"

namespace muster::wire {

enum class Side { body, answer };

Json schema(std::string_view type); // "string", "integer", "number", "boolean"
Json schema_of(const Form& form);
Json list_of(Json items);

// {"type": "object"} with its members.
class ObjectSchema {
public:
    ObjectSchema& add(std::string_view name, Json member);
    ObjectSchema& add(std::string_view name, const char* type) { return add(name, schema(type)); }
    // The members of a table that bodies may have or answers do have; "a.b" lies in an object "a".
    template <class E>
    ObjectSchema& add(TableView<E> table, Side side)
    {
        for (const auto& row : table.rows) {
            if (is_shown(row.access, side)) add_nested(row.name, schema_of(*row.form));
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
