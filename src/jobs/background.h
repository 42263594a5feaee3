// What work in the background is given by the program that runs it. Knows no dialect: what a
// dialect's work needs beyond this, it captures when it is made.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/result.h"
#include "base/round.h"
#include "directory/directory.h"
#include "directory/identity.h"

namespace muster::jobs {

// All references outlive the work. Each thread has one of its own.
struct Background {
    directory::Directory& directory;
    const directory::Identity& identity;
    const std::string& jobs_folder;                  // of the files of jobs; empty: no files
    std::function<bool()> stops;                     // the program is ending
    std::function<bool(std::chrono::seconds)> pause; // false when the program ends meanwhile
    Warn warn;
};

} // namespace muster::jobs
