// Few rows with few values, so that equal values, repeated joins and reused keys are frequent.
#include "store/random_acts.h"

#include <array>

#include "model/filter_match.h"
#include "store/row.h"

namespace muster::store::test {

using namespace model;

namespace {

constexpr std::int64_t customers = 25; // most ids are below this; higher ones are rare
constexpr std::int64_t groups = 6;

const std::vector<std::string> texts{
    "",         "a",      "A",        "b",  "\xc3\x9f", "SS", "\xc3\xa9",        "e\xcc\x81",
    "100% _x'", "\\\"\n", "\xce\xa3", "ab", "10",       "9",  "\xf0\x9f\x98\x80"};

template <class T>
const T& one_of(Random& random, const std::vector<T>& choices)
{
    return choices[static_cast<std::size_t>(below(random, std::ssize(choices)))];
}

bool one_in(Random& random, std::int64_t bound) { return below(random, bound) == 0; }

Time random_time(Random& random) { return Time{std::chrono::microseconds{below(random, 4) - 1}}; }

Value random_text(Random& random)
{
    const std::string& text = one_of(random, texts);
    return text.empty() ? Value{} : Value{text};
}

Value random_value(Random& random)
{
    switch (below(random, 9)) {
    case 0: return {};
    case 1: return one_in(random, 2);
    case 2: return below(random, 5) - 2;
    case 3: return static_cast<double>(below(random, 9)) / 4;
    case 4: return Decimal{below(random, 300) - 50, 2};
    case 5: return Date{std::chrono::days{below(random, 4)}};
    case 6: return random_time(random);
    case 7: return TextList{"x", "y"};
    default: return random_text(random);
    }
}

// Each field name always gets the same type, as declared fields have one.
void change_fields(Random& random, FieldValues& fields)
{
    const std::int64_t number = below(random, 5) - 1;
    switch (below(random, 6)) {
    case 0: fields.set("whole", number); break;
    case 1: fields.set("real", static_cast<double>(number) / 2); break;
    case 2: fields.set("money", Decimal{number * 50, 2}); break;
    case 3: fields.set("flag", number > 0); break;
    case 4: fields.set("day", Date{std::chrono::days{number}}); break;
    default: fields.set("text", random_text(random));
    }
    if (one_in(random, 3)) fields.set(one_in(random, 2) ? "whole" : "text", Value{});
}

void change_extras(Random& random, Extras& extras)
{
    const std::string number = std::to_string(below(random, 4));
    extras.set("shop", one_in(random, 3) ? "" : R"({"n":)" + number + R"(,"deep":{"t":"x"}})");
    if (one_in(random, 4)) extras.set("other", R"(["only here"])");
}

std::vector<Key> keys_of(TenantId tenant, const Entity& entity)
{
    std::vector<Key> keys;
    if (is_removed(entity)) return keys;
    for (const auto* name : {"email", "external_id", "name"}) {
        const std::string text(text_of(operand_value(entity, name)));
        if (!text.empty()) keys.push_back({kind_of(entity), tenant, name, text});
    }
    return keys;
}

class RandomActor {
public:
    RandomActor(Writer& writer, TenantId tenant, unsigned seed)
        : writer_(writer), tenant_(tenant), random_(seed)
    {}

    Result<void> act()
    {
        switch (below(random_, 14)) {
        case 0: return one_in(random_, 6) ? create_crowd() : change<Customer>(customers);
        case 1: return one_in(random_, 3) ? create(Group{}) : change<Group>(groups);
        case 2: return one_in(random_, 3) ? remove_customer() : change<Customer>(customers);
        case 3: return one_in(random_, 6) ? remove<Group>(groups) : change<Group>(groups);
        case 4: return one_in(random_, 3) ? create(StoredReply{}, false) : erase_one();
        case 5: return one_in(random_, 2) ? touch<StoredReply>() : touch_job();
        case 6:
        case 7:
        case 8:
        case 9: return join_or_leave();
        case 10: return one_in(random_, 2) ? empty_or_restore_group() : change_campaign();
        default: return change<Customer>(customers);
        }
    }

    bool is_refused() { return one_in(random_, 6); }

private:
    Result<void> put(Action action, std::optional<Entity> before, Entity after, bool is_logged)
    {
        auto keys_before = before ? keys_of(tenant_, *before) : std::vector<Key>{};
        auto keys_after = keys_of(tenant_, after);
        return writer_.put({action, tenant_, std::move(before), std::move(after),
                            std::move(keys_before), std::move(keys_after), is_logged});
    }

    template <class E>
    Result<void> create(E entity, bool is_logged = true)
    {
        entity.id.value = TRY(writer_.next_id(tenant_, kind_for<E>()));
        redraw(entity);
        return put(Action::created, std::nullopt, entity, is_logged);
    }

    Result<void> create_crowd()
    {
        for (auto left = 1 + below(random_, 4); left > 0; --left) TRY(create(Customer{}));
        return {};
    }

