// A body or an answer of an API as one constant, for its description. Knows no API.
#pragma once

#include <string_view>

#include "wire/record.h"

namespace muster::wire {

// A body or an answer, for the description of an API: an object or a list of a record, or a text,
// bytes, or any JSON.
struct Shape {
    enum class Kind { none, object, list, text, bytes, any };

    Kind kind = Kind::none;
    const AnyRecord& (*record)() = nullptr;
    bool is_partial = false;       // of bodies: a partial update, nothing is required
    std::string_view media_type{}; // empty: JSON, text/plain or application/octet-stream
    bool is_optional = false;      // of bodies: the call works without one, too

    constexpr explicit operator bool() const { return kind != Kind::none; }
};

// .answer = object_shape<group_record>
template <auto& of>
inline constexpr Shape object_shape{Shape::Kind::object, get_record<of>};
template <auto& of>
inline constexpr Shape patch_shape{Shape::Kind::object, get_record<of>, true};
template <auto& of>
inline constexpr Shape list_shape{Shape::Kind::list, get_record<of>};
inline constexpr Shape any_shape{Shape::Kind::any};
constexpr Shape text_shape(std::string_view media_type)
{
    return {Shape::Kind::text, nullptr, false, media_type};
}
constexpr Shape bytes_shape(std::string_view media_type)
{
    return {Shape::Kind::bytes, nullptr, false, media_type};
}

constexpr Shape optional_shape(Shape shape)
{
    shape.is_optional = true;
    return shape;
}

} // namespace muster::wire
