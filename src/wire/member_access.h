// How a row of a record reaches a member of a C++ object whose type is erased: functions made from
// member pointers, and the conversion between C++ types and model::Value. Knows no JSON names.
#pragma once

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json.h"
#include "model/schema.h"
#include "wire/selection.h"

namespace muster::wire {

// The functions of one row; those that its kind does not need are null. Each gets the object that
// the record describes.
struct MemberAccess {
    model::Value (*get)(const void* object, int field) = nullptr;
    void (*set)(void* object, int field, const model::Value& value) = nullptr;
    const void* (*part)(const void* object) = nullptr; // null: there is none
    void* (*make_part)(void* object) = nullptr;        // there from now on
    void (*clear)(void* object) = nullptr;
    std::size_t (*size)(const void* object) = nullptr;
    const void* (*item)(const void* object, std::size_t at) = nullptr;
    void* (*add_item)(void* object) = nullptr;
    model::Value (*item_value)(const void* object, std::size_t at) = nullptr;
    void (*add_value)(void* object, const model::Value& value) = nullptr;
    void (*write)(JsonWriter& out, const void* object, const Selection& selection) = nullptr;
    Result<void> (*read)(const Json& json, void* object) = nullptr;
    bool (*has)(const void* object) = nullptr;
};

template <class Enum>
struct EntityOf;
template <>
struct EntityOf<model::CustomerColumn> {
    using type = model::Customer;
};
template <>
struct EntityOf<model::GroupColumn> {
    using type = model::Group;
};
template <>
struct EntityOf<model::MembershipColumn> {
    using type = model::Membership;
};
template <>
struct EntityOf<model::CustomFieldColumn> {
    using type = model::CustomField;
};
template <>
struct EntityOf<model::TenantColumn> {
    using type = model::Tenant;
};
template <>
struct EntityOf<model::AccountColumn> {
    using type = model::Account;
};
template <>
struct EntityOf<model::CredentialColumn> {
    using type = model::Credential;
};
template <>
struct EntityOf<model::CampaignColumn> {
    using type = model::Campaign;
};
template <>
struct EntityOf<model::CampaignRunColumn> {
    using type = model::CampaignRun;
};
template <>
struct EntityOf<model::MessageColumn> {
    using type = model::Message;
};

template <class E>
model::Value get_core_member(const void* object, int field)
{
    const auto& member = model::Schema<E>::members[static_cast<std::size_t>(field)];
    return member.get(*static_cast<const E*>(object));
}

template <class E>
void set_core_member(void* object, int field, const model::Value& value)
{
    model::Schema<E>::members[static_cast<std::size_t>(field)].set(*static_cast<E*>(object), value);
}

// What a member pointer or a function of one object gives: the object's type and the result's.
template <class F>
struct Getter : Getter<decltype(&F::operator())> {};
template <class R, class T>
struct Getter<R T::*> {
    using Object = T;
    using Result = R;
    static constexpr bool is_member = true;
};
template <class R, class T>
struct Getter<R (*)(const T&)> {
    using Object = T;
    using Result = R;
    static constexpr bool is_member = false;
};
template <class R, class F, class T>
struct Getter<R (F::*)(const T&) const> {
    using Object = T;
    using Result = R;
    static constexpr bool is_member = false;
};

template <auto get>
using GetterOf = Getter<std::remove_cv_t<decltype(get)>>;
template <auto get>
using ObjectOf = typename GetterOf<get>::Object;

template <auto get, auto set>
inline constexpr bool is_settable =
    GetterOf<get>::is_member || !std::is_same_v<decltype(set), std::nullptr_t>;

template <class F>
struct WriterTraits : WriterTraits<decltype(&F::operator())> {};
template <class T>
struct WriterTraits<void (*)(JsonWriter&, const T&)> {
    using Object = T;
};
template <class F, class T>
struct WriterTraits<void (F::*)(JsonWriter&, const T&) const> {
    using Object = T;
};
template <class T>
struct WriterTraits<void (*)(JsonWriter&, const T&, const Selection&)> {
    using Object = T;
};
template <auto write>
using ObjectOfWriter = typename WriterTraits<std::remove_cv_t<decltype(write)>>::Object;

// Calls the function, or reads the member.
template <auto get>
decltype(auto) result_of(const ObjectOf<get>& object)
{
    if constexpr (GetterOf<get>::is_member) {
        return (object.*get);
    } else {
        return get(object);
    }
}

// A C++ value as model::Value: empty texts, empty lists, absent optionals and id 0 are null.
template <class V>
model::Value to_value(const V& value)
{
    if constexpr (std::is_same_v<V, model::Value>) {
        return value;
    } else if constexpr (requires { value.has_value(); }) {
        return value ? to_value(*value) : model::Value{};
    } else if constexpr (std::is_convertible_v<const V&, std::string_view>) {
        const std::string_view text = value;
        return text.empty() ? model::Value{} : model::Value{std::string(text)};
    } else if constexpr (std::is_same_v<V, model::TextList>) {
        return value.empty() ? model::Value{} : model::Value{value};
    } else if constexpr (std::is_integral_v<V> && !std::is_same_v<V, bool>) {
        return model::Value{static_cast<std::int64_t>(value)};
    } else if constexpr (requires { value.value; } && !std::is_constructible_v<model::Value, V>) {
        return value.value == 0 ? model::Value{} : model::Value{value.value}; // an id
    } else {
        return model::Value{value};
    }
}

// Back again; null is the default of the type.
template <class V>
void from_value(const model::Value& value, V& member)
{
    if constexpr (std::is_same_v<V, model::Value>) {
        member = value;
    } else if (model::is_null(value)) {
        member = V{};
    } else if constexpr (requires { member.has_value(); }) {
        from_value(value, member.emplace());
    } else if constexpr (std::is_same_v<V, bool>) {
        member = std::get<bool>(value);
    } else if constexpr (std::is_integral_v<V>) {
        member = static_cast<V>(std::get<std::int64_t>(value));
    } else if constexpr (std::is_same_v<V, double>) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        member = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
    } else if constexpr (requires { member.value; } && !std::is_constructible_v<model::Value, V>) {
        member.value = std::get<std::int64_t>(value);
    } else {
        member = std::get<V>(value);
    }
}

