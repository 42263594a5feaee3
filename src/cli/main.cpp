// The program's entry.
#include "cli/cli.h"

int main(int argc, char** argv) { return muster::cli::run(argc, argv); }
