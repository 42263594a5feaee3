// Each error says what would be right.
#include "directory/checks.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "model/keys.h"
#include "model/vendor_numbers.h"

namespace muster::directory {

Result<void> check_revision(Revision actual, std::optional<Revision> expected)
{
    if (!expected || *expected == actual) return {};
    return fail(Code::stale, "revision",
                "the entity is at revision " + std::to_string(actual) + ", not " +
                    std::to_string(*expected) + "; read it again");
}

Result<void> check_text(std::string_view subject, std::string_view text, std::size_t chars)
{
    if (!is_utf8(text)) {
        return fail(Code::invalid_value, std::string(subject), "must be valid UTF-8");
    }
    if (text.find('\0') != text.npos) {
        return fail(Code::invalid_value, std::string(subject), "must not contain NUL");
    }
    if (text.size() > chars && count_chars(text) > chars) {
        return fail(Code::invalid_value, std::string(subject),
                    "must have at most " + std::to_string(chars) + " characters");
    }
    return {};
}

void remove_blanks(std::string& text)
{
    const auto trimmed = trim_invisible(text);
    if (trimmed.size() < text.size()) text = std::string(trimmed);
}

Result<void> check_unique(const Rows& rows, const Key& key, std::int64_t self,
                          std::string_view subject)
{
    const auto other = rows.find(key);
    if (!other) {
        if (other.error().code == Code::not_found) return {};
        return fail(other.error());
    }
    const auto id = std::visit(
        [](const auto& row) {
            if constexpr (requires { row.id; }) return row.id.value;
            return std::int64_t{0};
        },
        *other);
    if (id == self) return {};
    return fail(Code::already_exists, std::string(subject), "another one has this value already");
}

namespace {

std::string described(const Tenant& tenant)
{
    return "tenant " + std::to_string(tenant.id.value) + " (" + tenant.slug + ')';
}
std::string described(const Customer& customer)
{
    return "customer " + std::to_string(customer.id.value) +
           (customer.removed_at ? ", who was removed," : "");
}
std::string described(const Group& group) { return "group " + std::to_string(group.id.value); }

// The customer or group of this id, when the clients of that dialect know it by the id. Removed
// groups count, because some APIs restore them. Ids of tenants do not: numbers win over them.
template <class E>
Result<std::optional<E>> known_by_id(const Rows& rows, TenantId tenant, std::string_view dialect,
                                     std::string_view number)
{
    const auto id = id_of(number);
    if (!id) return std::optional<E>{};
    auto row = TRY(if_found(get(rows, tenant, Id<E>{*id})));
    if (!row || !vendor_number_of(row->vendor_numbers, dialect).empty()) return std::optional<E>{};
    if (kind_for<E>() == Kind::customer && row->removed_at) return std::optional<E>{};
    return row;
}

} // namespace

template <class E>
Result<void> check_vendor_numbers(const Rows& rows, TenantId tenant, const E& before,
                                  const E& after)
{
    const auto refuse = [](std::string_view dialect, std::string_view number, const E& holder) {
        return fail(Code::already_exists, "vendor_numbers",
                    "the clients of " + std::string(dialect) + " know " + described(holder) +
                        " by the number " + std::string(number));
    };
    for (const std::string_view entry : after.vendor_numbers) {
        const auto& had = before.vendor_numbers;
        if (std::find(had.begin(), had.end(), entry) != had.end()) continue;
        const auto [dialect, number] = parts_of_vendor_number(entry);
        if (dialect == former_number) continue;
        auto holder =
            TRY(if_found(find<E>(rows, vendor_number_key(kind_for<E>(), tenant, dialect, number))));
        if constexpr (!std::is_same_v<E, Tenant>) {
            if (!holder) holder = TRY(known_by_id<E>(rows, tenant, dialect, number));
        }
        if (holder && holder->id != after.id) return refuse(dialect, number, *holder);
    }
    if (kind_for<E>() == Kind::tenant) return {};
    const auto own = std::to_string(after.id.value);
    for (const std::string_view entry : before.vendor_numbers) {
        const auto dialect = parts_of_vendor_number(entry).dialect;
        if (!vendor_number_of(after.vendor_numbers, dialect).empty()) continue;
        const auto holder =
            TRY(if_found(find<E>(rows, vendor_number_key(kind_for<E>(), tenant, dialect, own))));
        if (holder && holder->id != after.id) return refuse(dialect, own, *holder);
    }
    return {};
}

template Result<void> check_vendor_numbers(const Rows&, TenantId, const Tenant&, const Tenant&);
template Result<void> check_vendor_numbers(const Rows&, TenantId, const Customer&, const Customer&);
template Result<void> check_vendor_numbers(const Rows&, TenantId, const Group&, const Group&);

Result<void> check_extras(const Extras& extras)
{
    for (const auto& [dialect, json] : extras) {
        if (json.size() > limits::extras_bytes) {
            return fail(Code::too_large, "extras",
                        "more than " + std::to_string(limits::extras_bytes) + " bytes", dialect);
        }
    }
    return {};
}

} // namespace muster::directory
