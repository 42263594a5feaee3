// Generated customers and groups, always the same ones, in an index without a real store. Cities,
// amounts and groups are skewed like real data.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "index/index.h"
#include "rule/check.h"

namespace muster::bench {

using namespace model;
using namespace rule;

inline constexpr TenantId tenant{1};
inline constexpr std::int64_t groups = 50;
inline constexpr std::size_t cities = 2000;
inline constexpr std::int64_t rows_per_commit = 1000;

[[noreturn]] inline void give_up(const std::string& why)
{
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T need(Result<T> result)
{
    if (!result) give_up(result.error().message + ' ' + result.error().detail);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// A store without rows: the index gets everything by commits.
class NoRows final : public Store {
public:
    Revision newest = 0;

    Result<Entity> get(const Ref&) const override { return fail(Code::not_found, "row", "none"); }
    Result<std::vector<Entity>> get_all(Kind, TenantId,
                                        std::span<const std::int64_t>) const override
    {
        return std::vector<Entity>{};
    }
    Result<Entity> find(const Key&) const override { return fail(Code::not_found, "row", "none"); }
    Result<Page> page(const Query& query) const override
    {
        Page page;
        for (const auto& field : fields) {
            if (query.kind == Kind::field) page.rows.emplace_back(field);
        }
        for (const auto& group : made_groups) {
            if (query.kind == Kind::group) page.rows.emplace_back(group);
        }
        return page;
    }
    Result<std::int64_t> count(const Query&) const override { return 0; }
    Result<std::vector<Change>> changes(const ChangeQuery&) const override
    {
        return std::vector<Change>{};
    }
    Result<Revision> revision(TenantId) const override { return newest; }
    Result<Revision> write(TenantId, const Origin&, const WriteFunction&) override
    {
        return newest;
    }
    void set_commit_listener(CommitListener*) override {}

    std::vector<CustomField> fields;
    std::vector<Group> made_groups;
};

// The same customer for the same id in every run.
inline std::uint64_t scattered(std::uint64_t number)
{
    number += 0x9e3779b97f4a7c15;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
}

inline std::uint64_t drawn(std::int64_t id, std::uint64_t what, std::uint64_t below)
{
    return scattered(static_cast<std::uint64_t>(id) * 64 + what) % below;
}

// Small numbers are frequent: the square of a uniform random number.
inline std::uint64_t skewed(std::int64_t id, std::uint64_t what, std::uint64_t below)
{
    const auto draw = drawn(id, what, 1'000'000);
    return draw * draw / 1'000'000 * below / 1'000'000;
}

struct CrowdPerson {
    std::int32_t tenure = 0;
    std::int64_t spent = 0; // cents
    std::uint32_t city = 0;
    std::int32_t joined = 0; // days
};

inline CrowdPerson person(std::int64_t id)
{
    return {static_cast<std::int32_t>(drawn(id, 1, 73)),
            static_cast<std::int64_t>(skewed(id, 2, 1'000'000)),
            static_cast<std::uint32_t>(skewed(id, 3, cities)),
            static_cast<std::int32_t>(15000 + drawn(id, 4, 5000))};
}

// Groups with 30 % down to 0.1 % of all customers, and one with half of them.
inline bool is_member(std::int64_t group, std::int64_t id)
{
    static const auto shares = [] {
        std::array<std::uint64_t, groups + 1> made{};
        for (std::size_t i = 1; i <= groups; ++i) made[i] = 300'000 / (i * i) + 1000;
        made[2] = 100'000;
        made[3] = 10'000;
        made[4] = 500'000;
        return made;
    }();
    return drawn(id, 10 + static_cast<std::uint64_t>(group), 1'000'000) <
           shares[static_cast<std::size_t>(group)];
}

inline Customer customer(std::int64_t id)
{
    const CrowdPerson made = person(id);
    Customer one;
    one.id = {id};
    one.email = "person" + std::to_string(id) + "@example.org";
    one.city = "City " + std::to_string(made.city);
    one.fields.set("contract", std::string(made.tenure % 3 == 0 ? "Monthly" : "Yearly"));
    one.fields.set("spent", Decimal{made.spent, 2});
    one.fields.set("tenure", std::int64_t{made.tenure});
    one.birth_date = Date{std::chrono::days{made.joined - 9000}};
    one.created_at = one.updated_at =
        Time{std::chrono::days{made.joined}} +
        std::chrono::microseconds{static_cast<std::int64_t>(drawn(id, 5, 86'400'000'000))};
    return one;
}

inline CustomField field(std::int64_t id, std::string key, Type type, std::string format = {})
{
    CustomField one;
    one.id = {id};
    one.key = std::move(key);
    one.type = type;
    one.format = std::move(format);
    return one;
}

class BenchWorld {
public:
    BenchWorld(std::int64_t customers, const std::string& folder) : customers_(customers)
    {
        store_.fields = {field(1, "contract", Type::text), field(2, "spent", Type::decimal, "2"),
                         field(3, "tenure", Type::integer)};
        declared_ = DeclaredFields(store_.fields);
        for (std::int64_t id = 1; id <= groups + 1; ++id) {
            Group group;
            group.id = {id};
            if (id > groups) group.rule = three;
            store_.made_groups.push_back(std::move(group));
        }
        options_.folder = folder;
        open();
    }

    void open()
    {
        index_.reset();
        index_ = std::make_unique<index::Index>(store_, clock_, options_);
        need(index_->preload(tenant));
    }

    void fill()
    {
        for (std::int64_t id = 1; id <= customers_; id += rows_per_commit) {
            std::vector<MutationRef> mutations;
            for (auto one = id; one < std::min(id + rows_per_commit, customers_ + 1); ++one) {
                add(mutations, customer(one));
            }
            index_->committed(tenant, ++store_.newest, mutations);
        }
        for (std::int64_t group = 1; group <= groups; ++group) {
            std::vector<MutationRef> mutations;
            for (std::int64_t id = 1; id <= customers_; ++id) {
                if (!is_member(group, id)) continue;
                Membership stay;
                stay.group = {group};
                stay.customer = {id};
                add(mutations, stay);
                if (std::ssize(mutations) < rows_per_commit) continue;
                index_->committed(tenant, ++store_.newest, mutations);
                mutations.clear();
            }
            index_->committed(tenant, ++store_.newest, mutations);
        }
    }

    RuleRef rule(const std::string& text) const
    {
        return std::make_shared<const Rule>(
            need(read_rule(text, {declared_, tenant, nullptr, {}})));
    }
    std::int64_t count(const RuleRef& rule) const
    {
        return need(index_->find(tenant, {{rule}, clock_.now(), 0, false})).results[0].count;
    }

    const index::Index& index() const { return *index_; }
    std::int64_t customers() const { return customers_; }

    static constexpr const char* three = "tenure < 12 AND spent > 1000 AND city = 'City 17'";

private:
    static void add(std::vector<MutationRef>& mutations, Entity row)
    {
        auto mutation = std::make_shared<Mutation>();
        mutation->tenant = tenant;
        mutation->after = std::move(row);
        mutations.push_back(std::move(mutation));
    }

    std::int64_t customers_;
    NoRows store_;
    SystemClock clock_;
    DeclaredFields declared_;
    index::IndexOptions options_;
    std::unique_ptr<index::Index> index_;
};

} // namespace muster::bench
