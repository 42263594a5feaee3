// Runs initdb and postgres as child processes. Root may not run them: they become `nobody`.
#include "store/postgres_cluster.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::store::test {

namespace {

namespace fs = std::filesystem;

// The newest one, as Debian installs them beside each other.
fs::path folder_of_programs()
{
    fs::path newest;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
        const auto programs = entry.path() / "bin";
        if (!fs::exists(programs / "initdb")) continue;
        if (newest.empty() || std::atoi(entry.path().filename().c_str()) >
                                  std::atoi(newest.parent_path().filename().c_str())) {
            newest = programs;
        }
    }
    return newest;
}

pid_t spawn(const std::vector<std::string>& words, const fs::path& log)
{
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (::geteuid() == 0) {
        const passwd* nobody = ::getpwnam("nobody");
        if (nobody == nullptr || ::setgid(nobody->pw_gid) != 0 || ::setuid(nobody->pw_uid) != 0) {
            ::_exit(1);
        }
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // ends with the tests; SIGQUIT: at once
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

bool succeeds(pid_t child)
{
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool runs_sql(const std::string& url, const std::string& text)
{
    PGconn* connection = PQconnectdb(url.c_str());
    bool is_done = PQstatus(connection) == CONNECTION_OK;
    if (is_done) {
        PGresult* result = PQexec(connection, text.c_str());
        is_done = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    PQfinish(connection);
    return is_done;
}

} // namespace

PostgresCluster* PostgresCluster::shared()
{
    static const std::unique_ptr<PostgresCluster> cluster = start();
    return cluster.get();
}

bool PostgresCluster::is_installed()
{
    if (!folder_of_programs().empty()) return true;
    std::cerr << "note: PostgreSQL is not installed, so its engine is not tested\n";
    return false;
}

std::unique_ptr<PostgresCluster> PostgresCluster::start()
{
    if (!is_installed()) return nullptr;
    const auto programs = folder_of_programs();
    std::string folder = (fs::temp_directory_path() / "muster-postgres-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return nullptr;
    if (::geteuid() == 0) {
        const passwd* nobody = ::getpwnam("nobody");
        if (nobody == nullptr || ::chown(folder.c_str(), nobody->pw_uid, nobody->pw_gid) != 0) {
            return nullptr;
        }
    }
    std::unique_ptr<PostgresCluster> cluster(new PostgresCluster(programs, folder));
    const bool is_made =
        succeeds(spawn({programs / "initdb", "-D", folder + "/data", "-U", "muster", "--auth=trust",
                        "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"},
                       folder + "/initdb.log"));
    if (!is_made) {
        std::ifstream log(folder + "/initdb.log");
        std::cerr << "initdb failed: " << log.rdbuf() << '\n';
        return nullptr;
    }
    cluster->resume();
    return cluster;
}

void PostgresCluster::resume()
{
    std::vector<std::string> words{programs_ / "postgres", "-D", folder_ / "data"};
    // Nothing here must outlive the machine, but a killed server must find its writes again.
    for (const std::string setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200",
          "shared_buffers=32MB", "unix_socket_permissions=0777"}) {
        words.insert(words.end(), {"-c", setting});
    }
    words.insert(words.end(), {"-c", "unix_socket_directories=" + folder_.string()});
    const std::string url = "postgres:///postgres?user=muster&host=" + folder_.string();
    constexpr int most_looks = 12'000;
    for (int look = 0; look < most_looks; ++look) {
        // A start fails as long as a process of a killed server is left.
        const bool has_ended = process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == process_;
        if (process_ < 0 || has_ended) process_ = spawn(words, folder_ / "server.log");
        if (PQping(url.c_str()) == PQPING_OK) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    std::cerr << "PostgreSQL does not answer\n";
}

void PostgresCluster::kill()
{
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

PostgresCluster::~PostgresCluster()
{
    if (process_ > 0) {
        ::kill(process_, SIGQUIT);
        ::waitpid(process_, nullptr, 0);
    }
    std::error_code error;
    fs::remove_all(folder_, error);
}

std::string PostgresCluster::url_of(const std::string& schema) const
{
    const std::string url = "postgres:///postgres?user=muster&host=" + folder_.string();
    runs_sql(url, "CREATE SCHEMA IF NOT EXISTS " + schema);
    return url + "&options=-csearch_path%3D" + schema;
}

} // namespace muster::store::test
