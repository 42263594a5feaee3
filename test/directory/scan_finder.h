// Answers a finder's questions by judging every customer in turn: slow, and plainly right.
#pragma once

#include "directory/dynamic.h"
#include "model/filter_match.h"
#include "model/finder.h"

namespace muster::directory {

class ScanFinder final : public Finder {
public:
    explicit ScanFinder(const Rows& rows) : rows_(rows) {}

    Result<SetQueryResult> find(TenantId tenant, const SetQuery& question) const override
    {
        SetQueryResult findings;
        findings.revision = TRY(rows_.revision(tenant));
        std::vector<std::vector<std::int64_t>> sets;
        for (const auto& rule : question.where) {
            sets.push_back(TRY(ids(tenant, {rule, question.now})));
            findings.results.push_back(found(sets.back(), question.limit));
        }
        for (std::size_t i = 0; question.with_overlap && i < sets.size(); ++i) {
            findings.overlap.emplace_back();
            for (const auto& other : sets) {
                std::vector<std::int64_t> both;
                std::set_intersection(sets[i].begin(), sets[i].end(), other.begin(), other.end(),
                                      std::back_inserter(both));
                findings.overlap.back().push_back(std::ssize(both));
            }
        }
        return findings;
    }

    Result<Difference> compare(TenantId tenant, const RuleAt& before, const RuleAt& after,
                               std::int64_t limit, std::optional<Revision> /*at*/) const override
    {
        const auto was = TRY(ids(tenant, before));
        const auto is = TRY(ids(tenant, after));
        std::vector<std::int64_t> added;
        std::vector<std::int64_t> removed;
        std::set_difference(is.begin(), is.end(), was.begin(), was.end(),
                            std::back_inserter(added));
        std::set_difference(was.begin(), was.end(), is.begin(), is.end(),
                            std::back_inserter(removed));
        return Difference{TRY(rows_.revision(tenant)), found(added, limit), found(removed, limit)};
    }

    Result<std::vector<Segment>> segments(TenantId tenant, const SegmentQuery& query) const override
    {
        std::vector<Segment> segments;
        for (const auto id : TRY(ids(tenant, {query.where, query.now}))) {
            const Entity customer = TRY(get<Customer>(rows_, tenant, {id}));
            std::vector<Value> values;
            for (const auto& name : query.by) values.push_back(operand_value(customer, name));
            auto segment = std::find_if(segments.begin(), segments.end(),
                                        [&](const Segment& s) { return s.values == values; });
            if (segment == segments.end()) {
                segment = segments.insert(segment, {std::move(values), 0, id, {}});
            }
            ++segment->count;
            if (query.with_customers) segment->customers.push_back(id);
        }
        if (std::ssize(segments) <= query.limit) return segments;
        return fail(Code::too_large, "segments", "there are more than the limit");
    }

private:
    static Matches found(std::vector<std::int64_t> ids, std::int64_t limit)
    {
        Matches found{std::ssize(ids), std::move(ids)};
        if (found.count > limit) found.ids.resize(static_cast<std::size_t>(limit));
        return found;
    }

    Result<std::vector<std::int64_t>> ids(TenantId tenant, const RuleAt& at) const
    {
        std::vector<std::int64_t> ids;
        if (!at.rule) return ids;
        const auto declared = TRY(load_declared(rows_, tenant));
        auto groups = TRY(load_dynamic_groups(rows_, tenant, declared));
        const GroupId asked{-1}; // beside those that are there
        groups[asked] = {at.rule, {}, false};
        Query query;
        query.tenant = tenant;
        query.limit = 1000;
        do {
            auto page = TRY(rows_.page(query));
            query.after = page.next;
            for (const auto& customer : rows_of<Customer>(std::move(page))) {
                if (TRY(is_member(rows_, tenant, groups, asked, customer, at.now))) {
                    ids.push_back(customer.id.value);
                }
            }
        } while (query.after);
        return ids;
    }

    const Rows& rows_;
};

} // namespace muster::directory
