// Runs each case file as a test: <dialect>.<name>.
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/case_file.h"
#include "dialects/player.h"

namespace muster::dialects::test {
namespace {

class CaseTest : public testing::Test {
public:
    explicit CaseTest(std::filesystem::path path) : path_(std::move(path)) {}

    void TestBody() override
    {
        const auto file = read_case_file(path_);
        ASSERT_TRUE(file) << path_.string() << ": " << file.error().message;
        const Dialect* dialect = find(file->dialect);
        ASSERT_NE(dialect, nullptr) << "no dialect is called " << file->dialect;
        World world;
        Caller caller(world, *dialect);
        for (const auto& step : file->steps) {
            const std::string difference = play(caller, step);
            if (difference.empty()) continue;
            FAIL() << path_.string() << ", " << difference;
        }
    }

private:
    std::filesystem::path path_;
};

int register_cases()
{
    int count = 0;
    const std::filesystem::path root = std::filesystem::path(MUSTER_SOURCE_DIR) / "test/dialects";
    for (const auto& path : find_case_files(root)) {
        const std::string dialect = path.parent_path().filename();
        const std::string name = path.stem();
        testing::RegisterTest(dialect.c_str(), name.c_str(), nullptr, nullptr, path.c_str(), 1,
                              [path]() -> testing::Test* { return new CaseTest(path); });
        ++count;
    }
    return count;
}

const int registered = register_cases();

} // namespace
} // namespace muster::dialects::test
