// The files of jobs: what was uploaded, what was refused, what was exported. Each job has a folder,
// which is removed with the job. Knows nothing about the content.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "directory/quotas.h"
#include "model/entities.h"

namespace muster::jobs {

inline constexpr std::string_view content_file = "content";     // what was uploaded or exported
inline constexpr std::string_view refused_file = "refused.csv"; // the rows a job could not take

// An open file of a job; the destructor closes it. All failures are unavailable (a full disk says
// so), except not_found for reading a file that was removed.
class JobFile {
public:
    enum class OpenMode { read, write }; // write: creates the file, and can read it too

    static Result<JobFile> open(const std::string& path, OpenMode mode);
    // Opens the file of a job for the run that goes on with it, behind the first `valid` bytes.
    // Another process cannot write into it from then on, also one that was paused in a write while
    // this node took over: the run gets a file that no other process has open. `prove` asks the
    // store whether this node is still the active one. It is called when the file is locked and
    // before anything changes, so a node that was replaced takes no file of its successor.
    // unavailable when the file is shorter, as on a node that does not share the folder of the
    // files of jobs. JobRun::open_alone() is the one that runs need.
    using Proof = std::function<Result<void>()>;
    static Result<JobFile> open_alone(const std::string& path, std::int64_t valid,
                                      const Proof& prove);
    JobFile(JobFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    JobFile& operator=(JobFile&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~JobFile();

    Result<std::int64_t> size() const;
    // At most `most` bytes from `offset`; fewer only at the end of the file.
    Result<void> read(std::int64_t offset, std::size_t most, std::string& out) const;
    // Cuts the file at `offset` and appends the bytes there. Not durable before sync(). unavailable
    // when the file ends before `offset`.
    Result<void> write(std::int64_t offset, std::string_view bytes) const;
    Result<void> sync() const;
    // Until the file is closed; conflict when another request or process holds the lock. Does
    // nothing on a file system without locks, which can serve one node only.
    Result<void> lock() const;
    // The descriptor, which the caller closes.
    int release() { return std::exchange(descriptor_, -1); }

private:
    Result<void> require(std::int64_t bytes) const;

    explicit JobFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

// The folder of one job below the folder of all jobs.
class JobFolder {
public:
    JobFolder(const std::string& jobs_folder, model::TenantId tenant, model::JobId job);

    std::string file(std::string_view name) const { return path_ + '/' + std::string(name); }
    Result<void> create() const;
    // What cannot be removed now is removed when the engine sweeps.
    void remove() const;
    void remove(std::string_view name) const;
    void remove_all_but(std::string_view name) const;

private:
    std::string path_;
};

// The bytes of all files of jobs: of one tenant, or of all tenants.
std::int64_t job_file_bytes(const std::string& jobs_folder, std::optional<model::TenantId> tenant);

// Before so many bytes are added to files of the tenant's jobs (promise 11): rate_limited when the
// quota is exceeded, unavailable when the disk is nearly full.
Result<void> take_file_room(const std::string& jobs_folder, model::TenantId tenant,
                            std::size_t bytes, directory::Quotas& quotas);

// unsupported when this server has no folder for jobs.
Result<void> check_jobs_folder(const std::string& jobs_folder);

} // namespace muster::jobs
