// The README's tour, pasted as a newcomer would paste it: every command works, and prints what the
// page says it prints. The commands of other pages, which readers paste as a whole, work too.
#include <fstream>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "base/text.h"
#include "e2e/server_process.h"

namespace muster::e2e {
namespace {

// One command of the page and the output that stands below it.
struct TourStep {
    std::string command;
    std::string output;
};

// Commands are the lines of fenced blocks that begin with "$ "; a backslash at the end continues
// them.
std::vector<TourStep> read_tour(const std::string& path)
{
    std::vector<TourStep> steps;
    std::ifstream page(path);
    bool in_block = false;
    bool in_command = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) {
            in_block = !in_block;
            in_command = false;
            if (in_block) steps.emplace_back(); // output without a command is no step
            continue;
        }
        if (!in_block) continue;
        if (line.starts_with("$ ")) {
            steps.push_back({line.substr(2), {}});
            in_command = line.ends_with('\\');
        } else if (in_command) {
            steps.back().command += '\n' + line;
            in_command = line.ends_with('\\');
        } else {
            steps.back().output += line + '\n';
        }
    }
    std::erase_if(steps, [](const TourStep& step) { return step.command.empty(); });
    return steps;
}

std::string without_blanks(std::string text)
{
    std::erase_if(text, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    return text;
}

// Whether `printed` is what the page shows, where "..." on the page stands for anything and blanks
// and line ends do not count: the page breaks long answers.
bool is_as_shown(const std::string& shown, const std::string& printed)
{
    static const std::regex special(R"([\\^$.|?*+()\[\]{}])");
    std::string pattern = std::regex_replace(without_blanks(shown), special, R"(\$&)");
    pattern = std::regex_replace(pattern, std::regex(R"(\\\.\\\.\\\.)"), "[^]*");
    return std::regex_match(without_blanks(printed), std::regex(pattern));
}

std::string content_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

void write_script(const std::string& path, const std::string& text)
{
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

// Makes the folder look like that of the pages, with a program that calls this server.
void prepare(const ServerProcess& server, const DataFolder& folder)
{
    std::filesystem::create_directories(folder.path("build/release"));
    std::filesystem::create_symlink(folder.path("data"), folder.path("muster-data"));
    write_script(folder.path("build/release/muster"),
                 "#!/bin/sh\nexec " MUSTER_BINARY " \"$@\" --server " + server.url() + "\n");
}

// All blocks of the page that begin with this fence, as one script.
std::string commands_of(const std::string& path, const std::string& fence)
{
    std::ifstream page(path);
    std::string commands;
    bool is_wanted = false;
    bool in_block = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) {
            in_block = !in_block;
            is_wanted = in_block && line == fence;
        } else if (is_wanted) {
            commands += line + '\n';
        }
    }
    return commands;
}

// Runs the commands in one shell, which stops at the first that fails, and gives what they printed.
std::string run_page(const std::string& commands, const ServerProcess& server,
                     const DataFolder& folder)
{
    prepare(server, folder);
    const auto script =
        std::regex_replace(commands, std::regex("http://127.0.0.1:8080"), server.url());
    write_script(folder.path("page.sh"),
                 "set -e\ncd " + folder.path() + "\nPATH=$PWD/build/release:$PATH\n" + script);
    const auto run = "bash " + folder.path("page.sh") + " >" + folder.path("printed") + " 2>&1";
    EXPECT_EQ(std::system(run.c_str()), 0);
    return content_of(folder.path("printed"));
}

// Runs all steps in one shell, in a folder that looks like the page's, and gives what each printed.
std::vector<std::string> run_tour(const std::vector<TourStep>& steps, const ServerProcess& server,
                                  const DataFolder& folder)
{
    prepare(server, folder);
    std::string script = "cd " + folder.path() + "\n";
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string command =
            std::regex_replace(steps[i].command, std::regex("http://127.0.0.1:8080"), server.url());
        // In the shell itself, not in a child of it: later commands use its variables.
        script += "{ " + command + "\n} >step-" + std::to_string(i) + " 2>&1 </dev/null\n";
    }
    write_script(folder.path("tour.sh"), script);
    EXPECT_EQ(std::system(("bash " + folder.path("tour.sh")).c_str()), 0);
    std::vector<std::string> printed;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        printed.push_back(content_of(folder.path("step-" + std::to_string(i))));
    }
    return printed;
}

TEST(Readme, every_command_of_the_tour_prints_what_the_page_shows)
{
    const auto steps = read_tour(MUSTER_SOURCE_DIR "/README.md");
    ASSERT_GE(steps.size(), 8U);
    const DataFolder folder;
    const ServerProcess server(folder, {"--demo"});
    const auto printed = run_tour(steps, server, folder);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_TRUE(is_as_shown(steps[i].output, printed[i]))
            << "$ " << steps[i].command << "\n--- the page shows\n"
            << steps[i].output << "--- it printed\n"
            << printed[i];
    }
}

// docs/moving.md: the ids, keys and tokens that clients have stored work after these commands.
TEST(Moving, every_command_of_the_page_works)
{
    const DataFolder folder;
    const ServerProcess server(folder);
    const auto printed = run_page("muster tenant create shop\nKEY=$(cat muster-data/admin.key)\n" +
                                      commands_of(MUSTER_SOURCE_DIR "/docs/moving.md", "```sh"),
                                  server, folder);
    for (const auto* shown : {
             R"("vendor_numbers":{"ecwid":15213})",
             "1 inserted",
             R"({"total":1,"count":1,"offset":0,"limit":100,"items":[{"id":40201284,)",
             R"({"data":[{"type":"customers","id":)",
             R"({"token":")",
             R"({"access_token":")",
             R"("business_code":"15848484")",
             R"({"entity":1,)",
             R"({"data":{"accessToken":")",
         }) {
        EXPECT_NE(printed.find(shown), printed.npos) << "without " << shown << ":\n" << printed;
    }
    for (const auto* error :
         {"\"error\":", "\"errors\":[", "\"errorCode\"", "/problems/", "Unauth"}) {
        EXPECT_EQ(printed.find(error), printed.npos) << printed;
    }
}

TEST(Tours, of_a_nudgescribe_campaign_goes_from_its_draft_to_its_second_publication)
{
    const DataFolder folder;
    const ServerProcess server(folder, {"--demo"});
    const auto commands = commands_of(MUSTER_SOURCE_DIR "/docs/dialects/nudgescribe.md", "```");
    const auto printed = run_page(commands, server, folder);
    for (const auto* shown :
         {R"("campaign_status":"Published","current_run_number":1)", R"({"total_pages":1})",
          R"("message_text":"For two years")", "/v1/messages/file?token=",
          R"("run_status":"Ready for review","is_current":true,"segment_count":4)",
          R"("campaign_status":"Published","current_run_number":2)",
          R"("group_name":"Newsletter","run_status":"Published")"}) {
        EXPECT_NE(printed.find(shown), printed.npos) << "without " << shown << ":\n" << printed;
    }
    for (const auto* error : {"\"error\"", "/problems/"}) {
        EXPECT_EQ(printed.find(error), printed.npos) << printed;
    }
}

TEST(Readme, the_comparison_notices_what_differs)
{
    EXPECT_TRUE(is_as_shown("{\"id\":4,\n \"name\":...}\n", "{\"id\":4,\"name\":\"Big\"}\n"));
    EXPECT_FALSE(is_as_shown("{\"id\":4}\n", "{\"id\":5}\n"));
    EXPECT_FALSE(is_as_shown("done\n", ""));
}

} // namespace
} // namespace muster::e2e
