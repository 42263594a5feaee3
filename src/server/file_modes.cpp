// See file_modes.h.
#include "server/file_modes.h"

#include <array>
#include <charconv>

#include <sys/stat.h>

namespace muster::server {

namespace {

std::string octal(mode_t mode)
{
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), mode, 8).ptr;
    return {digits.data(), end};
}

} // namespace

std::vector<std::string> loose_modes(const std::vector<std::string>& paths)
{
    std::vector<std::string> sentences;
    for (const auto& path : paths) {
        struct stat status {};
        if (::stat(path.c_str(), &status) != 0) continue;
        constexpr mode_t of_others = S_IRWXG | S_IRWXO;
        // A directory may be entered: its files have modes of their own.
        const bool is_directory = S_ISDIR(status.st_mode);
        const mode_t loose = status.st_mode & (is_directory ? S_IWGRP | S_IWOTH : of_others);
        if (loose == 0) continue;
        sentences.push_back(path + " can be used by other users of this machine (mode " +
                            octal(status.st_mode & 0777U) + "): chmod " +
                            (is_directory ? "700 " : "600 ") + path);
    }
    return sentences;
}

} // namespace muster::server
