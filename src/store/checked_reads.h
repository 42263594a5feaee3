// The reading half of the contract wrapper: asks, and aborts when the answer breaks the contract.
// Knows no engine.
#pragma once

#include <initializer_list>
#include <string_view>

#include "core/store.h"

namespace muster::store {

// Says on standard error what was broken, and aborts.
[[noreturn]] void breach(std::string_view method, std::string_view what);
void require(bool kept, std::string_view method, std::string_view what);
// The code is one of these or one that every method may return.
void require_code(const Error& error, std::initializer_list<Code> allowed, std::string_view method);

class CheckedReads {
public:
    explicit CheckedReads(const core::Rows& rows) : rows_(rows) {}

    Result<core::Entity> get(const core::Ref& ref) const;
    Result<std::vector<core::Entity>> get_all(core::Kind kind, core::TenantId tenant,
                                              std::span<const std::int64_t> ids) const;
    Result<core::Entity> find(const core::Key& key) const;
    Result<core::Page> page(const core::Query& query) const;
    Result<std::int64_t> count(const core::Query& query) const;
    Result<std::vector<core::Change>> changes(const core::ChangeQuery& query) const;
    Result<core::Revision> revision(core::TenantId tenant) const;

private:
    const core::Rows& rows_;
};

} // namespace muster::store
