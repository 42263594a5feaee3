// The case files against what the specification lists: each status of each call, each question,
// each client.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/case_file.h"
#include "dialects/ecwid/specified.h"
#include "http/router.h"

namespace muster::dialects::test {
namespace {

std::vector<Step> all_steps()
{
    std::vector<Step> all;
    const std::filesystem::path root = std::filesystem::path(MUSTER_SOURCE_DIR) / "test/dialects";
    for (const auto& path : find_case_files(root)) {
        if (path.parent_path().filename() != "ecwid") continue;
        const auto file = read_case_file(path);
        if (file) all.insert(all.end(), file->steps.begin(), file->steps.end());
    }
    return all;
}

// "GET /customers/{customerId} status 404" of every step.
std::set<std::string> shown_statuses()
{
    constexpr std::string_view prefix = "/api/v3/{storeId}";
    http::Router<const Route*> router;
    for (const auto& route : find("ecwid")->routes) router.add(route.verb, route.path, &route);
    std::set<std::string> shown;
    for (const auto& step : all_steps()) {
        http::Request request;
        if (!http::parse_target(step.target, request)) continue;
        const auto match = router.match(http::verb_of(step.method), request.segments);
        if (match.found != http::Found::yes) continue;
        const std::string path(match.value->path.substr(prefix.size()));
        shown.insert(step.method + ' ' + path + " status " + step.expected.status);
    }
    return shown;
}

// Of all calls alike: one case, or a test elsewhere, shows each.
bool is_general(const std::string& line)
{
    for (const auto* status : {" 413", " 429", " 500"}) {
        if (line.ends_with(status)) return true;
    }
    return false;
}

TEST(EcwidCases, every_documented_status_of_every_call_has_a_case)
{
    const auto shown = shown_statuses();
    for (const auto& line : specified_lines()) {
        if (line.find(" status ") == line.npos || is_general(line)) continue;
        EXPECT_TRUE(shown.contains(line)) << line;
    }
}

TEST(EcwidCases, every_question_and_every_client_has_a_case)
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
    for (const auto* client :
         {"Vendor's Java client", "pyecwid", "ecwid-api-client", "ecwid-api 1.2.0",
          "ecwid_api (Ruby)", "WordPress plugin", "ecwid-go", "Postman", "Applications"}) {
        EXPECT_NE(titles.find(client), titles.npos) << client;
    }
}

} // namespace
} // namespace muster::dialects::test
