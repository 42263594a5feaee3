// Checks reads, writes, revisions and the log from outside of the engine.
#include "store/checked_store.h"

#include <algorithm>

#include "store/checked_writer.h"

namespace muster::store {

using namespace model;

namespace {

// Set while this thread runs a write function. The function must read through its Writer: through
// the store it would see the state before the write, or wait for itself.
thread_local bool is_deciding = false;

struct Deciding {
    Deciding() { is_deciding = true; }
    ~Deciding() { is_deciding = false; }
};

void require_outside(std::string_view method)
{
    require(!is_deciding, method, "asked the store inside a write, not the writer");
}

bool is_entry(const Change& entry, const Change& expected)
{
    // Another write may have erased the history meanwhile.
    const bool is_blank = entry.before.empty() && entry.after.empty();
    const bool is_same = entry.before == expected.before && entry.after == expected.after;
    return entry.revision == expected.revision && entry.at >= expected.at &&
           entry.principal == expected.principal && entry.dialect == expected.dialect &&
           entry.action == expected.action && entry.kind == expected.kind &&
           entry.id == expected.id && entry.customer == expected.customer && (is_blank || is_same);
}

// Promise 9: the log has each change of the write, in order, and nothing else.
void check_log(const CheckedReads& reads, TenantId tenant, const std::vector<Change>& expected)
{
    if (expected.empty()) return;
    const auto entries = reads.changes({tenant, expected.front().revision - 1, 1, {}, 0});
    if (!entries) return;
    require(
        std::equal(entries->begin(), entries->end(), expected.begin(), expected.end(), is_entry),
        "write", "the log does not tell what was put");
}

} // namespace

CheckedStore::CheckedStore(std::unique_ptr<Store> store) : store_(std::move(store)), reads_(*store_)
{}

Revision CheckedStore::newest_seen(TenantId tenant) const
{
    const std::scoped_lock lock(mutex_);
    const auto seen = seen_.find(tenant);
    return seen == seen_.end() ? 0 : seen->second;
}

void CheckedStore::see(TenantId tenant, Revision revision) const
{
    const std::scoped_lock lock(mutex_);
    Revision& newest = seen_[tenant];
    newest = std::max(newest, revision);
}

Result<Entity> CheckedStore::get(const Ref& ref) const
{
    require_outside("get");
    return reads_.get(ref);
}

Result<std::vector<Entity>> CheckedStore::get_all(Kind kind, TenantId tenant,
                                                  std::span<const std::int64_t> ids) const
{
    require_outside("get_all");
    return reads_.get_all(kind, tenant, ids);
}

Result<Entity> CheckedStore::find(const Key& key) const
{
    require_outside("find");
    return reads_.find(key);
}

Result<Page> CheckedStore::page(const Query& query) const
{
    require_outside("page");
    return reads_.page(query);
}

Result<std::int64_t> CheckedStore::count(const Query& query) const
{
    require_outside("count");
    return reads_.count(query);
}

Result<std::vector<Change>> CheckedStore::changes(const ChangeQuery& query) const
{
    require_outside("changes");
    return reads_.changes(query);
}

Result<Revision> CheckedStore::revision(TenantId tenant) const
{
    require_outside("revision");
    const Revision seen = newest_seen(tenant);
    auto revision = reads_.revision(tenant);
    if (!revision) return revision;
    require(*revision >= seen, "revision", "older than one shown before"); // promise 4
    see(tenant, *revision);
    return revision;
}

Result<void> CheckedStore::read_at_once(TenantId tenant, const ReadFunction& read) const
{
    require_outside("read_at_once");
    return store_->read_at_once(tenant, [&](Revision at) -> Result<void> {
        const Revision published = TRY(store_->revision(tenant));
        require(at <= published, "read_at_once", "shows what is not published");
        return read(at);
    });
}

Result<Revision> CheckedStore::write(TenantId tenant, const Origin& origin,
                                     const WriteFunction& decide)
{
    require_outside("write");
    const Revision seen = newest_seen(tenant);
    Revision next = 0;
    std::vector<Change> expected;
    std::optional<Code> refused;
    auto revision = store_->write(tenant, origin, [&](Writer& writer) -> Result<void> {
        const Deciding deciding;
        CheckedWriter checked(writer, tenant, origin);
        next = checked.next_revision();
        require(next > seen, "next_revision", "not above the newest revision shown");
        auto decided = decide(checked);
        expected = checked.expected();
        refused = decided ? std::nullopt : std::optional(decided.error().code);
        return decided;
    });
    if (!revision) {
        if (!refused) require_code(revision.error(), {}, "write");
        if (refused) require_code(revision.error(), {*refused}, "write");
        return revision;
    }
    require(!refused, "write", "succeeded although the decision was an error");
    require(*revision == (expected.empty() ? next - 1 : next), "write",
            "the revision did not grow by one for logged changes, or grew without any");
    see(tenant, *revision);
    check_log(reads_, tenant, expected);
    return revision;
}

} // namespace muster::store
