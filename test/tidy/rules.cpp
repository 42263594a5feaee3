// The rules as tables, and the few functions that apply them.
#include "tidy/rules.h"

#include <algorithm>
#include <array>
#include <map>

namespace muster::tidy {

namespace {

using Words = std::vector<std::string_view>;

constexpr std::size_t most_lines = 500;
constexpr std::size_t most_lines_of_a_function = 60;
constexpr std::size_t most_columns = 100;

// ARCHITECTURE: all arrows. Whatever may include a layer may include the layers below it.
const std::map<std::string_view, Words> arrows{
    {"base", {"base"}},
    {"core", {"base", "core"}},
    {"index", {"base", "core", "index"}},
    {"store", {"base", "core", "store"}},
    {"http", {"base", "http"}},
    {"wire", {"base", "core", "wire"}},
    {"dialects", {"base", "core", "http", "wire", "dialects"}},
    {"app", {"base", "core", "index", "store", "http", "wire", "dialects", "app"}},
};

// What is more than a layer: nobody beside these folders and files includes from these folders.
const Words dialects{"ecwid", "capillary", "nudgescribe", "xtrakit", "nuweb", "native"};
const Words engines{"memory", "sqlite", "postgres"};
constexpr std::string_view dialect_list = "src/dialects/all.cpp";
constexpr std::string_view engine_list = "src/store/open.cpp";

struct Library {
    std::string_view include; // how the path starts
    Words folders;            // below src/; none: not at all
};

const std::vector<Library> libraries{
    {"boost/", {"http/", "app/"}},
    {"simdjson.h", {"base/"}},
    {"utf8proc.h", {"base/"}},
    {"sodium", {"base/"}},
    {"openssl/", {"base/", "http/"}},
    {"zlib.h", {"http/"}},
    {"curl/", {"http/client/"}},
    {"sqlite3.h", {"store/sqlite/"}},
    {"libpq", {"store/postgres/"}},
    {"roaring/", {"index/"}},
    {"spdlog/", {"app/"}},
    {"fmt/", {"app/"}},
    {"CLI/", {"app/"}},
    {"toml++/", {"app/"}},
    {"gtest/", {}},
    {"gmock/", {}},
    {"nlohmann/", {}},
    {"rapidjson/", {}},
    {"yyjson.h", {}},
    {"json/json.h", {}},
    {"httplib.h", {}},
    {"crow", {}},
    {"drogon/", {}},
    {"pqxx/", {}},
    {"SQLiteCpp/", {}},
};

const Words banned_words{"util",     "utils",  "utility", "helper", "helpers", "manager",
                         "managers", "common", "misc",    "data",   "info",    "tmp"};

bool has(const Words& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> pieces(std::string_view text, std::string_view separators)
{
    std::vector<std::string> found(1);
    for (const char c : text) {
        if (separators.find(c) == separators.npos)
            found.back() += c;
        else
            found.emplace_back();
    }
    return found;
}

// The part of a path at a depth, or nothing.
std::string part(std::string_view path, std::size_t depth)
{
    const auto parts = pieces(path, "/");
    return depth < parts.size() ? parts[depth] : std::string();
}

std::string at(const Source& source, std::size_t line, const std::string& what)
{
    return source.path + ":" + std::to_string(line) + ": " + what;
}

// Whether a file may include from layer/owner, where each owner stands alone.
bool is_foreign(const Source& source, const std::string& include, std::string_view layer,
                const Words& owners, std::string_view list)
{
    const std::string owner = part(include, 1);
    if (part(include, 0) != layer || !has(owners, owner) || source.path == list) return false;
    if (part(source.path, 1) != layer) return part(source.path, 1) != "app";
    return part(source.path, 2) != owner;
}

std::string lower(std::string text)
{
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

} // namespace

Violations forbidden_arrows(const Source& source)
{
    Violations found;
    const std::string layer = part(source.path, 1);
    const auto allowed = arrows.find(layer);
    if (allowed == arrows.end()) return {at(source, 1, "no layer is called " + layer)};
    for (const auto& include : source.includes()) {
        if (!include.is_ours) continue;
        const std::string target = part(include.path, 0);
        if (!has(allowed->second, target)) {
            found.push_back(at(source, include.line, layer + " must not include " + include.path));
        } else if (is_foreign(source, include.path, "dialects", dialects, dialect_list)) {
            found.push_back(at(source, include.line,
                               "only the list of dialects and the dialect "
                               "itself include " +
                                   include.path));
        } else if (is_foreign(source, include.path, "store", engines, engine_list)) {
            found.push_back(at(source, include.line,
                               "only the opening function and the engine "
                               "itself include " +
                                   include.path));
        } else if (layer == "core" && include.path == "base/json.h") {
            found.push_back(at(source, include.line, "core knows no JSON"));
        }
    }
    return found;
}

Violations forbidden_libraries(const Source& source)
{
    Violations found;
    const std::string_view below_src = std::string_view(source.path).substr(4);
    for (const auto& include : source.includes()) {
        if (include.is_ours) continue;
        for (const auto& library : libraries) {
            if (!include.path.starts_with(library.include)) continue;
            const bool allowed =
                std::any_of(library.folders.begin(), library.folders.end(),
                            [&](std::string_view folder) { return below_src.starts_with(folder); });
            if (!allowed) {
                found.push_back(
                    at(source, include.line, "<" + include.path + "> has no place in this folder"));
            }
        }
    }
    return found;
}

Violations foreign_dialects(const Source& source)
{
    Violations found;
    if (source.path == dialect_list) return found;
    for (const auto& dialect : dialects) {
        const bool is_own = source.path.starts_with("src/dialects/" + std::string(dialect) + "/");
        // "native" is a word of its own.
        if (is_own || dialect == "native") continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            if (lower(source.lines[i]).find(dialect) == std::string::npos) continue;
            found.push_back(at(source, i + 1,
                               "only src/dialects/" + std::string(dialect) +
                                   " and the list of dialects may name it"));
        }
    }
    return found;
}

namespace {

// "Place" of "struct Place {" at the margin; empty of anything else, declarations and
// specialisations included.
std::string_view defined_type(std::string_view line)
{
    for (const std::string_view word : {"struct ", "class ", "enum class "}) {
        if (!line.starts_with(word) || line.ends_with(';')) continue;
        line.remove_prefix(word.size());
        line = line.substr(0, line.find_first_of(" {"));
        return line.find('<') != line.npos ? std::string_view{} : line;
    }
    return {};
}

} // namespace

Violations types_named_twice(const std::vector<Source>& sources)
{
    Violations found;
    std::map<std::string, const Source*> known;
    for (const auto& source : sources) {
        std::string space;
        bool is_hidden = false;
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string& line = source.lines[i];
            if (line == "namespace {" || line == "} // namespace") is_hidden = line.back() == '{';
            if (line.starts_with("namespace ") && line != "namespace {") space = line;
            const auto type = defined_type(line);
            if (is_hidden || type.empty()) continue;
            const auto [place, is_new] = known.try_emplace(space + std::string(type), &source);
            if (is_new) continue;
            found.push_back(at(source, i + 1,
                               "another " + std::string(type) + " of this namespace is in " +
                                   place->second->path));
        }
    }
    return found;
}

Violations sizes(const Source& source)
{
    Violations found;
    if (source.lines.size() > most_lines) {
        found.push_back(
            at(source, most_lines, "the file is longer than 500 lines: cut it by idea"));
    }
    for (const auto& function : source.functions()) {
        if (function.length <= most_lines_of_a_function) continue;
        found.push_back(at(source, function.line,
                           "a function of " + std::to_string(function.length) +
                               " lines: give its steps names, 60 is the limit"));
    }
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        if (columns(source.lines[i]) <= most_columns) continue;
        found.push_back(at(source, i + 1, "longer than 100 columns"));
    }
    return found;
}

namespace {

// The header's sentence speaks for both: "src/base/text.cpp" begins with #include "base/text.h".
bool opens_with_own_header(const Source& source)
{
    constexpr std::string_view ending = ".cpp";
    std::string_view path = source.path;
    if (!path.ends_with(ending) || source.lines.empty()) return false;
    path.remove_prefix(path.find('/') + 1); // "src/" or "test/"
    path.remove_suffix(ending.size());
    return source.lines[0] == "#include \"" + std::string(path) + ".h\"";
}

} // namespace

Violations names_and_openings(const Source& source)
{
    Violations found;
    for (const auto& word : pieces(source.path, "/_.")) {
        if (!has(banned_words, word)) continue;
        found.push_back(at(source, 1, "'" + word + "' says nothing: name what the file is for"));
    }
    const bool speaks = !source.lines.empty() && source.lines[0].starts_with("// ");
    if (!speaks && !opens_with_own_header(source)) {
        found.push_back(at(source, 1, "starts without a sentence on what the file is for"));
    }
    return found;
}

} // namespace muster::tidy
