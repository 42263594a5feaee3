// The thread for work that no request triggers: it loads the index at start, logs the membership
// changes that time alone causes, deletes what has expired, and counts the quotas.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "directory/directory.h"
#include "directory/identity.h"
#include "index/index.h"
#include "server/nodes/answer_gate.h"

namespace muster::server {

class MaintenanceThread {
public:
    MaintenanceThread(directory::Directory& directory, const directory::Identity& identity,
                      index::Index& index, const AnswerGate& gate, std::string jobs_folder);
    // Waits for the thread, then saves the index for the next start. Of a node that was replaced it
    // is old already.
    ~MaintenanceThread();

private:
    void run();
    Result<void> load();
    void act(bool also_expired);
    // Stores when credentials were used.
    Result<void> store_uses();
    void finish_removals();
    void measure_quotas();

    directory::Directory& directory_;
    const directory::Identity& identity_;
    index::Index& index_;
    const AnswerGate& gate_;
    const std::string jobs_folder_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stops_ = false;
    std::thread thread_;
};

} // namespace muster::server
