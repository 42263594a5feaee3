// A progress bar on a terminal; silence elsewhere. Lines for people go above it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::cli {

class Progress {
public:
    // Of reading the file so many times over.
    Progress(const std::string& path, int times);
    ~Progress() { finish(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void advance(std::size_t bytes);
    void print(std::string_view line);
    void finish();

private:
    void draw();

    bool is_terminal_;
    std::size_t total_ = 0;
    std::size_t done_ = 0;
    int drawn_percent_ = -1;
};

} // namespace muster::cli
