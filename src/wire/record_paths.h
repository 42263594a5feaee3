// What writing and reading by records share. Only record.cpp and record_reading.cpp include it.
#pragma once

#include "wire/record.h"

namespace muster::wire::erased {

// "billingPerson.name" is the member "name" of the object "billingPerson".
struct MemberPath {
    std::string_view object;
    std::string_view member;
};

inline MemberPath path_of(std::string_view name)
{
    const auto dot = name.find('.');
    if (dot == name.npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

// The extras of one dialect as an object; empty when there are none.
Json extras_object(const AnyRecord& record, const void* object);

} // namespace muster::wire::erased
