// Each route has the cases that it needs: computed from route tables and case files.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/case_file.h"
#include "http/server/router.h"

namespace muster::dialects::test {
namespace {

// Whether the step is a good case of its route. permissions_test tries callers without a credential
// and without the scope.
std::string kind_of(const CaseStep& step)
{
    if (!step.covers.empty()) return step.covers;
    return step.expected.status.starts_with('2') ? "good" : "";
}

// Paths with the same verb and the same handler are aliases: a case of one counts for all.
using Shared = std::pair<http::Verb, Handler>;
using Seen = std::map<Shared, std::set<std::string>>;

Shared shared(const Route& route) { return {route.verb, route.handler}; }

Seen kinds_by_route(const Dialect& dialect)
{
    http::Router<const Route*> router;
    for (const auto& route : dialect.routes) router.add(route.verb, route.path, &route);
    Seen seen;
    const std::filesystem::path root = std::filesystem::path(MUSTER_SOURCE_DIR) / "test/dialects";
    for (const auto& path : find_case_files(root)) {
        if (path.parent_path().filename() != dialect.name) continue;
        const auto file = read_case_file(path);
        if (!file) continue; // its own test tells
        for (const auto& step : file->steps) {
            http::Request request;
            if (!http::parse_target(step.target, request)) continue;
            const auto match = router.match(http::verb_of(step.method), request.segments);
            if (match.status != http::RouteStatus::found) continue;
            seen[shared(*match.value)].insert(kind_of(step));
        }
    }
    return seen;
}

std::string missing_cases(const Dialect& dialect)
{
    Seen seen = kinds_by_route(dialect);
    std::string missing;
    for (const auto& route : dialect.routes) {
        if (seen[shared(route)].contains("good")) continue;
        missing += "\n  " + std::string(http::name_of(route.verb)) + " " + std::string(route.path);
    }
    return missing;
}

class CoverageTest : public testing::Test {
public:
    explicit CoverageTest(const Dialect& dialect) : dialect_(dialect) {}
    void TestBody() override { EXPECT_EQ(missing_cases(dialect_), ""); }

private:
    const Dialect& dialect_;
};

int register_coverage()
{
    for (const Dialect* dialect : all()) {
        testing::RegisterTest(std::string(dialect->name).c_str(), "every_route_has_its_cases",
                              nullptr, nullptr, __FILE__, __LINE__,
                              [dialect]() -> testing::Test* { return new CoverageTest(*dialect); });
    }
    return 0;
}

const int registered = register_coverage();

} // namespace
} // namespace muster::dialects::test
