// Reads and writes small files by system calls. Knows no format.
#include "base/files.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace muster {

namespace {

Failure system_failure(std::string_view act, const std::string& path)
{
    return fail(errno == ENOENT ? Code::not_found : Code::unavailable, "file",
                file_problem(act, path, errno));
}

} // namespace

std::string file_problem(std::string_view act, std::string_view path, int reason)
{
    return "cannot " + std::string(act) + ' ' + std::string(path) + ": " +
           std::generic_category().message(reason);
}

Result<std::string> read_file(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return system_failure("read", path);
    std::string content;
    char piece[16 * 1024];
    ssize_t size = 0;
    while ((size = ::read(file, piece, sizeof piece)) > 0) {
        content.append(piece, static_cast<std::size_t>(size));
    }
    auto failure = system_failure("read", path);
    ::close(file);
    if (size < 0) return failure;
    return content;
}

namespace {

// A file that root writes for a server must stay readable by the user of the server.
bool give_to_owner_of(const std::string& path, int file)
{
    struct stat before {};
    if (::stat(path.c_str(), &before) != 0 || before.st_uid == ::geteuid()) return true;
    return ::fchown(file, before.st_uid, before.st_gid) == 0;
}

} // namespace

Result<void> write_private_file(const std::string& path, std::string_view content)
{
    const std::string draft = path + ".new";
    const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return system_failure("write", draft);
    if (!give_to_owner_of(path, file)) {
        auto failure = system_failure("give its owner", draft);
        ::close(file);
        ::unlink(draft.c_str());
        return failure;
    }
    while (!content.empty()) {
        const auto written = ::write(file, content.data(), content.size());
        if (written <= 0) {
            auto failure = system_failure("write", draft);
            ::close(file);
            ::unlink(draft.c_str());
            return failure;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    const bool synced = ::fsync(file) == 0;
    ::close(file);
    if (!synced || ::rename(draft.c_str(), path.c_str()) != 0) return system_failure("write", path);
    return {};
}

Result<void> make_directory(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return {};
    std::filesystem::create_directories(path, error);
    if (error) {
        return fail(Code::unavailable, "file", file_problem("make", path, error.value()));
    }
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
    return {};
}

} // namespace muster