    void redraw(Customer& customer)
    {
        customer.name = one_of(random_, texts);
        customer.email = one_of(random_, texts);
        customer.password_hash = one_of(random_, texts);
        customer.created_at = random_time(random_);
        customer.updated_at = one_in(random_, 4) ? random_time(random_) : customer.created_at;
        if (one_in(random_, 2)) customer.consent = one_in(random_, 2);
        if (one_in(random_, 2)) customer.birth_date = Date{std::chrono::days{below(random_, 3)}};
        if (one_in(random_, 3)) customer.aliases = {"card:1", "card:2"};
        if (one_in(random_, 3)) customer.vendor_numbers = {"other:x-7", "shop:7"};
        change_fields(random_, customer.fields);
        change_extras(random_, customer.extras);
    }

    void redraw(Group& group)
    {
        group.name = one_of(random_, texts);
        group.external_id = one_of(random_, texts);
        group.capacity.reset();
        if (one_in(random_, 2)) group.capacity = below(random_, 3);
        group.status = one_in(random_, 3) ? GroupStatus::inactive : GroupStatus::active;
        change_fields(random_, group.fields);
    }

    void redraw(StoredReply& replay) { replay.answer = one_of(random_, texts); }
    void redraw(Job& job) { job.progress = one_of(random_, texts); }
    void redraw(JobItem& item)
    {
        item.answer = one_of(random_, texts);
        item.customer = {below(random_, 3)};
    }

    void redraw(Campaign& campaign)
    {
        campaign.name = one_of(random_, texts);
        campaign.group = {below(random_, 3)};
        campaign.segment_by = one_in(random_, 2) ? TextList{"city", "fields.tier"} : TextList{};
        campaign.status = one_in(random_, 2) ? CampaignStatus::draft : CampaignStatus::published;
        if (one_in(random_, 3)) campaign.published_at = random_time(random_);
        change_extras(random_, campaign.extras);
    }
    void redraw(CampaignRun& run)
    {
        run.campaign = {below(random_, 3)};
        run.number = below(random_, 3);
        run.group_name = one_of(random_, texts);
    }
    void redraw(Message& message)
    {
        message.campaign = {below(random_, 3)};
        message.customer = {below(random_, 3)};
        message.text = one_of(random_, texts);
        message.published_text = one_of(random_, texts);
        message.archived = one_in(random_, 2);
        message.status = one_in(random_, 2) ? MessageStatus::pending : MessageStatus::published;
        change_fields(random_, message.fields);
    }

    // A random row of the kind that is not removed; nothing when the random id does not exist.
    template <class E>
    std::optional<E> draw(std::int64_t ids)
    {
        const auto row = get<E>(writer_, tenant_, {1 + below(random_, ids)});
        if (!row || is_removed(*row)) return std::nullopt;
        return *row;
    }

    template <class E>
    Result<void> change(std::int64_t ids)
    {
        const auto before = draw<E>(ids);
        if (!before) return one_in(random_, 8) ? create(E{}) : Result<void>{};
        E after = *before;
        redraw(after);
        return put(Action::updated, *before, after, true);
    }

    template <class E>
    Result<void> remove(std::int64_t ids)
    {
        const auto before = draw<E>(ids);
        if (!before) return {};
        E after = *before;
        after.removed_at = random_time(random_);
        return put(Action::removed, *before, after, true);
    }

    // Ends a membership of a removed group; one without memberships is restored.
    Result<void> empty_or_restore_group()
    {
        const auto group = get<Group>(writer_, tenant_, {1 + below(random_, groups)});
        if (!group || !group->removed_at) return {};
        if (group->member_count == 0) {
            Group after = *group;
            after.removed_at.reset();
            return put(Action::updated, *group, after, true);
        }
        for (std::int64_t customer = 1; customer <= 2 * customers; ++customer) {
            const auto row = writer_.get({Kind::membership, tenant_, group->id.value, customer});
            if (!row || is_removed(*row)) continue;
            Membership after = std::get<Membership>(*row);
            after.left_at = random_time(random_);
            return put(Action::removed, *row, after, true);
        }
        return {};
    }

    Result<void> remove_customer()
    {
        const auto before = draw<Customer>(customers);
        if (!before) return {};
        Customer tombstone;
        tombstone.id = before->id;
        tombstone.removed_at = random_time(random_);
        TRY(put(Action::removed, *before, tombstone, true));
        return writer_.erase_history({Kind::customer, tenant_, before->id.value, 0});
    }

    Result<void> erase_one()
    {
        constexpr std::array kinds{Kind::stored_reply, Kind::job, Kind::job_item};
        const Kind kind = kinds[static_cast<std::size_t>(below(random_, std::ssize(kinds)))];
        return writer_.erase({kind, tenant_, 1 + below(random_, 10), 0});
    }

    Result<void> change_campaign()
    {
        switch (below(random_, 4)) {
        case 0: return change<Campaign>(10);
        case 1: return change<CampaignRun>(10);
        case 2: return one_in(random_, 3) ? remove<Message>(10) : remove<Campaign>(10);
        default: return change<Message>(10);
        }
    }

