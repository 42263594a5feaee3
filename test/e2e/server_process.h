// Runs the built program as a process with its own data directory, on a free port.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/json.h"
#include "http/client/client.h"

namespace muster::e2e {

// A temporary directory that is removed at the end of the test.
class DataFolder {
public:
    DataFolder();
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    std::string path(const std::string& name = {}) const;

private:
    std::filesystem::path path_;
};

struct FinishedCommand {
    int code = -1; // exit code; -1: a signal ended it
    std::string out;
    std::string err;
};

// Runs `muster ARGUMENT...` to its end.
FinishedCommand run_muster(const std::vector<std::string>& arguments,
                           std::uint64_t open_files = 0); // 0: as many as we may open

// `muster serve` on a free port; killed at the end unless stopped.
class ServerProcess {
public:
    explicit ServerProcess(const DataFolder& folder, std::vector<std::string> options = {});
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    const std::string& url() const { return url_; }
    const std::string& output() const { return output_; } // printed until it was ready
    Json demo() const;                                    // DATA/demo.json
    std::string admin_key() const;
    std::string log() const;         // of all servers of this folder so far
    std::string audit_log() const;   // DATA/audit.log
    std::int64_t peak_bytes() const; // the largest memory use so far
    http::Client client() const;

    void kill();    // SIGKILL
    void hang_up(); // SIGHUP
    void freeze();  // SIGSTOP: as a machine that is paused
    void thaw();    // SIGCONT
    // From now on the process cannot write a file larger than this; 0 removes the limit.
    void limit_files(std::uint64_t bytes);
    int wait(); // until it ends by itself; as stop()
    int stop(); // SIGTERM; returns the exit code, -1 when a signal ended it

private:
    std::string data_;
    std::string log_;
    std::string url_;
    std::string output_;
    pid_t process_ = -1;
    int pipe_ = -1;
};

// Sends a request with a JSON body. Returns status and JSON of the answer (null if it is not JSON).
struct JsonAnswer {
    int status = 0;
    Json body;
};
JsonAnswer call(http::Client& client, http::Verb verb, const std::string& target,
                const std::vector<http::Header>& headers, const Json& body = {});
std::vector<http::Header> bearer(const std::string& token);

std::string text(const Json& object, std::string_view name);
std::int64_t integer(const Json& object, std::string_view name);

} // namespace muster::e2e
