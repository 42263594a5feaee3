// Source files as the tidy checks see them: paths, lines, includes, functions. Knows no rule.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace muster::tidy {

struct Include {
    std::size_t line = 0;
    std::string path;
    bool is_ours = false; // "…" rather than <…>
};

struct SourceFunction {
    std::size_t line = 0;   // of the opening brace
    std::size_t length = 0; // lines from the opening to the closing brace
};

struct Source {
    std::string path; // from the root of the repository, with slashes: "src/model/store.h"
    std::vector<std::string> lines;

    std::vector<Include> includes() const;
    // Found by counting braces: good enough for code that clang-format has laid out.
    std::vector<SourceFunction> functions() const;
};

using Folders = std::vector<std::string_view>;

// The files of these folders of the repository with one of these endings, sorted by path.
std::vector<Source> read_sources(const std::filesystem::path& root, const Folders& folders,
                                 const std::vector<std::string_view>& endings = {".h", ".cpp"});
// One file; empty when it is not there.
Source read_source(const std::filesystem::path& root, std::string_view path);
Source source_of(std::string path, std::string_view text);

// Code points, so that a letter with an accent is one column.
std::size_t columns(std::string_view line);

} // namespace muster::tidy