    Result<void> touch_job() { return one_in(random_, 2) ? touch<Job>() : touch<JobItem>(); }

    template <class E>
    Result<void> touch()
    {
        const auto before = draw<E>(10);
        if (!before) return one_in(random_, 3) ? create(E{}, false) : Result<void>{};
        E after = *before;
        redraw(after);
        after.updated_at = random_time(random_);
        return put(Action::updated, *before, after, false);
    }

    Result<void> join_or_leave()
    {
        const auto group = draw<Group>(groups);
        const auto customer = draw<Customer>(customers);
        if (!group || !customer) return {};
        Membership after;
        after.group = group->id;
        after.customer = customer->id;
        after.since = random_time(random_);
        const auto row =
            writer_.get({Kind::membership, tenant_, after.group.value, after.customer.value});
        if (!row) return put(Action::created, std::nullopt, after, true);
        if (is_removed(*row)) return put(Action::created, *row, after, true);
        after = std::get<Membership>(*row);
        if (one_in(random_, 2))
            after.left_at = random_time(random_);
        else
            after.is_default = !after.is_default;
        return put(after.left_at ? Action::removed : Action::updated, *row, after, true);
    }

    Writer& writer_;
    TenantId tenant_;
    Random random_;
};

Filter random_comparison(Random& random, Kind kind)
{
    using Op = Filter::Op;
    static const std::vector<std::string> operands{"id",
                                                   "name",
                                                   "email",
                                                   "birth_date",
                                                   "consent",
                                                   "created_at",
                                                   "capacity",
                                                   "status",
                                                   "customer_id",
                                                   "is_default",
                                                   "since",
                                                   "member_count",
                                                   "fields.real",
                                                   "fields.text",
                                                   "fields.money",
                                                   "fields.flag",
                                                   "fields.day",
                                                   "fields.whole",
                                                   "fields.none",
                                                   "extras.shop.n",
                                                   "extras.shop.deep",
                                                   "extras.shop.deep.t",
                                                   "aliases",
                                                   "vendor_numbers",
                                                   "campaign_id",
                                                   "run_number",
                                                   "archived",
                                                   "nothing"};
    constexpr std::array<Op, 9> ops{Op::equal,        Op::less,     Op::less_or_equal,
                                    Op::greater,      Op::in,       Op::greater_or_equal,
                                    Op::equal_folded, Op::contains, Op::is_null};
    if (kind == Kind::customer && one_in(random, 8)) {
        return member_of({1 + below(random, groups), 1 + below(random, groups)});
    }
    Filter filter;
    filter.op = ops[static_cast<std::size_t>(below(random, ops.size()))];
    filter.operand = one_of(random, operands);
    if (filter.op == Op::is_null) return filter;
    filter.values.push_back(random_value(random));
    if (filter.op == Op::in) filter.values.push_back(random_value(random));
    return filter;
}

Filter random_filter(Random& random, Kind kind, int depth)
{
    if (depth == 0 || one_in(random, 3)) return random_comparison(random, kind);
    if (one_in(random, 4)) return negate(random_filter(random, kind, depth - 1));
    std::vector<Filter> parts;
    for (auto i = below(random, 4); i > 0; --i) {
        parts.push_back(random_filter(random, kind, depth - 1));
    }
    return one_in(random, 2) ? all_of(std::move(parts)) : any_of(std::move(parts));
}

} // namespace

std::int64_t below(Random& random, std::int64_t bound)
{
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
}

Result<void> act_randomly(Writer& writer, TenantId tenant, unsigned seed)
{
    RandomActor actor(writer, tenant, seed);
    for (unsigned i = 0; i <= seed % 4; ++i) TRY(actor.act());
    if (actor.is_refused()) return fail(Code::conflict, "act", "refused by chance");
    return {};
}

Query random_query(Random& random, TenantId tenant)
{
    static const std::vector<std::string> sorts{
        "id",           "name",        "created_at",   "birth_date", "consent",
        "fields.whole", "fields.text", "fields.money", "fields.day", "extras.shop.n",
        "member_count", "since",       "customer_id",  "status",     "nothing",
        "run_number",   "campaign_id"};
    static const std::vector<Kind> kinds{Kind::customer,   Kind::customer, Kind::group,
                                         Kind::membership, Kind::campaign, Kind::campaign_run,
                                         Kind::message};
    Query query;
    query.tenant = tenant;
    query.kind = one_of(random, kinds);
    if (!one_in(random, 4)) query.filter = random_filter(random, query.kind, 2);
    query.sort = {one_of(random, sorts), one_in(random, 2)};
    query.limit = below(random, 8);
    query.offset = one_in(random, 3) ? below(random, 10) : 0;
    query.with_total = one_in(random, 2);
    query.with_removed = one_in(random, 4);
    return query;
}

} // namespace muster::store::test
