// A PostgreSQL cluster for tests: in a temporary folder, as an unprivileged user, reached through a
// socket in that folder. Its letters are those of Unicode, as UPPER and LOWER need. It ends with
// the test process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <sys/types.h>

namespace muster::store::test {

class PostgresCluster {
public:
    static bool is_installed(); // prints a note when it is not
    // The cluster of this process, started at the first call. Null where PostgreSQL is not
    // installed.
    static PostgresCluster* shared();

    // Null where it is not installed. Tests of faults start one of their own.
    static std::unique_ptr<PostgresCluster> start();
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;

    // The URL of a schema, which is made when it is missing.
    std::string url_of(const std::string& schema) const;

    std::filesystem::path socket() const { return folder_ / ".s.PGSQL.5432"; }

    void kill();   // the whole server at once, as kill -9
    void resume(); // starts it again on the same data, and waits until it answers

private:
    PostgresCluster(std::filesystem::path programs, std::filesystem::path folder)
        : programs_(std::move(programs)), folder_(std::move(folder))
    {}

    std::filesystem::path programs_; // the folder of initdb and postgres
    std::filesystem::path folder_;
    pid_t process_ = -1;
};

} // namespace muster::store::test
