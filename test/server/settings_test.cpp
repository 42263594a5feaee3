// Every setting of the table, given wrongly in each of its three places, is refused in one line
// that names the place and says what would be right.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "server/settings/read_settings.h"

namespace muster::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A directory with a configuration file, removed at the end.
class SettingFolder {
public:
    SettingFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "settings-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~SettingFolder() { std::filesystem::remove_all(path_); }
    SettingFolder(const SettingFolder&) = delete;
    SettingFolder& operator=(const SettingFolder&) = delete;

    std::string file() const { return path_ + "/muster.toml"; }
    Result<ServeOptions> read(const std::string& content, GivenSettings given = {}) const
    {
        std::ofstream(file()) << content;
        given.options["data"] = {path_};
        return read_settings(given);
    }

private:
    std::string path_;
};

std::string refusal(const Result<ServeOptions>& result)
{
    return result ? "accepted" : result.error().message;
}

// The setting as a line of the file.
std::string in_file(const Setting& setting, const std::string& value)
{
    const auto dot = setting.name.find('.');
    if (dot == setting.name.npos) return std::string(setting.name) + " = " + value + '\n';
    return '[' + std::string(setting.name.substr(0, dot)) + "]\n" +
           std::string(setting.name.substr(dot + 1)) + " = " + value + '\n';
}

// Values of every type of TOML but that of the setting; an empty text is never right.
std::vector<std::string> wrong_values(SettingForm form)
{
    std::vector<std::string> values{"1.5", "2026-11-30", "\"\"",   "[]", "{}",
                                    "[1]", "{x = 1}",    "[\"\"]", "-1", "{native = \"\"}"};
    if (form != SettingForm::count) values.emplace_back("19710");
    if (form != SettingForm::flag) values.emplace_back("true");
    const bool takes_texts = form == SettingForm::text || form == SettingForm::list;
    if (!takes_texts) values.emplace_back("\"true\"");
    if (form != SettingForm::list) values.emplace_back("[\"a\", \"b\"]");
    return values;
}

// Texts that the setting refuses, besides an empty one. Names of files can be any text.
std::vector<std::string> wrong_texts(const Setting& setting)
{
    std::vector<std::string> texts{""};
    const bool names_file =
        setting.form == SettingForm::text && setting.name != "log" && setting.name != "store";
    if (!names_file) texts.insert(texts.end(), {"no such value", "-1", "nobody=1"});
    return texts;
}

void expect_one_line(const std::string& text)
{
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\n")),
                            testing::AnyOf(HasSubstr("must be"), HasSubstr("must belong"))));
}

TEST(Settings, EachRowGivenWronglyInTheFileIsRefusedWithItsLine)
{
    const SettingFolder folder;
    for (const auto& setting : settings()) {
        if (!setting.is_in_file) continue;
        for (const auto& value : wrong_values(setting.form)) {
            const auto text = refusal(folder.read("\n" + in_file(setting, value)));
            const bool is_in_section = setting.name.find('.') != setting.name.npos;
            EXPECT_THAT(text, HasSubstr(folder.file() + " line " + (is_in_section ? "3" : "2") +
                                        ": " + std::string(setting.name)))
                << value;
            expect_one_line(text);
        }
    }
}

TEST(Settings, EachRowGivenWronglyInTheEnvironmentIsRefusedWithItsVariable)
{
    const SettingFolder folder;
    for (const auto& setting : settings()) {
        for (const auto& wrong : wrong_texts(setting)) {
            GivenSettings given;
            given.environment[std::string(setting.variable)] = wrong;
            const auto text = refusal(folder.read("", given));
            EXPECT_THAT(text, testing::StartsWith(std::string(setting.variable) +
                                                  (setting.is_shown ? "=" + wrong : "") + ": "));
            expect_one_line(text);
        }
    }
}

TEST(Settings, EachRowGivenWronglyOnTheCommandLineIsRefusedWithItsOption)
{
    const SettingFolder folder;
    for (const auto& setting : settings()) {
        if (setting.name == "data") continue; // it says where the folder is
        for (const auto& wrong : wrong_texts(setting)) {
            GivenSettings given;
            given.options[setting.name] = {wrong};
            const auto text = refusal(folder.read("", given));
            EXPECT_THAT(text, testing::StartsWith(std::string(setting.option) +
                                                  (setting.is_shown ? ' ' + wrong : "") + ": "));
            expect_one_line(text);
        }
        if (setting.form == SettingForm::list || setting.form == SettingForm::pairs) continue;
        GivenSettings given;
        given.options[setting.name] = {"a", "b"};
        EXPECT_THAT(refusal(folder.read("", given)), HasSubstr("must be given once"));
    }
}

TEST(Settings, NoNameOptionOrVariableIsUsedTwice)
{
    for (const auto& setting : settings()) {
        const auto uses = [&](auto member) {
            return std::ranges::count(settings(), setting.*member, member);
        };
        EXPECT_EQ(uses(&Setting::name), 1) << setting.name;
        EXPECT_EQ(uses(&Setting::option), 1) << setting.name;
        EXPECT_EQ(uses(&Setting::variable), 1) << setting.name;
    }
}

TEST(Settings, TheCommandLineWinsOverTheEnvironmentAndThatOverTheFile)
{
    const SettingFolder folder;
    const std::string file = "log = \"error\"\nconnections = 7\n[rate_limit]\nnative = \"1/s\"\n";
    EXPECT_EQ(folder.read(file)->log_level, "error");
    GivenSettings given;
    given.environment["MUSTER_LOG"] = "warn";
    given.environment["MUSTER_RATE_LIMIT"] = "native=2/s";
    EXPECT_EQ(folder.read(file, given)->log_level, "warn");
    given.options["log"] = {"debug"};
    const auto options = folder.read(file, given);
    EXPECT_EQ(options->log_level, "debug");
    EXPECT_EQ(options->connections, 7U);
    EXPECT_EQ(options->rates.at("native").requests, 2);
}

