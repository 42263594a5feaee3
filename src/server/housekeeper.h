// The thread that does what time alone makes due.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "directory/directory.h"
#include "index/index.h"

namespace muster::server {

class Housekeeper {
public:
    Housekeeper(directory::Directory& directory, index::Index& index);
    ~Housekeeper(); // stops and waits; the next start finds the index as it is

private:
    void run();
    Result<void> load();
    void act(bool keeps_house);

    directory::Directory& directory_;
    index::Index& index_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stops_ = false;
    std::thread thread_;
};

} // namespace muster::server
