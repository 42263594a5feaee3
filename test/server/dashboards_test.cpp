// The dashboard and the alert rules name only metrics that the server has.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace muster::server {
namespace {

const std::filesystem::path root = MUSTER_SOURCE_DIR;

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream file(path);
    EXPECT_TRUE(file.is_open()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> metrics_in(const std::string& text)
{
    static const std::regex metric("\\b(muster|process)_[a-z_]+\\b");
    std::set<std::string> names;
    for (std::sregex_iterator found(text.begin(), text.end(), metric), end; found != end; ++found) {
        names.insert(found->str());
    }
    return names;
}

TEST(Dashboards, name_metrics_that_exist)
{
    std::string sources;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "src/server")) {
        if (entry.path().extension() == ".cpp") sources += text_of(entry.path());
    }
    const auto known = metrics_in(sources);
    for (const auto* file : {"muster.json", "alerts.yml"}) {
        const auto named = metrics_in(text_of(root / "packaging/grafana" / file));
        EXPECT_FALSE(named.empty());
        for (const auto& name : named) EXPECT_TRUE(known.contains(name)) << file << ": " << name;
    }
}

} // namespace
} // namespace muster::server