struct WrongSettingFile {
    std::string content;
    std::string line;
    std::string right;
};

constexpr std::string_view webhook = "[[webhook]]\nname = \"crm\"\nsecret = \"s\"\n";

// What was accepted without a word, and worse: a tenant that was a number counted as absent, so the
// receiver got the customers of every tenant.
TEST(Settings, AWrongFileStopsTheStart) // promise 7
{
    std::string dialect;
    for (const auto* one : dialects::all()) {
        if (one->check_receiver != nullptr) dialect = one->name;
    }
    const std::string good =
        std::string(webhook) + "url = \"https://crm.example.org\"\ndialect = \"" + dialect + "\"\n";
    const std::vector<WrongSettingFile> files{
        {good + "tenant = 1\n", "line 6: tenant", "in quotes, such as \"shop\" or \"1\""},
        {good + "tenant = \"\"\n", "line 6: tenant", "leave it out for every tenant"},
        {good + "events = [\"customer.delete\"]\n", "line 6: events", "customer.deleted"},
        {good + "events = []\n", "line 6: events", "leave it out for all events"},
        {good + "events = [1]\n", "line 6: events", "in quotes"},
        {good + "headers = [\"no colon\"]\n", "line 6: headers", "Name: value"},
        {good + "tenants = \"shop\"\n", "line 6: 'tenants'", "did you mean 'tenant'?"},
        {good + good, "line 7: name", "a name of its own"},
        {std::string(webhook) + "dialect = \"" + dialect + "\"\n", "line 1: url", "must be"},
        {std::string(webhook) + "dialect = \"none\"\nurl = \"https://a\"\n", "line 4: dialect",
         "must be one of " + dialect},
        {std::string(webhook) + "dialect = \"" + dialect + "\"\nurl = \"ftp://a\"\n", "line 5: url",
         "http"},
        {"[webhook]\nname = \"crm\"\n", "line 1: webhook", "[[webhook]]"},
        {"rate_limit = \"1/min\"\n", "line 1: rate_limit", "table"},
        {"[rate_limit]\nnone = \"1/min\"\n", "line 2: rate_limit.none", "must be one of"},
        {"[rate_limit]\nnative = \"1\"\n", "line 2: rate_limit.native", "such as 600/min"},
        {"lissten = \"a\"\n", "line 1: 'lissten'", "did you mean 'listen'?"},
        {"tls = \"a\"\n", "line 1: tls", "[tls]"},
        {"[tls]\ncert = \"a\"\n", "line 2: 'tls.cert'", "known are"},
        {"[tls]\nkey = \"/dev/null\"\n", "line 2: tls.key", "no effect without a listener"},
        {"[tls]\nkey = \"a\"\n", "line 2: tls.key", "must be a file that the server can read"},
        {"backups = \"/dev/null\"\n", "line 1: backups", "must be a directory"},
        {"jobs = \"/dev/null\"\n", "line 1: jobs", "must be a directory"},
        {"standby = true\n", "line 1: standby", "no effect without a store in PostgreSQL"},
        {"node_name = \"a\"\n", "line 1: node_name", "no effect without a store in PostgreSQL"},
        {"node_address = \"10.0.0.1:8090\"\n", "line 1: node_address",
         "no effect without the setting standby"},
        {"node_address = \"db-1:8090\"\n", "line 1: node_address", "must be IP:PORT"},
        {"node_address = \"0.0.0.0:8090\"\n", "line 1: node_address", "must be IP:PORT"},
        {"node_address = \"10.0.0.1\"\n", "line 1: node_address", "must be IP:PORT"},
        {"demo_data = \"/dev/null\"\n", "line 1: demo_data", "no effect without the setting demo"},
        {"listen = \"https://0.0.0.0:1\"\n", "line 1: listen", "tls.certificate"},
        {"listen = [\"a:1\", \"a:1\"]\n", "line 1: listen", "an address of its own"},
        {"connections = 2\nconnections_per_address = 3\n", "line 2: connections_per_address",
         "at most connections, 2"},
        {"[host]\nnative = \"a.example\"\n[webhooks]\n", "line 3: 'webhooks'", "'webhook'"},
        {"log = \"info\nlisten = 3", "line 1", ""},
    };
    const SettingFolder folder;
    for (const auto& [content, line, right] : files) {
        EXPECT_THAT(refusal(folder.read(content)),
                    AllOf(HasSubstr(folder.file() + ' ' + line), HasSubstr(right)))
            << content;
    }
    EXPECT_EQ(folder.read(good)->receivers.size(), 1U);
}

TEST(Settings, AnUnknownVariableIsRefusedWithTheNearestOne)
{
    const SettingFolder folder;
    GivenSettings given;
    given.environment["MUSTER_LISTN"] = "127.0.0.1:1";
    EXPECT_THAT(refusal(folder.read("", given)), HasSubstr("did you mean MUSTER_LISTEN?"));
    given.environment = {{"MUSTER_KEY", "secret"}}; // of the other commands
    EXPECT_TRUE(folder.read("", given));
}

TEST(Settings, AListenerOfOneApiOpensOnlyThatPort)
{
    const SettingFolder folder;
    GivenSettings given;
    given.options["listen"] = {"native=127.0.0.1:1"};
    EXPECT_EQ(folder.read("", given)->listeners.size(), 1U);
    EXPECT_EQ(folder.read("")->listeners.size(), 1U);
}

} // namespace
} // namespace muster::server
