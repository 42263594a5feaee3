// Plausible command lines, right and wrong, with what they print: test/e2e/command_lines/*.txt.
// What a command prints is the promise here, so each difference is a failure; `./dev accept` writes
// the new outputs into the files. A command that fails must change nothing.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "e2e/server_process.h"

namespace muster::e2e {

namespace {

namespace fs = std::filesystem;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

fs::path lists_folder() { return fs::path(MUSTER_SOURCE_DIR) / "test/e2e/command_lines"; }

bool accepts() { return std::getenv("ACCEPT_COMMAND_LINES") != nullptr; }

std::string read_text(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void replace_all(std::string& text, const std::string& from, const std::string& to)
{
    if (from.empty()) return;
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string exit_line(int code) { return "exit code " + std::to_string(code); }

// Two blanks before each line show that it is output.
std::string indented(const std::string& text)
{
    std::istringstream lines(text);
    std::string output;
    for (std::string line; std::getline(lines, line);) output += "  " + line + '\n';
    return output;
}

// One server and one folder, in which the lines of one file run one after the other.
class CommandLineList : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override
    {
        fs::create_directory(work_);
        fs::create_directory(programs_);
        fs::create_symlink(MUSTER_BINARY, programs_ + "/muster");
    }

    // What the line prints, with its exit code, without what differs from run to run.
    std::string run(const std::string& line, int& code)
    {
        const std::string script = "cd '" + work_ + "' && export PATH='" + programs_ +
                                   "':\"$PATH\" LC_ALL=C.UTF-8" + " MUSTER_SERVER='" +
                                   server_.url() + "' MUSTER_KEY='" + server_.admin_key() +
                                   "' MUSTER_TENANT=shop && " + line;
        std::ofstream(folder_.path("line.sh")) << script << '\n';
        const std::string command = "sh '" + folder_.path("line.sh") + "' > '" +
                                    folder_.path("printed") + "' 2>&1 < /dev/null";
        code = WEXITSTATUS(std::system(command.c_str()));
        std::string text = read_text(folder_.path("printed"));
        replace_all(text, "\r", "\\r"); // an editor would not show it, or remove it
        replace_all(text, work_, "FOLDER");
        replace_all(text, folder_.path("data"), "DATA");
        replace_all(text, server_.url(), "SERVER");
        replace_all(text, server_.admin_key(), "KEY");
        static const std::regex time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
        text = std::regex_replace(text, time, "TIME");
        static const std::regex secret(R"((only this once\): |"secret": ?")[^\s"]+)");
        text = std::regex_replace(text, secret, "$1SECRET");
        if (code != 0) text += (text.ends_with('\n') ? "" : "\n") + exit_line(code);
        return indented(text);
    }

    // The logs of the tenant and of the whole site, and the files of the folder.
    std::string state()
    {
        std::ostringstream text;
        auto client = server_.client();
        for (const std::string tenant : {"", "shop"}) {
            auto headers = bearer(server_.admin_key());
            if (!tenant.empty()) headers.push_back({"Muster-Tenant", tenant});
            const auto answer = client.send(http::Verb::get, "/v1/changes?limit=1000", headers, {});
            if (!answer || answer->status != 200) continue; // there is no such tenant yet
            text << answer->body << '\n';
            for (const auto& header :
                 answer->headers) { // the log may be longer than its first page
                if (header.name == "Muster-Revision") text << header.value << '\n';
            }
        }
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(work_)) {
            if (entry.is_regular_file()) files[entry.path()] = read_text(entry.path());
        }
        for (const auto& [name, content] : files) text << name << '\n' << content << '\n';
        return text.str();
    }

    DataFolder folder_;
    std::string work_ = folder_.path("work");
    std::string programs_ = folder_.path("programs");
    ServerProcess server_{folder_};
};

std::vector<std::string> list_names()
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(lists_folder())) {
        if (entry.path().extension() == ".txt") names.push_back(entry.path().stem());
    }
    std::ranges::sort(names);
    return names;
}

bool is_wrong(int code) { return code == exit_failed || code == exit_usage; }

} // namespace

// A file has lines "$ COMMAND", each followed by what it prints after two blanks, and comments.
TEST_P(CommandLineList, PrintsWhatItSays)
{
    const auto path = lists_folder() / (GetParam() + ".txt");
    const std::string expected = read_text(path);
    std::istringstream lines(expected);
    std::string actual;
    std::string before = state();
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  ")) continue; // what was printed once
        actual += line + '\n';
        if (!line.starts_with("$ ")) continue;
        int code = 0;
        actual += run(line.substr(2), code);
        const std::string after = state();
        if (is_wrong(code)) {
            EXPECT_EQ(before, after) << line << "\nfailed, but changed something";
        }
        before = after;
    }
    if (!accepts()) {
        EXPECT_EQ(actual, expected) << "./dev accept writes what is printed now";
    } else if (actual != expected) {
        std::ofstream(path, std::ios::binary) << actual;
    }
}

INSTANTIATE_TEST_SUITE_P(CommandLines, CommandLineList, ::testing::ValuesIn(list_names()),
                         [](const auto& list) { return list.param; });

// The point of the lists is their breadth.
TEST(CommandLines, AreManyRightAndWrong)
{
    int right = 0;
    int wrong = 0;
    for (const auto& name : list_names()) {
        std::istringstream lines(read_text(lists_folder() / (name + ".txt")));
        bool was_command = false;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("$ muster") || line.find(" muster ") != line.npos) {
                ++right;
                was_command = true;
            } else if (was_command && line.starts_with("  exit code ")) {
                --right;
                ++wrong;
                was_command = false;
            }
        }
    }
    EXPECT_GE(right, 80);
    EXPECT_GE(wrong, 100);
    EXPECT_GE(right + wrong, 200);
}

} // namespace muster::e2e
