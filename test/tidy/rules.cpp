// The rules as tables, and the few functions that apply them.
#include "tidy/rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>

namespace muster::tidy {

namespace {

using Words = std::vector<std::string_view>;

constexpr std::size_t most_lines = 500;
constexpr std::size_t most_lines_of_a_function = 60;
constexpr std::size_t most_files = 20; // .cpp files of one folder
constexpr std::size_t most_columns = 100;

// Which rooms each room of src/ may include: the arrows of ARCHITECTURE.md.
const std::map<std::string_view, Words> arrows{
    {"base", {"base"}},
    {"model", {"base", "model"}},
    {"rule", {"base", "model", "rule"}},
    {"directory", {"base", "model", "rule", "directory"}},
    {"index", {"base", "model", "rule", "index"}},
    {"store", {"base", "model", "store"}},
    {"http", {"base", "http"}},
    {"wire", {"base", "model", "wire"}},
    {"jobs", {"base", "model", "rule", "directory", "wire", "jobs"}},
    {"dialects", {"base", "model", "rule", "directory", "wire", "jobs", "http", "dialects"}},
    {"server",
     {"base", "model", "rule", "directory", "wire", "jobs", "http", "dialects", "index", "store",
      "server"}},
    {"cli",
     {"base", "model", "rule", "directory", "wire", "jobs", "http", "dialects", "index", "store",
      "server", "cli"}},
};

// Rooms whose sub-folders do not include each other. Only the room itself and one list include
// them.
struct Separate {
    std::string_view room;
    std::string_view list; // the file that includes from all of them
};
constexpr Separate dialects{"dialects", "src/dialects/all.cpp"};
constexpr Separate engines{"store", "src/store/open.cpp"};

// Rooms without JSON: store, wire and the dialects convert values to text. Only readers of extras
// and of the log use it, because both are JSON texts.
const Words rooms_without_json{"model", "rule", "directory"};
const Words readers_of_json{"src/model/filter_match", "src/model/logged_value"};

// The migrations read rows of older versions, which contain names of dialects.
constexpr std::string_view migrations = "src/store/sqlite/migrations.cpp";

struct Library {
    std::string_view include; // how the path starts
    Words folders;            // below src/; empty: nowhere
};

const std::vector<Library> libraries{
    {"boost/", {"http/"}},
    {"simdjson.h", {"base/"}},
    {"utf8proc.h", {"base/"}},
    {"sodium", {"base/"}},
    {"openssl/", {"base/", "http/"}},
    {"zlib.h", {"http/"}},
    {"curl/", {"http/client/"}},
    {"sqlite3.h", {"store/sqlite/"}},
    {"libpq", {"store/postgres/"}},
    {"roaring/", {"index/"}},
    {"spdlog/", {"server/"}},
    {"fmt/", {"server/"}},
    {"CLI/", {"cli/"}},
    {"toml++/", {"server/"}},
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

// The part of a path at a depth; empty when the path is shorter.
std::string part(std::string_view path, std::size_t depth)
{
    const auto parts = pieces(path, "/");
    return depth < parts.size() ? parts[depth] : std::string();
}

std::string at(const Source& source, std::size_t line, const std::string& what)
{
    return source.path + ":" + std::to_string(line) + ": " + what;
}

// Whether a file includes from a sub-folder that must not be included from there.
bool is_foreign(const Source& source, const std::string& include, const Separate& separate,
                const std::set<std::string>& owners)
{
    const std::string owner = part(include, 1);
    if (part(include, 0) != separate.room || !owners.contains(owner)) return false;
    if (source.path == separate.list) return false;
    return part(source.path, 1) != separate.room || part(source.path, 2) != owner;
}

std::string lower(std::string text)
{
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

} // namespace

Structure structure_of(const std::vector<Source>& sources)
{
    Structure structure;
    for (const auto& source : sources) {
        const auto parts = pieces(source.path, "/");
        if (parts.size() > 3 && parts[1] == dialects.room) structure.dialects.insert(parts[2]);
        if (source.path != engines.list) continue;
        for (const auto& include : source.includes()) {
            const auto folder = part(include.path, 1);
            const bool is_engine =
                part(include.path, 0) == engines.room && !part(include.path, 2).empty();
            if (is_engine) structure.engines.insert(folder);
        }
    }
    return structure;
}

Violations forbidden_arrows(const Source& source, const Structure& structure)
{
    Violations found;
    const std::string room = part(source.path, 1);
    const auto allowed = arrows.find(room);
    if (allowed == arrows.end()) return {at(source, 1, "there is no room " + room)};
    for (const auto& include : source.includes()) {
        if (!include.is_ours) continue;
        std::string wrong;
        if (!has(allowed->second, part(include.path, 0))) {
            wrong = room + " must not include ";
        } else if (is_foreign(source, include.path, dialects, structure.dialects)) {
            wrong = "only the list of dialects and the dialect itself include ";
        } else if (is_foreign(source, include.path, engines, structure.engines)) {
            wrong = "only the list of engines and the engine itself include ";
        } else if (has(rooms_without_json, room) && include.path == "base/json.h" &&
                   !has(readers_of_json, source.path.substr(0, source.path.rfind('.')))) {
            wrong = room + " knows no JSON and must not include ";
        }
        if (!wrong.empty()) found.push_back(at(source, include.line, wrong + include.path));
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

Violations foreign_dialects(const Source& source, const Structure& structure)
{
    Violations found;
    if (source.path == dialects.list || source.path == migrations) return found;
    for (const auto& dialect : structure.dialects) {
        const bool is_own = source.path.starts_with("src/dialects/" + std::string(dialect) + "/");
        // "native" is also an ordinary word.
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

// "Place" of "struct Place {" or "class Place final : public Base"; empty for anything else,
// declarations and specialisations included.
std::string_view defined_type(std::string_view line)
{
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    for (const std::string_view word : {"struct ", "class ", "enum class "}) {
        if (!line.starts_with(word)) continue;
        line.remove_prefix(word.size());
        const auto name = line.substr(0, line.find_first_of(" {:;(<"));
        const auto rest = line.substr(name.size());
        const bool opens = rest.empty() || rest.starts_with(" {") || rest.starts_with(" :") ||
                           rest.starts_with(" final");
        return opens && !rest.ends_with(';') ? name : std::string_view{};
    }
    return {};
}

} // namespace

Violations types_named_twice(const std::vector<Source>& sources, const Names& allowed)
{
    Violations found;
    std::map<std::string, std::string, std::less<>> known; // type to where it is defined first
    std::set<std::string> twice;
    for (const auto& source : sources) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string type(defined_type(source.lines[i]));
            if (type.empty()) continue;
            const std::string place = source.path + ":" + std::to_string(i + 1);
            const auto [first, is_new] = known.try_emplace(type, place);
            if (is_new) continue;
            twice.insert(type);
            if (allowed.contains(type)) continue;
            found.push_back(at(source, i + 1, "another " + type + " is in " + first->second));
        }
    }
    for (const auto& name : allowed) {
        if (!twice.contains(name)) found.push_back(name + " is unique now: take it from the list");
    }
    return found;
}

Violations crowded_folders(const std::vector<Source>& sources)
{
    std::map<std::string, std::size_t> files;
    for (const auto& source : sources) {
        if (source.path.ends_with(".cpp")) ++files[source.path.substr(0, source.path.rfind('/'))];
    }
    Violations found;
    for (const auto& [folder, count] : files) {
        if (count <= most_files) continue;
        found.push_back(folder + " has " + std::to_string(count) +
                        " .cpp files: give it sub-folders that a newcomer would guess");
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

// A .cpp file needs no sentence when its first line includes its own header, which has one.
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

namespace {

// The numbers that follow "promise" or "promises" in a line: "promises 4 and 5".
std::vector<std::string> promises_named(const std::string& line)
{
    static const std::regex pattern(R"([Pp]romises? ([0-9]+)((?:(?:,|/| and| to| or) ?[0-9]+)*))");
    std::vector<std::string> numbers;
    for (std::sregex_iterator match(line.begin(), line.end(), pattern), end; match != end;
         ++match) {
        numbers.push_back((*match)[1]);
        for (const auto& further : pieces((*match)[2].str(), " ,/andtor")) {
            if (!further.empty()) numbers.push_back(further);
        }
    }
    return numbers;
}

} // namespace

Violations unknown_promises(const Source& source, const Names& known)
{
    Violations found;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        for (const auto& number : promises_named(source.lines[i])) {
            if (known.contains(number)) continue;
            found.push_back(at(source, i + 1,
                               "there is no promise " + number +
                                   " in docs/promises.md or the dialect's document"));
        }
    }
    return found;
}

Names promises_of(const Source& document)
{
    static const std::regex numbered(R"(^\s*(?:[-*] |\| )?(?:\*\*)?([0-9]+)(?:\.|\*\*| \|).*)");
    Names numbers;
    for (const auto& line : document.lines) {
        std::smatch match;
        if (std::regex_match(line, match, numbered)) numbers.insert(match[1]);
    }
    return numbers;
}

Violations foreign_documents(const Source& source)
{
    static const std::regex foreign(
        R"(\b(DES()IGN|STA()CK|STY()LE)\b(?!_)|\b[Ss]pec(?:ification)? [0-9])");
    Violations found;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        if (!std::regex_search(source.lines[i], foreign)) continue;
        found.push_back(at(source, i + 1, "names a document that is not in the repository"));
    }
    return found;
}

Violations missing_paths(const Source& document, const std::filesystem::path& root)
{
    constexpr std::array<std::string_view, 3> endings{"", ".cpp", ".h"};
    static const std::regex pattern(R"(`((?:src|test|docs|bench|packaging|web)/[\w./-]+)`)");
    const auto exists = [&](const std::string& path) {
        return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
            return std::filesystem::exists(root / (path + std::string(ending)));
        });
    };
    Violations found;
    for (std::size_t i = 0; i < document.lines.size(); ++i) {
        const auto& line = document.lines[i];
        for (std::sregex_iterator match(line.begin(), line.end(), pattern), end; match != end;
             ++match) {
            const auto path = (*match)[1].str();
            if (!exists(path)) found.push_back(at(document, i + 1, "there is no file " + path));
        }
    }
    return found;
}

} // namespace muster::tidy
