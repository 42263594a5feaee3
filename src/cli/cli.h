// The command line: which commands there are and what they take. Runs the one that was named.
#pragma once

namespace muster::cli {

// Gives the exit code: 0 done, 1 it failed (one line on standard error says what to do), 2 the
// command line makes no sense, 3 done, but some rows were refused.
int run(int argc, char** argv);

} // namespace muster::cli
