// E-mails and phones are keys of the store: one look for each customer. Names are none, so they
// are read in order, and those that are alike follow each other.
#include "directory/merging/duplicates.h"

#include <map>
#include <string>

#include "base/text.h"
#include "model/keys.h"

namespace muster::directory {

namespace {

using DuplicatePairs = std::vector<DuplicatePair>;

Key key_of(const Customer& customer, TenantId tenant, DuplicateBy by)
{
    return by == DuplicateBy::email ? customer_email_key(tenant, customer.email)
                                    : customer_phone_key(tenant, customer.phone);
}

Result<DuplicatePairs> pairs_by_key(const Rows& rows, DuplicateBy by, TenantId tenant,
                                    const Page& page)
{
    DuplicatePairs pairs;
    for (const auto& row : page.rows) {
        const auto& customer = std::get<Customer>(row);
        const auto key = key_of(customer, tenant, by);
        if (key.text.empty()) continue; // a phone without digits
        const auto oldest = TRY(customer_id_of(rows, key));
        if (oldest && oldest < customer.id) pairs.push_back({oldest, customer.id});
    }
    return pairs;
}

// The oldest customer with the name and birth date of this one; 0: this one.
Result<CustomerId> oldest_alike(const Rows& rows, const Query& query, const Customer& customer)
{
    Query alike;
    alike.kind = Kind::customer;
    alike.tenant = query.tenant;
    alike.filter = all_of({where("name", Filter::Op::equal_folded, customer.name),
                           equals("birth_date", *customer.birth_date),
                           where("id", Filter::Op::less, customer.id.value)});
    alike.limit = 1;
    const auto page = TRY(rows.page(alike));
    return page.rows.empty() ? CustomerId{} : std::get<Customer>(page.rows.front()).id;
}

// Of the customers of one name that follow each other.
struct NameRun {
    std::string name;
    std::map<Date, CustomerId> oldest;
    bool began_before = false; // on an earlier page
};

Result<DuplicatePairs> pairs_by_name(const Rows& rows, const Query& query, const Page& page)
{
    DuplicatePairs pairs;
    NameRun run;
    if (query.after) {
        run.name = fold(text_of(query.after->value));
        run.began_before = true;
    }
    for (const auto& row : page.rows) {
        const auto& customer = std::get<Customer>(row);
        auto name = fold(customer.name);
        if (name != run.name) run = {std::move(name), {}, false};
        const auto date = *customer.birth_date;
        auto known = run.oldest.find(date);
        if (known == run.oldest.end()) {
            const auto earlier =
                run.began_before ? TRY(oldest_alike(rows, query, customer)) : CustomerId{};
            known = run.oldest.emplace(date, earlier ? earlier : customer.id).first;
        }
        if (known->second < customer.id) pairs.push_back({known->second, customer.id});
    }
    return pairs;
}

} // namespace

Query duplicates_query(TenantId tenant, DuplicateBy by)
{
    Query query;
    query.kind = Kind::customer;
    query.tenant = tenant;
    if (by == DuplicateBy::name) {
        query.filter = all_of({negate(has_no("name")), negate(has_no("birth_date"))});
        query.sort.operand = "name";
    } else {
        query.filter = negate(has_no(by == DuplicateBy::email ? "email" : "phone"));
    }
    return query;
}

Result<DuplicatePairs> duplicates_on(const Rows& rows, DuplicateBy by, const Query& query,
                                     const Page& page)
{
    if (by == DuplicateBy::name) return pairs_by_name(rows, query, page);
    return pairs_by_key(rows, by, query.tenant, page);
}

} // namespace muster::directory
