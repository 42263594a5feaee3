// Notices, in one write, which customers it touches, and tells the log who of them enters or
// leaves a group by its rule. Knows no API.
#pragma once

#include <map>
#include <optional>

#include "core/store.h"

namespace muster::core {

class Transaction;

class Entering {
public:
    Entering();
    ~Entering();
    Entering(const Entering&) = delete;

    // Of every customer and membership that is put, before it is.
    Result<void> note(Transaction& transaction, const MutationRef& mutation);
    // Once, after all was put.
    Result<void> tell(Transaction& transaction);

private:
    struct Watch;
    std::unique_ptr<Watch> watch_; // none until something is noted
};

} // namespace muster::core
