// See similar.h.
#include "base/similar.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "base/text.h"

namespace muster {

namespace {

constexpr std::size_t longest_word = 100; // the time grows with the square of it

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before; // the row before the last one
    std::vector<std::size_t> last(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::vector<std::size_t> row{i + 1};
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto least =
                std::min({last[j] + (a[i] == b[j] ? 0U : 1U), last[j + 1] + 1, row[j] + 1});
            if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
                least = std::min(least, before[j - 1] + 1);
            row.push_back(least);
        }
        before = std::exchange(last, std::move(row));
    }
    return last.back();
}

std::string most_similar(std::string_view wanted, std::span<const std::string> candidates)
{
    if (wanted.size() > longest_word) return {};
    const std::string folded = fold(wanted);
    std::size_t least = std::max<std::size_t>(folded.size() / 3, 1) + 1;
    std::string nearest;
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest_word) continue;
        const auto distance = edit_distance(folded, fold(candidate));
        if (distance >= least) continue;
        least = distance;
        nearest = candidate;
    }
    return nearest;
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates)
{
    const auto nearest = most_similar(wanted, candidates);
    return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

} // namespace muster
