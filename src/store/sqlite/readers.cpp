// Lends connections to threads and takes them back.
#include "store/sqlite/readers.h"

#include "base/limits.h"

namespace muster::store::sqlite {

// The connection of one thread. When the thread ends, the connection returns to the idle ones.
struct Readers::Lease {
    std::weak_ptr<Readers> owner;
    const Readers* key;
    SqliteConnection* connection;

    Lease(std::weak_ptr<Readers> from, const Readers* readers, SqliteConnection* lent)
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

Result<SqliteConnection*> Readers::mine()
{
    thread_local std::vector<Lease> leases;
    for (const auto& lease : leases) {
        // The address alone is not enough: a new Readers may have the address of a destroyed one.
        if (lease.key == this && !lease.owner.expired()) return lease.connection;
    }
    std::erase_if(leases, [](const Lease& lease) { return lease.owner.expired(); });
    SqliteConnection* connection = TRY(lend());
    leases.emplace_back(weak_from_this(), this, connection);
    return connection;
}

Result<SqliteConnection*> Readers::lend()
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            SqliteConnection* connection = idle_.back();
            idle_.pop_back();
            return connection;
        }
    }
    auto opened = TRY(SqliteConnection::open(path_, ConnectionAccess::read));
    opened->report_damage_to(health_);
    opened->limit_statements(limits::statement_time);
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(opened));
    return all_.back().get();
}

} // namespace muster::store::sqlite
