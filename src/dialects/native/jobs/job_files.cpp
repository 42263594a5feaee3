// Reads and writes by system calls, and answers with files. Knows no job's meaning.
#include "dialects/native/jobs/job_files.h"

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

namespace muster::dialects::native {

namespace {

muster::Failure trouble(std::string_view act)
{
    const int reason = errno;
    const bool is_full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return fail(Code::unavailable, "job",
                is_full ? "the disk is full" : "a file of the job cannot be used now",
                std::string(act) + ": " + std::generic_category().message(reason));
}

std::string folder_of(const Services& services, model::TenantId tenant, model::JobId job)
{
    return services.jobs_folder + '/' + std::to_string(tenant.value) + '-' +
           std::to_string(job.value);
}

struct Range {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

// "bytes=5-9", "bytes=5-", "bytes=-5"; nothing when it is none of these, which is then ignored.
std::optional<Range> read_range(std::string_view text, std::int64_t size)
{
    constexpr std::string_view unit = "bytes=";
    if (!text.starts_with(unit)) return std::nullopt;
    text = trim(text.substr(unit.size()));
    const auto dash = text.find('-');
    if (dash == text.npos) return std::nullopt;
    const auto first = parse_integer(text.substr(0, dash));
    const auto last = parse_integer(text.substr(dash + 1));
    if ((dash != 0 && !first) || (dash + 1 != text.size() && !last)) return std::nullopt;
    if (!first)
        return last ? std::optional(Range{std::max<std::int64_t>(0, size - *last), size - 1})
                    : std::nullopt;
    return Range{*first, std::min(last.value_or(size - 1), size - 1)};
}

} // namespace

Result<JobFile> JobFile::open(const std::string& path, Access access)
{
    const int flags = access == Access::read ? O_RDONLY : O_RDWR | O_CREAT;
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == ENOENT && access == Access::read) {
        return fail(Code::not_found, "file",
                    "the file is gone: those of jobs that ended go when a customer is erased");
    }
    if (descriptor < 0) return trouble("open " + path);
    return JobFile(descriptor);
}

JobFile::~JobFile()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::int64_t> JobFile::size() const
{
    struct stat found {};
    if (::fstat(descriptor_, &found) != 0) return trouble("stat");
    return static_cast<std::int64_t>(found.st_size);
}

Result<void> JobFile::read(std::int64_t offset, std::size_t most, std::string& out) const
{
    out.resize(most);
    std::size_t have = 0;
    while (have < most) {
        const auto count = ::pread(descriptor_, out.data() + have, most - have,
                                   static_cast<off_t>(offset) + static_cast<off_t>(have));
        if (count < 0) return trouble("read");
        if (count == 0) break;
        have += static_cast<std::size_t>(count);
    }
    out.resize(have);
    return {};
}

Result<void> JobFile::write(std::int64_t offset, std::string_view bytes) const
{
    if (::ftruncate(descriptor_, static_cast<off_t>(offset)) != 0) return trouble("truncate");
    while (!bytes.empty()) {
        const auto count =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count <= 0) return trouble("write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += count;
    }
    return {};
}

Result<void> JobFile::sync() const
{
    if (::fdatasync(descriptor_) != 0) return trouble("sync");
    return {};
}

Result<void> JobFile::lock() const
{
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
    return fail(Code::conflict, "content", "another part of it is being stored just now");
}

Result<void> check_job_files(const Services& services)
{
    if (!services.jobs_folder.empty()) return {};
    return fail(Code::unsupported, "job", "this server keeps no files, so it has no jobs");
}

std::string job_file(const Services& services, model::TenantId tenant, model::JobId job,
                     std::string_view name)
{
    return folder_of(services, tenant, job) + '/' + std::string(name);
}

Result<void> make_job_folder(const Services& services, model::TenantId tenant, model::JobId job)
{
    std::error_code error;
    std::filesystem::create_directories(folder_of(services, tenant, job), error);
    if (error) {
        return fail(Code::unavailable, "job", "a file of the job cannot be made now",
                    error.message());
    }
    std::filesystem::permissions(services.jobs_folder, std::filesystem::perms::owner_all, error);
    return {};
}

void remove_job_file(const Services& services, model::TenantId tenant, model::JobId job,
                     std::string_view name)
{
    std::error_code ignored; // what is left goes with the folder
    std::filesystem::remove(job_file(services, tenant, job, name), ignored);
}

void remove_job_folder(const Services& services, model::TenantId tenant, model::JobId job)
{
    std::error_code ignored; // what is left is swept up with the jobs that are over
    std::filesystem::remove_all(folder_of(services, tenant, job), ignored);
}

bool has_job_folder(const Services& services, model::TenantId tenant, model::JobId job)
{
    std::error_code ignored; // there is none that could be removed
    return std::filesystem::exists(folder_of(services, tenant, job), ignored);
}

Result<http::Response> send_job_file(const RequestContext& call, const std::string& path,
                                     std::int64_t size, std::string content_type,
                                     const std::string& name)
{
    http::Response response;
    response.content_type = std::move(content_type);
    response.headers = {{"Accept-Ranges", "bytes"},
                        {"Content-Disposition", "attachment; filename=\"" + name + '"'}};
    Range range{0, size - 1};
    if (const auto asked = read_range(call.request.header("Range"), size)) {
        if (asked->first > asked->last) {
            response.status = 416;
            response.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
            return response;
        }
        range = *asked;
        response.status = 206;
        response.headers.push_back({"Content-Range", "bytes " + std::to_string(range.first) + '-' +
                                                         std::to_string(range.last) + '/' +
                                                         std::to_string(size)});
    }
    if (size == 0) return response;
    auto file = TRY(JobFile::open(path, JobFile::Access::read));
    response.file =
        std::make_shared<http::FilePiece>(file.release(), static_cast<std::uint64_t>(range.first),
                                          static_cast<std::uint64_t>(range.last - range.first + 1));
    return response;
}

} // namespace muster::dialects::native
