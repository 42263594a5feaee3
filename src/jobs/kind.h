// A kind of job is one row: whose it is, in which queue its jobs wait, and the function that runs
// one. A dialect hands its rows to the engine (Dialect::job_kinds); the engine knows nothing else
// about the dialect. The engine erases jobs, with their files, limits::job_age after they ended;
// jobs that have a Job::expires_at are erased then.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "jobs/job_run.h"

namespace muster::jobs {

// The jobs of one tenant in one queue run one after the other, oldest first. Jobs of other tenants
// and of other queues run at the same time, on as many threads as the queue has.
struct Queue {
    std::string_view name;
    std::size_t threads;
};

// Imports and fills change customers; exports only read. So no import delays an export.
inline constexpr Queue changing_queue{"changes", limits::import_threads};
inline constexpr Queue reading_queue{"exports", limits::export_threads};
// Only one runs now and then, and no import may hold it up: its group is incomplete until then.
inline constexpr Queue restoring_queue{"restorings", 1};

// Runs one job from where its stored progress says. It may be called again for the same job after a
// restart, so each of its writes stores the progress together with what it did. Between writes it
// asks JobRun::stops(), and returns when that says so. The engine ends the job: done, or failed
// when an error is returned, which becomes Job::error.
using RunJob = std::function<Result<void>(JobRun& run)>;

struct JobKind {
    std::string_view dialect; // Job::dialect
    std::string_view name;    // Job::work; unique within the dialect
    const Queue* queue;       // of all kinds that must not run at the same time for one tenant
    RunJob run;
    // Deleted as soon as the end of the job is stored: until then, another run may need them.
    std::vector<std::string_view> input_files{};
    // A call makes the job and does its work itself. Until the call ends the job, its status is
    // uploading; one that is so when the program starts was cut off, and goes on in the queue.
    bool begins_in_call = false;
    // The files of the job have gone. Removes what may name a person from its options and its
    // progress, such as a rule, and what counts on the files; may be empty.
    std::function<void(model::Job&)> forget_people{};
};

using JobKinds = std::vector<JobKind>;

} // namespace muster::jobs
