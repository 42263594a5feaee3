// The {{names}} of case files: what they stand for, and the functions that make big inputs.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::dialects::test {

// The words that stand for "whatever is there" in expectations: "any", "integer", "*id:integer".
bool is_matcher(std::string_view word);

// Length of the {{...}} at the front of text, its braces included; 0 when there is none.
std::size_t braced_size(std::string_view text);

class Variables {
public:
    void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
    // nullptr when there is none of that name.
    const std::string* find(std::string_view name) const;

    // Replaces every {{name}} and {{function:...}}; matchers stay as they are. not_found names
    // what is unknown.
    Result<std::string> expand(std::string_view text) const;

private:
    Result<std::string> value_of(std::string_view inner) const;

    std::map<std::string, std::string, std::less<>> values_;
};

} // namespace muster::dialects::test
