// Compares members in place: no value is copied for a comparison.
#include "model/changed_members.h"

namespace muster::model {

namespace {

// Both ranges hold pairs sorted by key; gives the keys that only one has, or whose contents differ.
template <class Pairs>
std::vector<std::string> differing_keys(const Pairs& before, const Pairs& after)
{
    std::vector<std::string> keys;
    auto old = before.begin();
    auto now = after.begin();
    while (old != before.end() || now != after.end()) {
        const bool only_old =
            now == after.end() || (old != before.end() && old->first < now->first);
        const bool only_new = !only_old && (old == before.end() || now->first < old->first);
        if (only_old) {
            keys.push_back((old++)->first);
        } else if (only_new) {
            keys.push_back((now++)->first);
        } else {
            if (old->second != now->second) keys.push_back(now->first);
            ++old;
            ++now;
        }
    }
    return keys;
}

} // namespace

template <class E>
ChangedMembers changed_members(const E& before, const E& after)
{
    static_assert(Schema<E>::size <= 64, "ChangedMembers::columns has a bit for each member");
    ChangedMembers changed;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        if (!Schema<E>::members[i].equal(before, after)) changed.columns |= std::uint64_t{1} << i;
    }
    if constexpr (requires { before.fields; }) {
        changed.fields = differing_keys(before.fields, after.fields);
    }
    if constexpr (requires { before.extras; }) {
        changed.extras = differing_keys(before.extras, after.extras);
    }
    return changed;
}

template ChangedMembers changed_members(const Account&, const Account&);
template ChangedMembers changed_members(const Tenant&, const Tenant&);
template ChangedMembers changed_members(const Credential&, const Credential&);
template ChangedMembers changed_members(const CustomField&, const CustomField&);
template ChangedMembers changed_members(const Customer&, const Customer&);
template ChangedMembers changed_members(const Group&, const Group&);
template ChangedMembers changed_members(const Membership&, const Membership&);
template ChangedMembers changed_members(const StoredReply&, const StoredReply&);
template ChangedMembers changed_members(const Job&, const Job&);
template ChangedMembers changed_members(const JobItem&, const JobItem&);
template ChangedMembers changed_members(const Campaign&, const Campaign&);
template ChangedMembers changed_members(const CampaignRun&, const CampaignRun&);
template ChangedMembers changed_members(const Message&, const Message&);

ChangedMembers changed_members(const Entity& before, const Entity& after)
{
    return std::visit(
        [&]<class E>(const E& later) { return changed_members(std::get<E>(before), later); },
        after);
}

} // namespace muster::model
