// Plain maps of everything, and one write at a time that applies at once and can be undone.
// The reference model for other engines: simple above all. Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/store.h"

namespace muster::store {

class Tables final : public core::Writer {
public:
    // A write goes from begin to commit or undo.
    void begin(core::TenantId tenant, core::Origin origin);
    void commit();
    void undo();
    // What the write that was committed last put, in order.
    std::vector<core::MutationRef> take() { return std::exchange(put_, {}); }

    Result<core::Entity> get(const core::Ref& ref) const override;
    Result<std::vector<core::Entity>> get_all(core::Kind kind, core::TenantId tenant,
                                              std::span<const std::int64_t> ids) const override;
    Result<core::Entity> find(const core::Key& key) const override;
    Result<core::Page> page(const core::Query& query) const override;
    Result<std::int64_t> count(const core::Query& query) const override;
    Result<std::vector<core::Change>> changes(const core::ChangeQuery& query) const override;
    Result<core::Revision> revision(core::TenantId tenant) const override;

    Result<std::int64_t> next_id(core::TenantId tenant, core::Kind kind) override;
    using core::Writer::put;
    Result<void> put(core::MutationRef mutation) override;
    Result<void> erase(const core::Ref& ref) override;
    Result<void> erase_history(const core::Ref& ref) override;
    core::Revision next_revision() const override;

private:
    struct Row {
        core::Entity entity;
        std::vector<core::Key> keys;
    };
    using Place = std::tuple<core::TenantId, core::Kind, std::int64_t, std::int64_t>;
    using KeyPlace = std::tuple<core::TenantId, core::Kind, std::string, std::string>;

    static Place place_of(const core::Ref& ref);
    static KeyPlace place_of(const core::Key& key);
    core::Entity shown(core::TenantId tenant, const core::Entity& entity) const;
    std::int64_t member_count(core::TenantId tenant, core::GroupId group) const;
    std::vector<core::Entity> matching(const core::Query& query) const;
    void store_row(const Place& place, std::optional<Row> row);
    void raise_id(core::TenantId tenant, core::Kind kind, std::int64_t id);
    void log(const core::Mutation& mutation, const core::Ref& ref);

    std::map<Place, Row> rows_;
    std::map<KeyPlace, std::set<std::int64_t>> keys_;
    std::map<core::TenantId, std::vector<core::Change>> log_;
    std::map<std::pair<core::TenantId, core::Kind>, std::int64_t> last_ids_;

    core::TenantId tenant_; // of the write that is running
    core::Origin origin_;
    core::Revision next_revision_ = 0;
    std::vector<core::MutationRef> put_;      // by the write that is running
    std::vector<std::function<void()>> undo_; // latest last
};

} // namespace muster::store
