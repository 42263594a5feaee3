// A progress bar on standard error if that is a terminal. Other lines are printed above it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::cli {

class ProgressBar {
public:
    // 100 % is the size of the file, `times` over.
    ProgressBar(const std::string& path, int times);
    ~ProgressBar() { finish(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void advance(std::size_t bytes);
    // Stands behind the bar from now on.
    void describe(std::string text) { text_ = std::move(text); }
    void print(std::string_view line);
    void finish();

private:
    void draw();

    bool is_terminal_;
    std::size_t total_ = 0;
    std::size_t done_ = 0;
    int drawn_percent_ = -1;
    std::string text_;
    std::string drawn_text_;
};

} // namespace muster::cli
