// What a call takes and gives, as data on its route: the pipeline checks parameters by it, and the
// OpenAPI document, the reference at /docs and the tests of the examples are made from it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "wire/shape.h"

namespace muster::dialects {

enum class ParameterPlace { query, header };

// One query parameter or header. Parameters of the path follow from the path. A name that ends with
// a dot stands for all that begin with it: "fields." for fields.tenure, fields.colour, …
struct Parameter {
    std::string_view name;
    const wire::Codec* codec = &wire::text_codec; // its schema
    std::string_view description{};               // one sentence
    bool is_required = false;
    std::string_view default_text{}; // what counts when it is absent
    ParameterPlace place = ParameterPlace::query;
    std::string_view example{};
    bool is_repeatable = false; // of a query; others are refused when they are given twice

    constexpr bool is_prefix() const { return name.ends_with('.'); }
    constexpr bool covers(std::string_view given) const
    {
        return is_prefix() ? given.starts_with(name) : given == name;
    }
};

// An answer that is no success: which status and code, and when.
struct ErrorCase {
    int status;
    std::string_view code; // in the words of the API; may be empty
    std::string_view when; // "no group has this id"
};

// Up to six lists one after the other, so that routes share lists: {paging, group_filters}.
template <class T>
class ListChain {
public:
    constexpr ListChain() = default;
    template <std::size_t size>
    constexpr ListChain(const T (&list)[size]) : lists_{std::span<const T>(list)}
    {}
    constexpr ListChain(std::initializer_list<std::span<const T>> lists)
    {
        std::size_t at = 0;
        for (const auto& list : lists) lists_[at++] = list; // too many do not compile
    }

    template <class Visit>
    constexpr void each(const Visit& visit) const
    {
        for (const auto& list : lists_) {
            for (const auto& item : list) visit(item);
        }
    }
    constexpr bool empty() const
    {
        for (const auto& list : lists_) {
            if (!list.empty()) return false;
        }
        return true;
    }

private:
    std::array<std::span<const T>, 6> lists_{};
};

// A call that works against the demonstration when its credentials are added.
struct Example {
    std::string_view target{}; // the path without the mount, with its query: "/v1/groups/1"
    std::string_view body{};
    std::string_view content_type = "application/json";
};

struct Operation {
    std::string_view summary{};     // "List groups"
    std::string_view description{}; // may be empty
    ListChain<Parameter> parameters{};
    wire::Shape body{};
    wire::Shape answer{};
    int status = 200;      // of success
    wire::Shape dry_run{}; // the answer 200 to dry_run=true, where it is another one
    ListChain<ErrorCase> errors{};
    Example example{};
};

} // namespace muster::dialects
