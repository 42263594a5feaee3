// The files of jobs: what was uploaded, what was refused, what was exported. Each job has a folder;
// it goes with the job. Knows no job's meaning.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dialects/dialect.h"
#include "model/entities.h"

namespace muster::dialects::native {

inline constexpr std::string_view refused_file = "refused.csv"; // what a job could not do

// An open file of a job; closed with it. not_found when it is to be read and has been dropped; all
// other failures are unavailable; a full disk says so.
class JobFile {
public:
    enum class Access { read, write }; // write: made when it is missing, and read as well

    static Result<JobFile> open(const std::string& path, Access access);
    JobFile(JobFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    JobFile& operator=(JobFile&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~JobFile();

    Result<std::int64_t> size() const;
    // At most so many bytes from there; fewer only at the end.
    Result<void> read(std::int64_t offset, std::size_t most, std::string& out) const;
    // Everything from offset on becomes this. Not durable before sync().
    Result<void> write(std::int64_t offset, std::string_view bytes) const;
    Result<void> sync() const;
    // conflict when somebody else has it; until it is closed.
    Result<void> lock() const;
    int release() { return std::exchange(descriptor_, -1); }

private:
    explicit JobFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

// unsupported when the site keeps no files.
Result<void> check_job_files(const Services& services);
std::string job_file(const Services& services, model::TenantId tenant, model::JobId job,
                     std::string_view name);
Result<void> make_job_folder(const Services& services, model::TenantId tenant, model::JobId job);
// No error when it is not there.
void remove_job_file(const Services& services, model::TenantId tenant, model::JobId job,
                     std::string_view name);
void remove_job_folder(const Services& services, model::TenantId tenant, model::JobId job);
bool has_job_folder(const Services& services, model::TenantId tenant, model::JobId job);

// The file's first `size` bytes, or what the Range header asks of them (206, 416).
Result<http::Response> send_job_file(const RequestContext& call, const std::string& path,
                                     std::int64_t size, std::string content_type,
                                     const std::string& name);

} // namespace muster::dialects::native
