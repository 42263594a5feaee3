// Starts, signals and waits for the program by system calls. Knows no API.
#include "e2e/server_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::e2e {

namespace {

std::string read_all(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

// Not even root may raise it again.
void limit_open_files(std::uint64_t most)
{
    const rlimit limit{most, most};
    ::prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

pid_t start(const std::vector<std::string>& arguments, int out, int err,
            std::uint64_t open_files = 0)
{
    std::vector<std::string> words{MUSTER_BINARY};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (open_files != 0) limit_open_files(open_files);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
}

int wait_for(pid_t child)
{
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int open_output(const std::string& path)
{
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

// Reads until the text has come; the bound only keeps a broken program from hanging the suite.
std::string read_until(int pipe, const std::string& wanted)
{
    std::string text;
    std::array<char, 4096> piece{};
    constexpr int bound_milliseconds = 60'000;
    while (text.find(wanted) == text.npos) {
        pollfd waiting{pipe, POLLIN, 0};
        if (::poll(&waiting, 1, bound_milliseconds) <= 0) break;
        const auto count = ::read(pipe, piece.data(), piece.size());
        if (count <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
    return text;
}

} // namespace

DataFolder::DataFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "muster-e2e-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
}

DataFolder::~DataFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string DataFolder::path(const std::string& name) const
{
    return name.empty() ? path_.string() : (path_ / name).string();
}

FinishedCommand run_muster(const std::vector<std::string>& arguments, std::uint64_t open_files)
{
    const DataFolder folder;
    const int out = open_output(folder.path("out"));
    const int err = open_output(folder.path("err"));
    const pid_t child = start(arguments, out, err, open_files);
    FinishedCommand finished;
    finished.code = wait_for(child);
    ::close(out);
    ::close(err);
    finished.out = read_all(folder.path("out"));
    finished.err = read_all(folder.path("err"));
    return finished;
}

ServerProcess::ServerProcess(const DataFolder& folder, std::vector<std::string> options)
    : data_(folder.path("data")), log_(folder.path("log"))
{
    bool is_demo = false;
    for (const auto& option : options) is_demo = is_demo || option == "--demo";
    std::vector<std::string> arguments{"serve", "--data", data_, "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    process_ = start(arguments, ends[1], log);
    ::close(ends[1]);
    ::close(log);
    pipe_ = ends[0];
    output_ = read_until(pipe_, is_demo ? "# xtrakit\ncurl" : "Data directory");
    const auto begin = output_.find("http://");
    const auto end = output_.find(' ', begin);
    if (begin != output_.npos) url_ = output_.substr(begin, end - begin);
}

ServerProcess::~ServerProcess()
{
    kill();
    ::close(pipe_);
    if (testing::Test::HasFailure()) std::cerr << log();
}

std::string ServerProcess::log() const { return read_all(log_); }

std::string ServerProcess::audit_log() const { return read_all(data_ + "/audit.log"); }

std::int64_t ServerProcess::peak_bytes() const
{
    const std::string status = read_all("/proc/" + std::to_string(process_) + "/status");
    const std::string_view name = "VmHWM:";
    const auto at = status.find(name);
    EXPECT_NE(at, status.npos);
    constexpr std::int64_t kibibyte = 1024;
    return at == status.npos ? 0 : std::stoll(status.substr(at + name.size())) * kibibyte;
}

Json ServerProcess::demo() const
{
    return parse_json(read_all(data_ + "/demo.json")).value_or(Json{});
}

std::string ServerProcess::admin_key() const
{
    std::string key = read_all(data_ + "/admin.key");
    while (key.ends_with('\n')) key.pop_back();
    return key;
}

http::Client ServerProcess::client() const { return http::Client::create(url_).value(); }

void ServerProcess::kill()
{
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    wait_for(process_);
    process_ = -1;
}

void ServerProcess::hang_up() { ::kill(process_, SIGHUP); }

// Its threads stop one after the other: the last one may still answer a request.
void ServerProcess::freeze()
{
    ::kill(process_, SIGSTOP);
    siginfo_t stopped{};
    ::waitid(P_PID, static_cast<id_t>(process_), &stopped, WSTOPPED);
}

void ServerProcess::thaw() { ::kill(process_, SIGCONT); }

void ServerProcess::limit_files(std::uint64_t bytes)
{
    rlimit limit{};
    ASSERT_EQ(::prlimit(process_, RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
    ASSERT_EQ(::prlimit(process_, RLIMIT_FSIZE, &limit, nullptr), 0);
}

int ServerProcess::stop()
{
    ::kill(process_, SIGTERM);
    return wait();
}

int ServerProcess::wait()
{
    const int code = wait_for(process_);
    process_ = -1;
    return code;
}

JsonAnswer call(http::Client& client, http::Verb verb, const std::string& target,
                const std::vector<http::Header>& headers, const Json& body)
{
    auto all = headers;
    all.push_back({"Content-Type", "application/json"});
    const auto response = client.send(verb, target, all, body.is_null() ? "" : body.text());
    if (!response) return {0, Json(response.error().message)};
    return {response->status, parse_json(response->body).value_or(Json{})};
}

std::vector<http::Header> bearer(const std::string& token)
{
    return {{"Authorization", "Bearer " + token}};
}

std::string text(const Json& object, std::string_view name)
{
    const Json* member = object.find(name);
    return member != nullptr && member->as_text() != nullptr ? *member->as_text() : std::string{};
}

std::int64_t integer(const Json& object, std::string_view name)
{
    const Json* member = object.find(name);
    return member != nullptr && member->as_integer() != nullptr ? *member->as_integer() : 0;
}

} // namespace muster::e2e
