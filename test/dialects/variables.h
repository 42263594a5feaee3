// The {{names}} of case files: their values, and functions that make large inputs.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::dialects::test {

// Whether the word is a matcher of expectations: "any", "integer", "*id:integer".
bool is_matcher(std::string_view word);

// Length of the {{...}} at the front of text, its braces included; 0 when there is none.
std::size_t braced_size(std::string_view text);

class Variables {
public:
    void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
    // nullptr when there is no such variable.
    const std::string* find(std::string_view name) const;

    // Replaces each {{name}} and {{function:...}} but no matchers. not_found names an unknown one.
    Result<std::string> expand(std::string_view text) const;

private:
    Result<std::string> value_of(std::string_view inner) const;

    std::map<std::string, std::string, std::less<>> values_;
};

} // namespace muster::dialects::test
