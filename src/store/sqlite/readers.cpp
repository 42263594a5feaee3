// Lends connections to threads and takes them back. Knows no entities.
#include "store/sqlite/readers.h"

#include "base/limits.h"

namespace muster::store::sqlite {

// What a thread holds: given back when the thread ends before the readers do.
struct Readers::Lease {
    std::weak_ptr<Readers> owner;
    const Readers* key;
    Connection* connection;

    Lease(std::weak_ptr<Readers> from, const Readers* readers, Connection* lent)
        : owner(std::move(from)), key(readers), connection(lent)
    {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = default;
    ~Lease()
    {
        if (const auto readers = owner.lock()) {
            const std::lock_guard lock(readers->mutex_);
            readers->idle_.push_back(connection);
        }
    }
};

Result<Connection*> Readers::mine()
{
    thread_local std::vector<Lease> leases;
    for (const auto& lease : leases) {
        // A dead owner's address may have been given to a new one.
        if (lease.key == this && !lease.owner.expired()) return lease.connection;
    }
    std::erase_if(leases, [](const Lease& lease) { return lease.owner.expired(); });
    Connection* connection = TRY(lend());
    leases.emplace_back(weak_from_this(), this, connection);
    return connection;
}

Result<Connection*> Readers::lend()
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            Connection* connection = idle_.back();
            idle_.pop_back();
            return connection;
        }
    }
    auto opened = TRY(Connection::open(path_, Access::read));
    opened->limit_statements(limits::statement_time);
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(opened));
    return all_.back().get();
}

} // namespace muster::store::sqlite
