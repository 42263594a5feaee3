// A group of four readers, and what stories about campaigns do with it.
#pragma once

#include "base/limits.h"
#include "directory/campaigns/campaigns.h"
#include "directory/campaigns/messages.h"
#include "directory/campaigns/publication.h"
#include "directory/directory_test.h"
#include "directory/housekeeping.h"
#include "directory/jobs.h"
#include "directory/scan_finder.h"
#include "model/pages.h"

namespace muster::directory {

class CampaignTest : public DirectoryTest {
protected:
    CampaignTest()
    {
        readers = group("Readers");
        for (const auto& [name, city] :
             {std::pair("Ada", "Leeds"), {"Bob", "Leeds"}, {"Cid", "Lyon"}, {"Dan", ""}}) {
            people.push_back(resident(name, city));
            EXPECT_TRUE(join(readers, people.back()));
        }
    }

    CustomerId resident(const std::string& name, const std::string& city)
    {
        return write([&](Transaction& t) {
                   Customer draft;
                   draft.name = name;
                   draft.city = city;
                   return create_customer(t, draft);
               })
            ->id;
    }

    std::vector<Segment> segments(GroupId of, const TextList& by)
    {
        return segments_of(ScanFinder(directory.rows()), {1}, of, by, clock.now()).value();
    }

    Result<Campaign> create(const std::string& name, GroupId of, const TextList& by)
    {
        const auto found = segments(of, by);
        return write([&](Transaction& t) {
            Campaign draft;
            draft.name = name;
            draft.group = of;
            draft.segment_by = by;
            return create_campaign(t, draft, found);
        });
    }

    Result<Campaign> set_status(CampaignId id, CampaignStatus status)
    {
        return write([&](Transaction& t) {
            return update_campaign(t, id, [&](Campaign& c) -> Result<void> {
                c.status = status;
                return {};
            });
        });
    }

    Result<Message> write_text(const Message& message, const std::string& text,
                               MessageStatus status = MessageStatus::approved)
    {
        return write([&](Transaction& t) {
            return update_message(t, message.campaign, message.id, [&](Message& m) -> Result<void> {
                m.text = text;
                m.status = status;
                return {};
            });
        });
    }

    Result<CampaignRun> rerun(CampaignId id, GroupId of, std::vector<std::int64_t> archived = {})
    {
        const auto campaign = get(directory.rows(), {1}, id).value();
        const auto found = segments(of, campaign.segment_by);
        const auto ready =
            archive_runs_in_pieces(directory, ann, {1}, id, {of, found, std::move(archived)});
        if (!ready) return fail(ready.error());
        return write([&](Transaction& t) { return rerun_campaign(t, id, {of, found, {}}); });
    }

    std::vector<Message> messages(CampaignId id, std::int64_t run)
    {
        return rows_of<Message>(directory.rows().page(messages_query({1}, id, run)).value());
    }

    // "Leeds: text", in the order of the segments; "-" for those without a city.
    std::vector<std::string> texts(CampaignId id, std::int64_t run)
    {
        std::vector<std::string> all;
        for (const auto& message : messages(id, run)) {
            const Value* city = message.fields.find("city");
            all.push_back((city == nullptr ? "-" : std::string(text_of(*city))) + ": " +
                          message.text);
        }
        return all;
    }

    CampaignStatus status_of(CampaignId id)
    {
        return get(directory.rows(), {1}, id).value().status;
    }

    // With all its texts, each of them named after the campaign.
    Campaign published(const std::string& name)
    {
        const auto campaign = create(name, readers, {"city"}).value();
        EXPECT_TRUE(set_status(campaign.id, CampaignStatus::review));
        for (const auto& message : messages(campaign.id, 1)) {
            EXPECT_TRUE(write_text(message, name));
        }
        EXPECT_TRUE(set_status(campaign.id, CampaignStatus::published));
        return campaign;
    }

    using Texts = std::vector<std::string>;

    // Of one customer each.
    Result<JobId> store_files(const Campaign& campaign)
    {
        const auto found = recipients_of(directory.rows(), ScanFinder(directory.rows()), {1},
                                         campaign, clock.now());
        return store_files_in_pieces(directory, ann, {1}, campaign, *found, 1);
    }

    const Principal ann{{7}, {1}, {1}, "Ann", "native", {}};
    GroupId readers;
    std::vector<CustomerId> people;
};

} // namespace muster::directory
