// A store that passes everything on to another one: base class of those that interfere with a test.
#pragma once

#include "model/store.h"

namespace muster::store::test {

class ForwardingStore : public model::Store {
public:
    explicit ForwardingStore(model::Store& store) : store_(store) {}

    Result<model::Entity> get(const model::Ref& ref) const override { return store_.get(ref); }
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId in,
                                               std::span<const std::int64_t> ids) const override
    {
        return store_.get_all(kind, in, ids);
    }
    Result<model::Entity> find(const model::Key& key) const override { return store_.find(key); }
    Result<model::Page> page(const model::Query& query) const override
    {
        return store_.page(query);
    }
    Result<std::int64_t> count(const model::Query& query) const override
    {
        return store_.count(query);
    }
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override
    {
        return store_.changes(query);
    }
    Result<model::Revision> revision(model::TenantId in) const override
    {
        return store_.revision(in);
    }
    Result<void> read_at_once(model::TenantId in, const model::ReadFunction& read) const override
    {
        return store_.read_at_once(in, read);
    }
    Result<model::Revision> write(model::TenantId in, const model::Origin& origin,
                                  const model::WriteFunction& decide) override
    {
        return store_.write(in, origin, decide);
    }
    void set_commit_listener(model::CommitListener* listener) override
    {
        store_.set_commit_listener(listener);
    }

private:
    model::Store& store_;
};

} // namespace muster::store::test
