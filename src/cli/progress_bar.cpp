// See progress_bar.h. Draws the bar over itself with carriage returns.
#include "cli/progress_bar.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include <unistd.h>

namespace muster::cli {

ProgressBar::ProgressBar(const std::string& path, int times)
    : is_terminal_(::isatty(STDERR_FILENO) == 1)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (!error) total_ = size * static_cast<std::size_t>(times);
}

void ProgressBar::draw()
{
    if (!is_terminal_ || total_ == 0) return;
    const int percent = static_cast<int>(std::min<std::size_t>(100, done_ * 100 / total_));
    if (percent == drawn_percent_ && text_ == drawn_text_) return;
    drawn_percent_ = percent;
    drawn_text_ = text_;
    constexpr int width = 40;
    const int filled = percent * width / 100;
    std::cerr << "\r[" << std::string(static_cast<std::size_t>(filled), '#')
              << std::string(static_cast<std::size_t>(width - filled), ' ') << "] " << percent
              << "% " << text_ << "\033[K" << std::flush;
}

void ProgressBar::advance(std::size_t bytes)
{
    done_ += bytes;
    draw();
}

void ProgressBar::print(std::string_view line)
{
    if (drawn_percent_ >= 0) std::cerr << "\r\033[K";
    drawn_percent_ = -1;
    std::cerr << line << '\n';
    draw();
}

void ProgressBar::finish()
{
    if (drawn_percent_ >= 0) std::cerr << "\r\033[K";
    drawn_percent_ = -1;
}

} // namespace muster::cli
