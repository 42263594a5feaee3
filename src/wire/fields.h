// The former names of records (record.h), while dialects move over.
#pragma once

#include "wire/record.h"

namespace muster::wire {

template <class E>
using TableView = const Record<E>&;

template <class E, class... More>
consteval auto field_table(std::string_view dialect, Row<E> first, More... more)
{
    return record(RecordName{{}, dialect}, first, more...);
}

} // namespace muster::wire
