// All rows in plain maps. One write at a time: each change applies at once and can be undone. It is
// the reference for other engines, so it is as simple as possible. Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "model/store.h"

namespace muster::store {

class Tables final : public model::Writer {
public:
    // Each write starts with begin and ends with commit or undo.
    void begin(model::TenantId tenant, model::Origin origin);
    void commit();
    void undo();
    // The mutations of the write that was committed last, in order.
    std::vector<model::MutationRef> take() { return std::exchange(put_, {}); }

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override;
    Result<model::Revision> revision(model::TenantId tenant) const override;

    Result<std::int64_t> next_id(model::TenantId tenant, model::Kind kind) override;
    Result<std::int64_t> next_in_sequence(model::TenantId tenant, std::string_view name) override;
    using model::Writer::put;
    Result<void> put(model::MutationRef mutation) override;
    Result<void> erase(const model::Ref& ref) override;
    Result<void> erase_history(const model::Ref& ref) override;
    model::Revision next_revision() const override;

private:
    struct StoredRow {
        model::Entity entity;
        std::vector<model::Key> keys;
    };
    using Place = std::tuple<model::TenantId, model::Kind, std::int64_t, std::int64_t>;
    using KeyPlace = std::tuple<model::TenantId, model::Kind, std::string, std::string>;

    static Place place_of(const model::Ref& ref);
    static KeyPlace place_of(const model::Key& key);
    model::Entity shown(model::TenantId tenant, const model::Entity& entity) const;
    std::int64_t member_count(model::TenantId tenant, model::GroupId group) const;
    bool is_live_stay(const Place& place, const StoredRow& row) const; // of a membership
    std::vector<model::Entity> matching(const model::Query& query) const;
    void store_row(const Place& place, std::optional<StoredRow> row);
    void raise_id(model::TenantId tenant, model::Kind kind, std::int64_t id);
    void log(model::Mutation& mutation);

    std::map<Place, StoredRow> rows_;
    std::map<KeyPlace, std::set<std::int64_t>> keys_;
    std::map<model::TenantId, std::vector<model::Change>> log_;
    std::map<std::pair<model::TenantId, model::Kind>, std::int64_t> last_ids_;
    std::map<std::pair<model::TenantId, std::string>, std::int64_t> sequences_; // last numbers

    model::TenantId tenant_; // of the current write
    model::Origin origin_;
    model::Revision next_revision_ = 0;
    std::vector<model::MutationRef> put_;     // by the current write
    std::vector<std::function<void()>> undo_; // newest last
};

} // namespace muster::store
