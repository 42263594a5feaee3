// Members of an object that is no core entity, as rows: one loop writes them, and the same rows
// describe them (schema.h). Knows no API.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.h"
#include "model/value.h"
#include "wire/codec.h"
#include "wire/fields.h"
#include "wire/selection.h"

namespace muster::wire {

template <class T>
struct Member {
    std::string_view name;
    const Form* form;
    model::Value (*value)(const T& object); // null: left out
    Access access = Access::read_only;
};

// A text as a value: the empty one is null.
inline model::Value text_or_null(std::string text)
{
    return text.empty() ? model::Value{} : model::Value{std::move(text)};
}

// Into the object that the caller has begun.
template <class T, std::size_t count>
void write_members(JsonWriter& out, const Member<T> (&members)[count], const T& object,
                   const Selection& selection = everything)
{
    for (const auto& member : members) {
        if (!selection.has(member.name)) continue;
        const auto value = member.value(object);
        if (model::is_null(value)) continue;
        out.name(member.name);
        member.form->write(out, value);
    }
}

} // namespace muster::wire
