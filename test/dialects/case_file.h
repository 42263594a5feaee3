// A parsed case file: its steps, with their {{variables}} not yet replaced. README.md describes the
// format.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialects/rate_limit.h"
#include "http/request.h"

namespace muster::dialects::test {

struct Expectation {
    std::string status;
    std::vector<http::Header> headers;
    std::optional<std::string> body; // none: not checked; empty: there must be none
};

struct CaseStep {
    std::string title;
    std::size_t line = 0; // of the request line
    std::string method;
    std::string target;
    std::vector<http::Header> headers;
    std::string body;
    Expectation expected;

    bool has_escapes = false;
    bool has_crlf = false;
    bool on_own_port = false;
    bool works_first = false; // in the background
    std::chrono::seconds later{0};
    std::optional<Rate> rate_limit; // from this step on
    std::string covers;             // "unauthenticated", "wrong-scope", "good"
};

struct CaseFile {
    std::string dialect;
    std::string name;
    std::vector<CaseStep> steps;
};

// invalid_value: the message begins with the line number.
Result<std::vector<CaseStep>> parse_steps(std::string_view text);

// All *.case files in the folders of `root`, sorted by dialect and name.
std::vector<std::filesystem::path> find_case_files(const std::filesystem::path& root);
Result<CaseFile> read_case_file(const std::filesystem::path& path);

// Turns \r \n \t \\ \xHH into bytes.
std::string unescape(std::string_view text);

} // namespace muster::dialects::test
