// The command line: declares the commands with their options, and runs the one that was given.
#pragma once

namespace muster::cli {

// Returns the exit code: 0 done, 1 failed (one line on standard error says what to do), 2 wrong
// arguments, 3 done, but some rows were refused.
int run(int argc, char** argv);

} // namespace muster::cli
