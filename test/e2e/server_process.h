// Runs the built program as people do: a process with a data directory of its own, on a free port.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/json.h"
#include "http/client/client.h"

namespace muster::e2e {

// A directory that goes with the story.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path(const std::string& name = {}) const;

private:
    std::filesystem::path path_;
};

struct Finished {
    int code = -1; // exit code; -1: a signal ended it
    std::string out;
    std::string err;
};

// Runs `muster ARGUMENT...` to its end.
Finished run_muster(const std::vector<std::string>& arguments);

// `muster serve` on a free port; killed at the end unless stopped.
class ServerProcess {
public:
    explicit ServerProcess(const Folder& folder, std::vector<std::string> options = {});
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    const std::string& url() const { return url_; }
    const std::string& output() const { return output_; } // what it said until it was ready
    Json demo() const;                                    // DATA/demo.json
    std::string admin_key() const;
    std::string log() const;         // of every server of the folder so far
    std::int64_t peak_bytes() const; // of memory, ever
    http::Client client() const;

    void kill(); // SIGKILL
    // From now on no file of it grows beyond so many bytes; 0: as before.
    void limit_files(std::uint64_t bytes);
    int stop(); // SIGTERM; gives the exit code, -1 when a signal ended it

private:
    std::string data_;
    std::string log_;
    std::string url_;
    std::string output_;
    pid_t process_ = -1;
    int pipe_ = -1;
};

// GET and friends with a JSON body; the answer's JSON (null when it is none) and status.
struct Answer {
    int status = 0;
    Json body;
};
Answer call(http::Client& client, http::Verb verb, const std::string& target,
            const std::vector<http::Header>& headers, const Json& body = {});
std::vector<http::Header> bearer(const std::string& token);

std::string text(const Json& object, std::string_view name);
std::int64_t integer(const Json& object, std::string_view name);

} // namespace muster::e2e
