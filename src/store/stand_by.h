// A node that waits for its turn to use a store of several nodes. Knows no engine.
#pragma once

#include <memory>

#include "base/result.h"
#include "model/store.h"

namespace muster::store {

// Used by one thread at a time.
class StandBy {
public:
    virtual ~StandBy() = default;
    // Looks once whether another node is active. Gives the store when this node has become the
    // active one, and null while another is. unsupported when a newer Muster has made the tables;
    // unavailable when the store does not answer. Look often: a node is taken for dead when several
    // looks find no proof of its life.
    virtual Result<std::unique_ptr<model::Store>> look() = 0;
};

} // namespace muster::store
