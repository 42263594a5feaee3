// The code follows the rules, and the rules notice what breaks them.
#include <map>

#include <gtest/gtest.h>

#include "tidy/rules.h"

namespace muster::tidy {
namespace {

// Types that share their name with another one. The list may only shrink.
const Names named_twice{"Op", "Parameter"};

const std::filesystem::path root = MUSTER_SOURCE_DIR;
const Folders code_folders{"src", "test", "bench"};

// Code, case files and documents: all that a reader reads.
std::vector<Source> texts()
{
    auto found = read_sources(root, {"src", "test", "bench", "docs"},
                              {".h", ".cpp", ".md", ".case", ".sh", ".py"});
    for (const auto name : {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "dev"}) {
        found.push_back(read_source(root, name));
    }
    return found;
}

// Runs a rule over every file; each violation fails the test by its own line.
template <class Rule>
void expect_in_all(const std::vector<Source>& sources, const Rule& rule)
{
    EXPECT_GT(sources.size(), 10U);
    std::string broken;
    for (const auto& source : sources) {
        for (const auto& violation : rule(source)) broken += violation + '\n';
    }
    if (!broken.empty()) ADD_FAILURE() << broken;
}

TEST(Tidy, rooms_include_only_along_the_arrows)
{
    const auto sources = read_sources(root, {"src"});
    const auto structure = structure_of(sources);
    EXPECT_EQ(structure.dialects.size(), 6U);
    EXPECT_EQ(structure.engines, (Names{"memory", "postgres", "sqlite"}));
    expect_in_all(sources,
                  [&](const Source& source) { return forbidden_arrows(source, structure); });
}

TEST(Tidy, dialects_are_named_only_at_home)
{
    const auto sources = read_sources(root, {"src"});
    const auto structure = structure_of(sources);
    expect_in_all(sources,
                  [&](const Source& source) { return foreign_dialects(source, structure); });
}

TEST(Tidy, libraries_stay_in_their_folders)
{
    expect_in_all(read_sources(root, {"src"}), forbidden_libraries);
}

TEST(Tidy, files_functions_and_lines_have_a_size)
{
    expect_in_all(read_sources(root, code_folders), sizes);
}

TEST(Tidy, folders_have_a_size)
{
    for (const auto& violation : crowded_folders(read_sources(root, {"src"}))) {
        ADD_FAILURE() << violation;
    }
}

TEST(Tidy, files_say_what_they_are_for)
{
    expect_in_all(read_sources(root, code_folders), names_and_openings);
}

TEST(Tidy, types_have_names_of_their_own)
{
    const auto violations = types_named_twice(read_sources(root, code_folders), named_twice);
    for (const auto& violation : violations) ADD_FAILURE() << violation;
}

TEST(Tidy, texts_name_only_documents_of_the_repository)
{
    expect_in_all(texts(), foreign_documents);
}

TEST(Tidy, documents_name_files_that_exist)
{
    expect_in_all(texts(), [](const Source& source) {
        return source.path.ends_with(".md") ? missing_paths(source, root) : Violations{};
    });
}

TEST(Tidy, promises_are_written_down)
{
    const auto core = promises_of(read_source(root, "docs/promises.md"));
    EXPECT_GE(core.size(), 14U);
    std::map<std::string, Names> of_dialect;
    for (const auto& dialect : structure_of(read_sources(root, {"src"})).dialects) {
        auto numbers = promises_of(read_source(root, "docs/dialects/" + dialect + ".md"));
        EXPECT_FALSE(numbers.empty()) << dialect;
        numbers.insert(core.begin(), core.end());
        of_dialect[dialect] = std::move(numbers);
    }
    expect_in_all(texts(), [&](const Source& source) {
        for (const auto& [dialect, numbers] : of_dialect) {
            const bool is_own = source.path.find("/" + dialect) != std::string::npos;
            if (is_own) return unknown_promises(source, numbers);
        }
        return unknown_promises(source, core);
    });
}

Source file(std::string path, std::string_view text = "// For this test.\n")
{
    return source_of(std::move(path), text);
}

std::size_t arrows_broken(std::string path, const std::string& include)
{
    static const Structure structure{{"ecwid", "nuweb", "native"}, {"memory", "sqlite"}};
    return forbidden_arrows(file(std::move(path), "#include \"" + include + "\"\n"), structure)
        .size();
}

TEST(TidyRules, notice_an_arrow_against_the_rooms)
{
    EXPECT_EQ(arrows_broken("src/model/a.h", "base/text.h"), 0U);
    EXPECT_EQ(arrows_broken("src/model/a.h", "store/row.h"), 1U);
    EXPECT_EQ(arrows_broken("src/directory/a.h", "base/json.h"), 1U);
    EXPECT_EQ(arrows_broken("src/directory/a.cpp", "rule/parse.h"), 0U);
    EXPECT_EQ(arrows_broken("src/rule/a.cpp", "directory/groups.h"), 1U);
    EXPECT_EQ(arrows_broken("src/jobs/a.cpp", "dialects/dialect.h"), 1U);
    EXPECT_EQ(arrows_broken("src/http/a.h", "model/value.h"), 1U);
    EXPECT_EQ(arrows_broken("src/wire/a.h", "http/request.h"), 1U);
    EXPECT_EQ(arrows_broken("src/dialects/a.h", "store/row.h"), 1U);
    EXPECT_EQ(arrows_broken("src/model/a.h", "value.h"), 1U) << "from the root of src";
    EXPECT_EQ(arrows_broken("src/news/a.h", "base/text.h"), 1U) << "no such room";
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
    EXPECT_EQ(broken("src/model/a.cpp", "vector"), 0U);
}

TEST(TidyRules, notice_types_of_one_name)
{
    const auto holding = [](std::string path, const std::string& type) {
        return file(std::move(path), "// For this test.\nnamespace muster {\n" + type + "\n}\n");
    };
    const auto first = holding("src/model/a.h", "struct Place {");
    const auto broken = [&](const std::string& type, const Names& allowed = {}) {
        return types_named_twice({first, holding("src/wire/b.cpp", type)}, allowed).size();
    };
    EXPECT_EQ(broken("struct Spot {"), 0U);
    EXPECT_EQ(broken("struct Place {"), 1U);
    EXPECT_EQ(broken("class Place final : public Spot {"), 1U);
    EXPECT_EQ(broken("    enum class Place : int {"), 1U) << "inside another type, too";
    EXPECT_EQ(broken("struct Place;"), 0U) << "only declared";
    EXPECT_EQ(broken("struct Place<int> {"), 0U) << "a specialisation";
    EXPECT_EQ(broken("struct Place {", {"Place"}), 0U);
    EXPECT_EQ(broken("struct Spot {", {"Place"}), 1U) << "the list may only shrink";
}

TEST(TidyRules, notice_a_dialect_named_away_from_home)
{
    const Structure structure{{"ecwid", "nuweb"}, {}};
    const auto broken = [&](std::string path) {
        return foreign_dialects(file(std::move(path), "// as Ecwid does\n"), structure).size();
    };
    EXPECT_EQ(broken("src/model/a.h"), 1U);
    EXPECT_EQ(broken("src/dialects/nuweb/a.h"), 1U);
    EXPECT_EQ(broken("src/dialects/ecwid/a.h"), 0U);
}

TEST(TidyRules, notice_promises_that_no_document_has)
{
    const auto document = file("docs/promises.md", "# Promises\n\n1. A write is whole.\n"
                                                   "| 12 | Long writes wait. |\n**7** Walls.\n");
    EXPECT_EQ(promises_of(document), (Names{"1", "7", "12"}));
    const auto unknown = [&](const std::string& line) {
        return unknown_promises(file("src/a.cpp", line + "\n"), promises_of(document)).size();
    };
    EXPECT_EQ(unknown("// Promise 1 and promises 7 and 12."), 0U);
    EXPECT_EQ(unknown("// promise 3"), 1U);
    EXPECT_EQ(unknown("// promises 1, 8 and 9"), 2U);
}

TEST(TidyRules, notice_documents_that_a_reader_does_not_have)
{
    const auto broken = [](const std::string& line) {
        return foreign_documents(file("src/a.cpp", line + "\n")).size();
    };
    EXPECT_EQ(broken("// see docs/promises.md"), 0U);
    EXPECT_EQ(broken("// (DES"
                     "IGN section 4)"),
              1U);
    EXPECT_EQ(broken("// as the vendor says (sp"
                     "ec 2.5)"),
              1U);
}

TEST(TidyRules, notice_paths_that_lead_to_no_file)
{
    const auto broken = [](const std::string& line) {
        return missing_paths(file("docs/a.md", line + "\n"), root).size();
    };
    EXPECT_EQ(broken("`src/model/store.h`, `test/tidy/tidy_test`, `src/dialects/`"), 0U);
    EXPECT_EQ(broken("`src/model/stores.h` and `test/tidy/nothing_test`"), 2U);
    EXPECT_EQ(broken("`src/dialects/<name>/`, `muster-data/jobs`"), 0U) << "no path of a file";
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
    ASSERT_EQ(found.size(), 4U); // the initialiser of b_ counts as one, which does no harm
    EXPECT_EQ(found[2].line, 3U);
    EXPECT_EQ(found[3].line, 7U);
    EXPECT_EQ(found[3].length, 3U);
}

TEST(TidyRules, notice_names_and_openings_that_say_nothing)
{
    EXPECT_EQ(names_and_openings(file("src/model/value.h")).size(), 0U);
    EXPECT_EQ(names_and_openings(file("src/model/string_utils.h")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/common/value.h")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/model/information.h")).size(), 0U);
    EXPECT_EQ(names_and_openings(file("src/model/value.h", "#pragma once\n")).size(), 1U);
    EXPECT_EQ(names_and_openings(file("src/model/value.h", "")).size(), 1U);
}

} // namespace
} // namespace muster::tidy
