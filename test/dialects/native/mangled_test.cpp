// Valid files and rules with bytes changed, removed and inserted at random. Each is read, or is
// refused with a message that may be shown to clients. MUSTER_TEST_SEED=… repeats a run.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.h"
#include "dialects/native/groups/rule_json.h"
#include "dialects/native/jobs/customer_json.h"
#include "jobs/imports/import_content.h"
#include "rule/check.h"
#include "rule/print.h"

namespace muster::dialects::native {
namespace {

using namespace std::string_view_literals;
using jobs::ImportPlan;

constexpr int tries = 3000;

unsigned seed_of_run()
{
    const char* given = std::getenv("MUSTER_TEST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

const model::DeclaredFields& declared()
{
    static const model::DeclaredFields fields = [] {
        std::vector<model::CustomField> list;
        const auto add = [&](const char* key, model::Type type, const char* format = "") {
            model::CustomField field;
            field.key = key;
            field.type = type;
            field.format = format;
            list.push_back(std::move(field));
        };
        add("tenure", model::Type::integer);
        add("spent", model::Type::decimal, "2");
        add("joined", model::Type::date);
        add("vip", model::Type::boolean);
        return model::DeclaredFields(std::move(list));
    }();
    return fields;
}

class Mangler {
public:
    explicit Mangler(unsigned seed) : random_(seed) {}

    std::string mangle(std::string text)
    {
        for (auto changes = 1 + random_() % 4; changes > 0 && !text.empty(); --changes) {
            const auto at = random_() % text.size();
            switch (random_() % 5) {
            case 0: text[at] = static_cast<char>(random_()); break;
            case 1: text.erase(at, 1 + random_() % 8); break;
            case 2: text.insert(at, text.substr(random_() % text.size(), random_() % 30)); break;
            case 3: text.insert(at, 1, odd_ones[random_() % odd_ones.size()]); break;
            default: text.resize(at); break;
            }
        }
        return text;
    }

private:
    static constexpr std::string_view odd_ones = "\0\"\\{}[],:;\n\r\t'eE+-.0\xFF\xC3\xEF"sv;

    std::mt19937 random_;
};

class Mangled : public testing::Test {
protected:
    Mangled()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "mangled-XXXXXX").string();
        if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ~Mangled() override { std::filesystem::remove_all(path_); }

    std::filesystem::path folder() const { return std::filesystem::path(path_) / "1" / "1"; }

    // Each row of the file is read, or refused with a message. After an error of the file there are
    // no further rows.
    void read_file(const std::string& text, ImportPlan plan)
    {
        std::filesystem::create_directories(folder());
        std::ofstream(folder() / "content", std::ios::binary | std::ios::trunc) << text;
        const auto prepared =
            jobs::prepare_content({path_, {1}, {1}}, static_cast<std::int64_t>(text.size()), plan,
                                  [] { return Result<void>{}; });
        if (!prepared) return expect_words(prepared.error());
        std::vector<jobs::MappedColumn> columns;
        const jobs::SourceOptions options{prepared->table, plan, declared(),
                                          columns,         {1},  customer_json};
        const auto study = jobs::study_file(options);
        if (!study) return expect_words(study.error());
        columns = study->mapping.columns;
        plan.key = study->mapping.key;
        auto rows = jobs::open_rows(options, {});
        if (!rows) return expect_words(rows.error());
        jobs::FileRow row;
        for (std::int64_t last = 0;;) {
            row = {};
            const auto found = (*rows)->next(row);
            if (!found) return expect_words(found.error());
            if (!*found) return;
            ASSERT_GT(row.after.offset, last) << "each row brings the place further";
            last = row.after.offset;
            if (row.error) {
                expect_words(*row.error);
                continue;
            }
            model::Customer known;
            known.id = {1};
            const auto merged = (*rows)->merge(row, known);
            if (!merged) expect_words(merged.error());
        }
    }

    static void expect_words(const Error& error)
    {
        EXPECT_FALSE(error.message.empty());
        EXPECT_TRUE(is_utf8(error.message)) << error.message;
        EXPECT_TRUE(is_utf8(error.subject)) << error.subject;
        EXPECT_TRUE(is_utf8(error.where)) << error.where;
    }

    unsigned seed_ = seed_of_run();
    Mangler mangler_{seed_};

private:
    std::string path_;
};

} // namespace

TEST_F(Mangled, csv_files_are_read_or_refused)
{
    const std::string right =
        "external_id,name,email,tenure,spent,joined,vip,address.city\r\n"
        "A-1,\"Ann, \"\"B\"\"\",ann@example.org,12,9.50,2025-01-31,true,Leeds\r\n"
        "A-2,\xC3\x89mile,emile@example.org,,,,,\r\n"
        "A-3,\"two\nlines\",c@example.org,-1,0.01,2024-02-29,false,York\r\n";
    for (int i = 0; i < tries && !HasFailure(); ++i) {
        SCOPED_TRACE("MUSTER_TEST_SEED=" + std::to_string(seed_) + " try " + std::to_string(i));
        ImportPlan plan;
        plan.declares = i % 2 == 0;
        read_file(mangler_.mangle(right), plan);
    }
}

TEST_F(Mangled, ndjson_files_are_read_or_refused)
{
    const std::string right =
        R"({"external_id":"A-1","name":"Ann","fields":{"tenure":12,"spent":9.5,"vip":true}})"
        "\n"
        R"({"external_id":"A-2","address":{"city":"Leeds"},"fields":{"joined":"2025-01-31"}})"
        "\n\n"
        R"({"external_id":"A-3","email":"c@example.org","consent":null,"fields":{"tenure":null}})"
        "\n";
    for (int i = 0; i < tries && !HasFailure(); ++i) {
        SCOPED_TRACE("MUSTER_TEST_SEED=" + std::to_string(seed_) + " try " + std::to_string(i));
        ImportPlan plan;
        plan.format = jobs::ImportFormat::ndjson;
        plan.declares = i % 2 == 0;
        read_file(mangler_.mangle(right), plan);
    }
}

TEST_F(Mangled, rules_in_json_are_read_or_refused)
{
    const std::string right =
        R"({"op":"and","parts":[{"op":"<","field":"fields.tenure","value":12},)"
        R"({"op":"not","parts":[{"op":"in","field":"city","values":["Leeds",null]}]},)"
        R"({"op":"between","field":"created_at","values":["2025-01-31",{"now":"-1 year"}]},)"
        R"({"op":"like","field":"email","value":"%@example.org"},)"
        R"({"op":"member_of","group":12},{"op":"constant","value":null}]})";
    const rule::RuleNames names{declared(), {}, nullptr, {}};
    for (int i = 0; i < tries && !HasFailure(); ++i) {
        SCOPED_TRACE("MUSTER_TEST_SEED=" + std::to_string(seed_) + " try " + std::to_string(i));
        const auto json = parse_json(mangler_.mangle(right));
        if (!json) continue;
        const auto read = read_rule(*json);
        if (!read) {
            expect_words(read.error());
            continue;
        }
        const auto rule = rule::check(*read, names);
        if (!rule) {
            expect_words(rule.error());
            continue;
        }
        EXPECT_TRUE(rule::read_rule(rule::print(*rule), names)) << rule::print(*rule);
    }
}

} // namespace muster::dialects::native
