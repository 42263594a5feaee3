// Reads files and finds functions in them. Knows no rule.
#include "tidy/source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

namespace muster::tidy {

namespace {

std::string code_of(const std::vector<std::string>& lines)
{
    std::string text;
    // Directives are not code to count.
    for (const auto& line : lines) text += (line.starts_with('#') ? "" : line) + '\n';
    return text;
}

// Replaces comments, texts and letters by blanks, so that only code is left to count.
class Blanker {
public:
    explicit Blanker(std::string text) : text_(std::move(text)) {}

    std::string blanked()
    {
        while (at_ < text_.size()) step();
        return std::move(text_);
    }

private:
    void step()
    {
        const std::string_view rest = std::string_view(text_).substr(at_);
        if (rest.starts_with("//")) return blank_until("\n", 0);
        if (rest.starts_with("/*")) return blank_until("*/", 2);
        if (rest.starts_with("R\"")) {
            const auto open = rest.find('(');
            const std::string end = ")" + std::string(rest.substr(2, open - 2)) + "\"";
            return blank_until(end, end.size());
        }
        const bool in_number = at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1]));
        if (rest[0] == '"' || (rest[0] == '\'' && !in_number)) return blank_quoted(rest[0]);
        ++at_;
    }

    void blank_until(std::string_view end, std::size_t of_end)
    {
        const auto found = text_.find(end, at_ + 1);
        const auto to = found == std::string::npos ? text_.size() : found + of_end;
        while (at_ < to) blank();
    }

    void blank_quoted(char quote)
    {
        blank();
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            if (text_[at_] == '\\') blank();
            blank();
        }
        blank();
    }

    void blank()
    {
        if (at_ < text_.size() && text_[at_] != '\n') text_[at_] = ' ';
        ++at_;
    }

    std::string text_;
    std::size_t at_ = 0;
};

bool names_word(std::string_view head, std::string_view word)
{
    for (auto at = head.find(word); at != head.npos; at = head.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool starts = at == 0 || !std::isalnum(static_cast<unsigned char>(head[at - 1]));
        const bool ends =
            end == head.size() || !std::isalnum(static_cast<unsigned char>(head[end]));
        if (starts && ends) return true;
    }
    return false;
}

// What stands before an opening brace: does it open a function's body?
bool is_function_head(std::string_view head)
{
    constexpr std::array<std::string_view, 6> scopes{"namespace", "class", "struct",
                                                     "enum",      "union", "extern"};
    const auto parameters = head.find('(');
    if (parameters == head.npos) return false;
    const std::string_view before = head.substr(0, parameters);
    const bool is_scope = std::any_of(scopes.begin(), scopes.end(), [&](std::string_view scope) {
        return names_word(before, scope);
    });
    const bool is_table = before.find('=') != before.npos && !names_word(before, "operator");
    return !is_scope && !is_table;
}

std::string word_between(std::string_view text, char open, char close)
{
    const auto from = text.find(open);
    const auto to = text.find(close, from + 1);
    if (from == text.npos || to == text.npos) return {};
    return std::string(text.substr(from + 1, to - from - 1));
}

} // namespace

std::vector<Include> Source::includes() const
{
    std::vector<Include> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].starts_with("#include")) continue;
        const bool is_ours = lines[i].find('"') != std::string::npos;
        const char open = is_ours ? '"' : '<';
        found.push_back({i + 1, word_between(lines[i], open, is_ours ? '"' : '>'), is_ours});
    }
    return found;
}

std::vector<SourceFunction> Source::functions() const
{
    std::vector<SourceFunction> found;
    std::vector<bool> braces; // open ones, true where one opens a function
    std::string head;         // since the last ; { or }
    std::size_t line = 1;
    for (const char c : Blanker(code_of(lines)).blanked()) {
        if (c == '\n') ++line;
        const bool in_function = std::find(braces.begin(), braces.end(), true) != braces.end();
        if (c == '{') {
            braces.push_back(!in_function && is_function_head(head));
            if (braces.back()) found.push_back({line, 0});
        } else if (c == '}' && !braces.empty()) {
            if (braces.back()) found.back().length = line - found.back().line + 1;
            braces.pop_back();
        }
        const bool ends_head = c == ';' || c == '{' || c == '}';
        if (ends_head)
            head.clear();
        else
            head += c;
    }
    return found;
}

Source source_of(std::string path, std::string_view text)
{
    Source source{std::move(path), {}};
    while (!text.empty()) {
        const auto end = text.find('\n');
        source.lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return source;
}

Source read_source(const std::filesystem::path& root, std::string_view path)
{
    std::ifstream file(root / path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return source_of(std::string(path), text);
}

std::vector<Source> read_sources(const std::filesystem::path& root, const Folders& folders,
                                 const std::vector<std::string_view>& endings)
{
    namespace fs = std::filesystem;
    std::vector<Source> sources;
    for (const auto folder : folders) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto ending = entry.path().extension().string();
            if (std::find(endings.begin(), endings.end(), ending) == endings.end()) continue;
            const auto path = fs::relative(entry.path(), root).generic_string();
            if (path.find("/node_modules/") != path.npos) continue; // of others, not stored
            sources.push_back(read_source(root, path));
        }
    }
    std::sort(sources.begin(), sources.end(),
              [](const Source& a, const Source& b) { return a.path < b.path; });
    return sources;
}

std::size_t columns(std::string_view line)
{
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace muster::tidy
