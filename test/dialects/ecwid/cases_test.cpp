// The case files cover the vendor's specification: each status of each call, each error, each
// question, each contradiction, each client.
#include <algorithm>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/case_file.h"
#include "dialects/ecwid/specified.h"
#include "http/server/router.h"

namespace muster::dialects::test {
namespace {

std::vector<CaseStep> all_steps()
{
    std::vector<CaseStep> all;
    const std::filesystem::path root = std::filesystem::path(MUSTER_SOURCE_DIR) / "test/dialects";
    for (const auto& path : find_case_files(root)) {
        if (path.parent_path().filename() != "ecwid") continue;
        const auto file = read_case_file(path);
        if (file) all.insert(all.end(), file->steps.begin(), file->steps.end());
    }
    return all;
}

constexpr std::string_view prefix = "/api/v3/{storeId}";

// For each step of a route: "GET /customers/{customerId} " and the text that `what` returns.
std::set<std::string> shown(const std::function<std::string(const CaseStep&)>& what)
{
    http::Router<const Route*> router;
    for (const auto& route : find("ecwid")->routes) router.add(route.verb, route.path, &route);
    std::set<std::string> shown;
    for (const auto& step : all_steps()) {
        http::Request request;
        if (!http::parse_target(step.target, request)) continue;
        const auto match = router.match(http::verb_of(step.method), request.segments);
        if (match.status != http::RouteStatus::found) continue;
        const std::string path(match.value->path.substr(prefix.size()));
        shown.insert(step.method + ' ' + path + ' ' + what(step));
    }
    return shown;
}

std::string status_of(const CaseStep& step) { return "status " + step.expected.status; }

// The code of an expected error; empty when none is expected.
std::string code_of(const CaseStep& step)
{
    constexpr std::string_view name = "\"errorCode\": \"";
    const std::string body = step.expected.body.value_or("");
    const auto begin = body.find(name);
    if (begin == body.npos) return {};
    const auto code = body.substr(begin + name.size());
    return code.substr(0, code.find('"'));
}

// Statuses that all calls share: one case, or another test, covers each.
bool is_general(const std::string& line)
{
    for (const auto* status : {" 413", " 429", " 500"}) {
        if (line.ends_with(status)) return true;
    }
    return false;
}

TEST(EcwidCases, every_documented_status_of_every_call_has_a_case)
{
    const auto cases = shown(status_of);
    for (const auto& line : specified_lines()) {
        if (line.find(" status ") == line.npos || is_general(line)) continue;
        EXPECT_TRUE(cases.contains(line)) << line;
    }
}

// The status 403 is the same for a missing scope and a missing token; the code differs.
TEST(EcwidCases, every_route_has_a_case_without_its_token_and_one_without_its_scope)
{
    const auto cases = shown(code_of);
    for (const auto& route : find("ecwid")->routes) {
        const auto call = std::string(http::name_of(route.verb)) + ' ' +
                          std::string(route.path.substr(prefix.size())) + ' ';
        if ((route.flags & Flag::open) == 0) {
            EXPECT_TRUE(cases.contains(call + "INVALID_API_TOKEN")) << call;
        }
        if (!route.scopes.empty()) {
            EXPECT_TRUE(cases.contains(call + "INSUFFICIENT_APP_SCOPE")) << call;
        }
    }
}

// The errors that requests can cause. errors_test.cpp covers those of a server in trouble; others
// belong to features that Muster does not have.
TEST(EcwidCases, every_documented_error_has_a_case)
{
    constexpr std::pair<const char*, const char*> errors[] = {
        {"LANGUAGES_NOT_ALLOWED", ""},
        {"NOT_AVAILABLE_ON_CURRENT_PLAN", ""},
        {"STORE_IS_SUSPENDED", ""},
        {"INVALID_API_TOKEN", ""},
        {"INSUFFICIENT_APP_SCOPE", ""},
        {"STORE_NOT_FOUND", "Store not found"},
        {"METHOD_NOT_ALLOWED", ""},
        {"EXTERNAL_ID_ALREADY_USED", ""},
        {"CONSTRAINT_VIOLATION", ""},
        {"RATE_LIMITED", ""},
        {"CUSTOMER_NOT_FOUND", "Customer #999 not found"},
        {"CUSTOMER_GROUP_NOT_FOUND", "Customer group #999 not found"},
        {"CUSTOMER_CONTACT_NOT_FOUND", "Customer contact #99999 not found"},
        {"EXTRAFIELD_NOT_FOUND", "Extra field none not found"},
        {"ORDER_NOT_FOUND", ""},
        {"BATCH_NOT_FOUND", "Batch none not found"},
        {"NOT_FOUND", ""},
        {"CUSTOMER_ALREADY_EXISTS", "Customer with email GRACE@Example.org already exists"},
        {"REQUEST_TOO_LARGE", ""},
        {"UNSUPPORTED_CONTENT_TYPE",
         "Unsupported content-type: expected application/json or text/json"},
        {"WRONG_PARAMETER", "Field CustomerMembership.name is absent"},
        {"WRONG_PARAMETER", "General customer group cannot be changed"},
        {"WRONG_PARAMETER", "expected one of 'true','false','yes','no','on','off','1','0'"},
    };
    const auto steps = all_steps();
    for (const auto& error : errors) {
        const auto& code = error.first;
        const auto& text = error.second;
        const bool has_case = std::ranges::any_of(steps, [&](const CaseStep& step) {
            return code_of(step) == code && step.expected.body->find(text) != std::string::npos;
        });
        EXPECT_TRUE(has_case) << code << ' ' << text;
    }
}

TEST(EcwidCases, every_question_contradiction_and_client_has_a_case)
{
    std::string titles;
    for (const auto& step : all_steps()) titles += step.title + '\n';
    for (int question = 1; question <= 30; ++question) {
        if (question == 29) continue; // of events: webhooks_test.cpp
        const std::string number = "Q" + std::to_string(question);
        const bool has_case =
            titles.find(number + ':') != titles.npos || titles.find(number + ',') != titles.npos;
        EXPECT_TRUE(has_case) << number;
    }
    // Events about personal data have no case, because Muster sends no such events.
    for (const auto* contradiction :
         {"Id filter of groups", "Group filter of customers", "Default limit", "Group maximum",
          "General counted", "orderBy of a contact", "Answer of POST contact", "Extra field type",
          "Batch ticket name", "Batch answers without escapedJson", "Error member in a batch",
          "PUT with the id in the query", "Unknown token", "Create status", "Delete status"}) {
        EXPECT_NE(titles.find(contradiction), titles.npos) << contradiction;
    }
    for (const auto* client :
         {"Vendor's Java client", "pyecwid", "ecwid-api-client", "ecwid-api 1.2.0",
          "ecwid_api (Ruby)", "WordPress plugin", "ecwid-go", "Postman", "Applications"}) {
        EXPECT_NE(titles.find(client), titles.npos) << client;
    }
}

} // namespace
} // namespace muster::dialects::test