template <auto get>
model::Value get_value(const void* object, int)
{
    return to_value(result_of<get>(*static_cast<const ObjectOf<get>*>(object)));
}

template <auto get, auto set>
void set_value(void* object, int, const model::Value& value)
{
    auto& known = *static_cast<ObjectOf<get>*>(object);
    if constexpr (std::is_same_v<decltype(set), std::nullptr_t>) {
        from_value(value, known.*get);
    } else {
        set(known, value);
    }
}

// The struct behind a member that is one, an optional of one, or a reference or pointer to one.
template <class R>
struct Part {
    using type = R;
};
template <class U>
struct Part<std::optional<U>> {
    using type = U;
};
template <class U>
struct Part<const U*> {
    using type = U;
};
template <auto get>
using PartOf = typename Part<std::remove_cvref_t<typename GetterOf<get>::Result>>::type;

template <auto get>
const void* part_of(const void* object)
{
    using R = std::remove_cvref_t<typename GetterOf<get>::Result>;
    static_assert(GetterOf<get>::is_member || std::is_reference_v<typename GetterOf<get>::Result> ||
                      std::is_pointer_v<R>,
                  "a part must outlive the call: give a reference or a pointer");
    decltype(auto) part = result_of<get>(*static_cast<const ObjectOf<get>*>(object));
    if constexpr (std::is_pointer_v<R>) {
        return part;
    } else if constexpr (requires { part.has_value(); }) {
        return part ? &*part : nullptr;
    } else {
        return &part;
    }
}

template <auto get>
void* make_part(void* object)
{
    auto& member = static_cast<ObjectOf<get>*>(object)->*get;
    if constexpr (requires { member.has_value(); }) {
        return member ? &*member : &member.emplace();
    } else {
        return &member;
    }
}

template <auto get>
void clear_member(void* object)
{
    auto& member = static_cast<ObjectOf<get>*>(object)->*get;
    member = std::remove_reference_t<decltype(member)>{};
}

template <auto get>
using ItemOf = typename std::remove_cvref_t<typename GetterOf<get>::Result>::value_type;

template <auto get>
std::size_t list_size(const void* object)
{
    return result_of<get>(*static_cast<const ObjectOf<get>*>(object)).size();
}

template <auto get>
const void* list_item(const void* object, std::size_t at)
{
    static_assert(GetterOf<get>::is_member || std::is_reference_v<typename GetterOf<get>::Result>,
                  "the list must outlive the call: give a reference");
    return &result_of<get>(*static_cast<const ObjectOf<get>*>(object))[at];
}

template <auto get>
void* add_item(void* object)
{
    return &(static_cast<ObjectOf<get>*>(object)->*get).emplace_back();
}

template <auto get>
model::Value item_value(const void* object, std::size_t at)
{
    return to_value(ItemOf<get>(result_of<get>(*static_cast<const ObjectOf<get>*>(object))[at]));
}

template <auto get>
void add_value(void* object, const model::Value& value)
{
    ItemOf<get> item{};
    from_value(value, item);
    (static_cast<ObjectOf<get>*>(object)->*get).push_back(std::move(item));
}

} // namespace muster::wire
