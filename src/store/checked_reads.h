// The reading half of the contract wrapper: passes each read on and aborts when the result breaks
// the contract of model/store.h. Knows no engine.
#pragma once

#include <initializer_list>
#include <string_view>

#include "model/store.h"

namespace muster::store {

// Prints what was broken to standard error and aborts.
[[noreturn]] void breach(std::string_view method, std::string_view what);
void require(bool kept, std::string_view method, std::string_view what);
// Aborts unless the code is one of these or one that every method may return.
void require_code(const Error& error, std::initializer_list<Code> allowed, std::string_view method);

class CheckedReads {
public:
    explicit CheckedReads(const model::Rows& rows) : rows_(rows) {}

    Result<model::Entity> get(const model::Ref& ref) const;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const;
    Result<model::Entity> find(const model::Key& key) const;
    Result<model::Page> page(const model::Query& query) const;
    Result<std::int64_t> count(const model::Query& query) const;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const;
    Result<model::Revision> revision(model::TenantId tenant) const;

private:
    const model::Rows& rows_;
};

} // namespace muster::store
