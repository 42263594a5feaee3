// Gets tokens of this API by a login, with an API key of the same account. The sister workspace
// gets customers, two groups and a campaign in each stage: campaigns are made by another API.
#include <array>
#include <stdexcept>
#include <thread>

#include "base/json.h"
#include "dialects/world.h"
#include "directory/campaigns/campaigns.h"
#include "directory/campaigns/messages.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "directory/memberships.h"

namespace muster::dialects::test {

namespace {

using namespace model;
using directory::Transaction;

constexpr TenantId sister{2};

void log_in(Caller& caller, const std::string& variant)
{
    const bool is_foreign = variant == ".foreign";
    Json body = Json::object();
    body.set("email", caller.get("login" + variant));
    body.set("password", caller.get("password"));
    const auto answer =
        caller.send(http::Verb::post, "/v1/auth", body.text(),
                    {{"x-api-key", caller.get(is_foreign ? "key.foreign" : "key")}});
    const auto tokens = parse_json(answer.body);
    if (answer.status != 200 || !tokens) return;
    caller.set("token" + variant, *tokens->find("access_token")->as_text());
    caller.set("refresh" + variant, *tokens->find("refresh_token")->as_text());
}

template <class Decide>
auto write(Caller& caller, Decide decide)
{
    const directory::Principal maker{{}, {1}, sister, "test", "test", {}};
    auto written = caller.world().directory().write(maker, sister, decide);
    if (!written) throw std::logic_error("nudgescribe setup: " + written.error().message);
    return *std::move(written);
}

struct CampaignReader {
    std::string_view name;
    std::string_view city; // empty: none
    bool is_other;         // also in the second group
};
constexpr std::array<CampaignReader, 5> readers{{{"Ana", "Leeds", false},
                                                 {"Ben", "Leeds", false},
                                                 {"Cleo", "Lyon", true},
                                                 {"Dov", "", false},
                                                 {"Eva", "Oslo", true}}};

GroupId make_group(Caller& caller, const std::string& name)
{
    return write(caller,
                 [&](Transaction& t) {
                     Group draft;
                     draft.name = name;
                     return directory::create_group(t, draft);
                 })
        .id;
}

void make_readers(Caller& caller, GroupId all, GroupId others)
{
    for (const auto& reader : readers) {
        write(caller, [&](Transaction& t) -> Result<Customer> {
            Customer draft;
            draft.name = reader.name;
            draft.city = reader.city;
            auto made = TRY(directory::create_customer(t, draft));
            if (reader.is_other) TRY(directory::join(t, others, made.id));
            if (reader.name != "Eva") TRY(directory::join(t, all, made.id));
            return made;
        });
    }
}

Result<Campaign> set_status(Transaction& t, CampaignId id, CampaignStatus status)
{
    return directory::update_campaign(t, id, [&](Campaign& campaign) -> Result<void> {
        campaign.status = status;
        return {};
    });
}

// A world whose calls do not wait for the index answers when it is loaded.
std::vector<Segment> segments_by_city(World& world, GroupId group)
{
    for (;;) {
        auto found = directory::segments_of(*world.services().finder, sister, group, {"city"},
                                            world.directory().clock().now());
        if (found || found.error().subject != loading_subject) return std::move(found).value();
        std::this_thread::yield();
    }
}

// The variable is {{campaign.draft}}, {{campaign.ready}} …
void make_campaign(Caller& caller, GroupId group, CampaignStatus status)
{
    const auto segments = segments_by_city(caller.world(), group);
    const std::string stage(name_of(status));
    const auto made = write(caller, [&](Transaction& t) -> Result<Campaign> {
        Campaign draft;
        draft.name = stage + " letter";
        draft.group = group;
        draft.segment_by = {"city"};
        auto campaign = TRY(directory::create_campaign(t, draft, segments));
        if (status == CampaignStatus::draft) return campaign;
        campaign = TRY(set_status(t, campaign.id, CampaignStatus::review));
        if (status == CampaignStatus::review) return campaign;
        const auto messages =
            rows_of<Message>(TRY(t.rows().page(directory::messages_query(sister, campaign.id))));
        for (const auto& message : messages) {
            const auto* city = message.fields.find("city");
            TRY(directory::update_message(
                t, campaign.id, message.id, [&](Message& written) -> Result<void> {
                    written.text = "Dear " +
                                   (city == nullptr ? "friend" : std::string(text_of(*city))) +
                                   ", \"hello\"";
                    written.status = MessageStatus::approved;
                    return {};
                }));
        }
        if (status == CampaignStatus::published) TRY(set_status(t, campaign.id, status));
        return campaign;
    });
    caller.set("campaign." + stage, "2-" + std::to_string(made.id.value));
}

void prepare(Caller& caller)
{
    for (const auto* variant : {"", ".read_only", ".no_scope", ".foreign", ".sister", ".account"}) {
        log_in(caller, variant);
    }
    const auto all = make_group(caller, "Readers");
    const auto others = make_group(caller, "Others");
    caller.set("readers", std::to_string(all.value));
    caller.set("others", std::to_string(others.value));
    caller.set("nobody", std::to_string(make_group(caller, "Nobody").value));
    make_readers(caller, all, others);
    for (const auto status : {CampaignStatus::draft, CampaignStatus::review, CampaignStatus::ready,
                              CampaignStatus::published}) {
        make_campaign(caller, all, status);
    }
}

const Setup setup{"nudgescribe", {.stored_secret = nullptr, .prepare = prepare}};

} // namespace

} // namespace muster::dialects::test
