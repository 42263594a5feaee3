// A store where other writes always seem to wait: bulk writes then end early.
#pragma once

#include <atomic>

#include "store/forwarding_store.h"

namespace muster::store::test {

class CrowdedWriter final : public model::Writer {
public:
    explicit CrowdedWriter(model::Writer& writer) : writer_(writer) {}

    Result<model::Entity> get(const model::Ref& ref) const override { return writer_.get(ref); }
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId in,
                                               std::span<const std::int64_t> ids) const override
    {
        return writer_.get_all(kind, in, ids);
    }
    Result<model::Entity> find(const model::Key& key) const override { return writer_.find(key); }
    Result<model::Page> page(const model::Query& query) const override
    {
        return writer_.page(query);
    }
    Result<std::int64_t> count(const model::Query& query) const override
    {
        return writer_.count(query);
    }
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override
    {
        return writer_.changes(query);
    }
    Result<model::Revision> revision(model::TenantId in) const override
    {
        return writer_.revision(in);
    }
    Result<std::int64_t> next_id(model::TenantId in, model::Kind kind) override
    {
        return writer_.next_id(in, kind);
    }
    Result<std::int64_t> next_in_sequence(model::TenantId in, std::string_view name) override
    {
        return writer_.next_in_sequence(in, name);
    }
    using model::Writer::put;
    Result<void> put(model::MutationRef mutation) override
    {
        return writer_.put(std::move(mutation));
    }
    Result<void> erase(const model::Ref& ref) override { return writer_.erase(ref); }
    Result<void> erase_history(const model::Ref& ref) override
    {
        return writer_.erase_history(ref);
    }
    model::Revision next_revision() const override { return writer_.next_revision(); }
    bool others_wait() const override { return true; }

private:
    model::Writer& writer_;
};

class CrowdedStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;

    Result<model::Revision> write(model::TenantId in, const model::Origin& origin,
                                  const model::WriteFunction& decide) override
    {
        if (!is_crowded_) return ForwardingStore::write(in, origin, decide);
        return ForwardingStore::write(in, origin, [&](model::Writer& writer) {
            CrowdedWriter crowded(writer);
            return decide(crowded);
        });
    }
    void crowd() { is_crowded_ = true; }

private:
    std::atomic<bool> is_crowded_ = false;
};

} // namespace muster::store::test
