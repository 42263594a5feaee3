// The code keeps the rules of the house; and the rules notice what breaks them.
#include <functional>

#include <gtest/gtest.h>

#include "tidy/rules.h"

namespace muster::tidy {
namespace {

using Rule = std::function<Violations(const Source&)>;

void expect_kept(std::initializer_list<std::string_view> folders, const Rule& rule)
{
    std::size_t files = 0;
    std::string broken;
    for (const auto folder : folders) {
        for (const auto& source : read_sources(MUSTER_SOURCE_DIR, folder)) {
            ++files;
            for (const auto& violation : rule(source)) broken += violation + '\n';
        }
    }
    EXPECT_GT(files, 10U);
    if (!broken.empty()) ADD_FAILURE() << broken;
}

TEST(Tidy, layers_include_only_along_the_arrows) { expect_kept({"src"}, forbidden_arrows); }
TEST(Tidy, libraries_stay_in_their_folders) { expect_kept({"src"}, forbidden_libraries); }
TEST(Tidy, dialects_are_named_only_at_home) { expect_kept({"src"}, foreign_dialects); }
TEST(Tidy, files_functions_and_lines_have_a_size) { expect_kept({"src", "test", "bench"}, sizes); }
TEST(Tidy, files_say_what_they_are_for)
{
    expect_kept({"src", "test", "bench"}, names_and_openings);
}

TEST(Tidy, types_have_names_of_their_own)
{
    const auto sources = read_sources(MUSTER_SOURCE_DIR, "src");
    EXPECT_GT(sources.size(), 10U);
    for (const auto& violation : types_named_twice(sources)) ADD_FAILURE() << violation;
}

Source file(std::string path, std::string_view text = "// For this test.\n")
{
    return source_of(std::move(path), text);
}

std::size_t arrows_broken(std::string path, const std::string& include)
{
    return forbidden_arrows(file(std::move(path), "#include \"" + include + "\"\n")).size();
}

TEST(TidyRules, notice_an_arrow_against_the_layers)
{
    EXPECT_EQ(arrows_broken("src/core/a.h", "base/text.h"), 0U);
    EXPECT_EQ(arrows_broken("src/core/a.h", "store/row.h"), 1U);
    EXPECT_EQ(arrows_broken("src/core/a.h", "base/json.h"), 1U);
    EXPECT_EQ(arrows_broken("src/http/a.h", "model/value.h"), 1U);
    EXPECT_EQ(arrows_broken("src/wire/a.h", "http/request.h"), 1U);
    EXPECT_EQ(arrows_broken("src/dialects/a.h", "store/row.h"), 1U);
    EXPECT_EQ(arrows_broken("src/core/a.h", "value.h"), 1U) << "from the root of src";
    EXPECT_EQ(arrows_broken("src/news/a.h", "base/text.h"), 1U) << "no such layer";
}

TEST(TidyRules, notice_dialects_and_engines_that_lean_on_another)
{
    EXPECT_EQ(arrows_broken("src/dialects/ecwid/a.cpp", "dialects/ecwid/b.h"), 0U);
    EXPECT_EQ(arrows_broken("src/dialects/ecwid/a.cpp", "dialects/dialect.h"), 0U);
    EXPECT_EQ(arrows_broken("src/dialects/all.cpp", "dialects/ecwid/b.h"), 0U);
    EXPECT_EQ(arrows_broken("src/dialects/dispatch.cpp", "dialects/ecwid/b.h"), 1U);
    EXPECT_EQ(arrows_broken("src/dialects/native/a.cpp", "dialects/ecwid/b.h"), 1U);
    EXPECT_EQ(arrows_broken("src/store/sqlite/a.cpp", "store/sql/b.h"), 0U);
    EXPECT_EQ(arrows_broken("src/store/sqlite/a.cpp", "store/memory/b.h"), 1U);
    EXPECT_EQ(arrows_broken("src/store/sql/a.cpp", "store/sqlite/b.h"), 1U);
    EXPECT_EQ(arrows_broken("src/store/open.cpp", "store/sqlite/b.h"), 0U);
}

TEST(TidyRules, notice_libraries_out_of_place)
{
    const auto broken = [](std::string path, const std::string& include) {
        return forbidden_libraries(file(std::move(path), "#include <" + include + ">\n")).size();
    };
    EXPECT_EQ(broken("src/http/a.cpp", "boost/asio.hpp"), 0U);
    EXPECT_EQ(broken("src/wire/a.cpp", "boost/asio.hpp"), 1U);
    EXPECT_EQ(broken("src/base/a.cpp", "nlohmann/json.hpp"), 1U);
    EXPECT_EQ(broken("src/core/a.cpp", "vector"), 0U);
}

TEST(TidyRules, notice_types_of_one_name_in_one_namespace)
{
    const auto header = [](std::string path, const std::string& space, const std::string& type) {
        return file(std::move(path), "// For this test.\nnamespace " + space + " {\nstruct " +
                                         type + " {\n    struct Inner {};\n};\n}\n");
    };
    const auto first = header("src/core/a.h", "muster::core", "Place");
    EXPECT_EQ(types_named_twice({first, header("src/core/b.h", "muster::core", "Spot")}).size(),
              0U);
    EXPECT_EQ(types_named_twice({first, header("src/wire/b.h", "muster::wire", "Place")}).size(),
              0U);
    EXPECT_EQ(types_named_twice({first, header("src/core/b.h", "muster::core", "Place")}).size(),
              1U);
    const auto hidden = file("src/core/b.cpp", "// For this test.\nnamespace muster::core {\n"
                                               "namespace {\nstruct Place {\n};\n}\n}\n");
    EXPECT_EQ(types_named_twice({first, hidden}).size(), 0U) << "of its file alone";
}

TEST(TidyRules, notice_a_dialect_named_away_from_home)
{
    EXPECT_EQ(foreign_dialects(file("src/core/a.h", "// as Ecwid does\n")).size(), 1U);
    EXPECT_EQ(foreign_dialects(file("src/dialects/nuweb/a.h", "// as Ecwid does\n")).size(), 1U);
    EXPECT_EQ(foreign_dialects(file("src/dialects/ecwid/a.h", "// as Ecwid does\n")).size(), 0U);
}

std::string function_of(std::size_t body_lines)
{
    std::string text = "// For this test.\nnamespace a {\nint f(int x)\n{\n";
    for (std::size_t i = 0; i < body_lines; ++i)
        text += "    if (x) { g('{', \"}}\", 1'000); } // {\n";
    return text + "}\n} // namespace a\n";
}

TEST(TidyRules, notice_what_is_too_long)
{
    EXPECT_EQ(sizes(file("src/a.cpp", function_of(58))).size(), 0U);
    EXPECT_EQ(sizes(file("src/a.cpp", function_of(59))).size(), 1U);
    std::string table = "// For this test.\nconstexpr Row rows[] = {\n";
    for (int i = 0; i < 100; ++i) table += "    {1, f(2)},\n";
    EXPECT_EQ(sizes(file("src/a.cpp", table + "};\n")).size(), 0U) << "tables may be long";
    std::string lines;
    for (int i = 0; i < 501; ++i) lines += "//\n";
    EXPECT_EQ(sizes(file("src/a.cpp", lines)).size(), 1U);
    EXPECT_EQ(sizes(file("src/a.cpp", std::string(101, 'x') + "\n")).size(), 1U);
    std::string accents;
    for (int i = 0; i < 100; ++i) accents += "\xc3\xa9";
    EXPECT_EQ(sizes(file("src/a.cpp", accents + "\n")).size(), 0U);
}

TEST(TidyRules, see_functions_in_classes_and_behind_raw_texts)
{
    const auto found = file("src/a.cpp", "struct A {\n"
                                         "    A() : b_{1}, c_(2) {}\n"
                                         "    int f() const { return 1; }\n"
                                         "};\n"
                                         "const char* sql = R\"x( { ( \" )x\";\n"
                                         "bool operator==(A, A)\n"
                                         "{\n"
                                         "    return true;\n"
                                         "}\n")
                           .functions();
    ASSERT_EQ(found.size(), 4U); // the initialiser of b_ counts as one, which harms nobody
    EXPECT_EQ(found[2].line, 3U);
    EXPECT_EQ(found[3].line, 7U);
    EXPECT_EQ(found[3].length, 3U);
}

TEST(TidyRules, notice_names_and_openings_that_say_nothing)
{
    EXPECT_EQ(names_and_openings(file("src/model/value.h")).size(), 0U);
    EXPECT_EQ(names_and_openings(file("src/core/string_utils.h")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/common/value.h")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/core/information.h")).size(), 0U);
    EXPECT_EQ(names_and_openings(file("src/model/value.h", "#pragma once\n")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/model/value.h", "")).size(), 1U);
}

} // namespace
} // namespace muster::tidy
