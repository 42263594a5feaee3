// Finds the word that was probably meant, for error messages: "did you mean …?".
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace muster {

// How many bytes must be changed, added, removed or swapped with the next one to turn a into b: the
// Levenshtein distance with transpositions.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that is most similar to `wanted` without case; empty when none is similar enough: a
// third of the letters may be wrong, and always one.
std::string most_similar(std::string_view wanted, std::span<const std::string> candidates);

// "; did you mean WORD?", or nothing.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates);

} // namespace muster
