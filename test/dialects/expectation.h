// Compares an answer with the expectation of a case file and returns the differences. Knows headers
// as texts, and nothing else of HTTP.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "dialects/variables.h"

namespace muster::dialects::test {

class Comparison {
public:
    // Captures ({{*name}}) are stored in `variables`.
    explicit Comparison(Variables& variables) : variables_(variables) {}

    // A text with matchers in it: headers, plain bodies.
    void text(const std::string& place, std::string_view expected, std::string_view got);
    // JSON when the expectation is JSON, else text.
    void body(std::string_view expected, std::string_view got);
    void json(const std::string& place, const Json& expected, const Json& got);
    void differ(const std::string& place, const std::string& problem);

    const std::vector<std::string>& differences() const { return differences_; }

private:
    void object(const std::string& place, const Json::Object& expected, const Json& got);
    void array(const std::string& place, const Json::Array& expected, const Json& got);
    void contains(const std::string& place, const Json::Array& expected, const Json::Array& items);
    void matcher(const std::string& place, std::string_view word, const Json& got);
    bool pattern(std::string_view expected, std::string_view got);

    Variables& variables_;
    std::vector<std::string> differences_;
};

// Writes the trailing ... of objects and lists, and matchers without quotes, as JSON.
std::string as_strict_json(std::string_view text);

} // namespace muster::dialects::test
