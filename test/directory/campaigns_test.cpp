// Campaigns: from a draft to its first publication, to a rerun and a second publication.
#include "directory/campaign_test.h"

namespace muster::directory {

namespace {

TEST_F(CampaignTest, has_one_message_for_each_segment_of_its_group)
{
    const auto campaign = create("Letter", readers, {"city"}).value();
    EXPECT_EQ(campaign.status, CampaignStatus::draft);
    EXPECT_EQ(texts(campaign.id, 1), (Texts{"Leeds: ", "Lyon: ", "-: "}));
    const auto run = find_run(directory.rows(), {1}, campaign.id, 1).value();
    EXPECT_EQ(run.segment_count, 3);
    EXPECT_EQ(run.new_count, 3);
    EXPECT_EQ(run.group_name, "Readers");

    const auto whole = create("To all", readers, {}).value();
    EXPECT_EQ(texts(whole.id, 1), (Texts{"-: "}));
}

TEST_F(CampaignTest, goes_from_draft_over_review_to_ready_and_is_published)
{
    const auto campaign = create("Letter", readers, {"city"}).value();
    const auto all = messages(campaign.id, 1);
    EXPECT_EQ(write_text(all[0], "early").error().code, Code::conflict) << "still a draft";
    EXPECT_EQ(set_status(campaign.id, CampaignStatus::published).error().code, Code::conflict);
    ASSERT_TRUE(set_status(campaign.id, CampaignStatus::review));
    EXPECT_EQ(write_text(all[0], "  ").error().code, Code::conflict) << "no text";
    EXPECT_TRUE(write_text(all[0], "one"));
    EXPECT_TRUE(write_text(all[1], "two"));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::review);
    EXPECT_TRUE(write_text(all[2], "three"));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::ready);
    EXPECT_TRUE(write_text(all[1], "two", MessageStatus::rejected));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::review);
    EXPECT_TRUE(write_text(all[1], "two again"));
    ASSERT_TRUE(set_status(campaign.id, CampaignStatus::published));
    EXPECT_EQ(get(directory.rows(), {1}, campaign.id)->published_at, clock.now());
    for (const auto& message : messages(campaign.id, 1)) {
        EXPECT_EQ(message.status, MessageStatus::published);
    }
    // A text that is written again must be approved and published again.
    EXPECT_TRUE(write_text(all[0], "newer", MessageStatus::published));
    EXPECT_EQ(messages(campaign.id, 1)[0].status, MessageStatus::pending);
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::review);
    EXPECT_EQ(rerun(campaign.id, readers).error().code, Code::conflict);
}

TEST_F(CampaignTest, rerun_takes_over_the_newest_text_of_each_segment)
{
    const auto campaign = published("Letter");
    const auto first = messages(campaign.id, 1);
    const auto others = group("Others");
    EXPECT_TRUE(join(others, people[2]));               // Lyon: known
    EXPECT_TRUE(join(others, resident("Eve", "Oslo"))); // new
    const auto second = rerun(campaign.id, others).value();
    EXPECT_EQ(second.number, 2);
    EXPECT_EQ(second.segment_count, 2);
    EXPECT_EQ(second.new_count, 1);
    EXPECT_EQ(second.reused_count, 1);
    EXPECT_EQ(second.archived_count, 3);
    EXPECT_EQ(texts(campaign.id, 2), (Texts{"Lyon: Letter", "Oslo: "}));
    EXPECT_EQ(messages(campaign.id, 2)[0].segment, first[1].segment);
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::review);
    for (const auto& message : messages(campaign.id, 1)) EXPECT_TRUE(message.archived);
    EXPECT_EQ(write_text(first[0], "too late").error().code, Code::conflict);

    EXPECT_TRUE(write_text(messages(campaign.id, 2)[1], "Oslo's own"));
    ASSERT_TRUE(set_status(campaign.id, CampaignStatus::published));
    // Run 3 is about the first group again: its texts come from run 1 and run 2, none is new.
    EXPECT_TRUE(join(readers, resident("Fay", "Oslo")));
    EXPECT_EQ(rerun(campaign.id, readers)->reused_count, 4);
    EXPECT_EQ(texts(campaign.id, 3),
              (Texts{"Leeds: Letter", "Lyon: Letter", "-: Letter", "Oslo: Oslo's own"}));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::ready);
}

TEST_F(CampaignTest, refused_rerun_changes_nothing)
{
    const auto campaign = published("Letter");
    const auto before = directory.rows().revision({1}).value();
    EXPECT_EQ(rerun(campaign.id, readers, {1}).error().code, Code::conflict) << "the current run";
    EXPECT_EQ(rerun(campaign.id, readers, {7}).error().code, Code::not_found);
    EXPECT_EQ(rerun(campaign.id, {99}).error().code, Code::not_found);
    EXPECT_EQ(rerun(campaign.id, group("Empty")).error().code, Code::conflict);
    EXPECT_EQ(directory.rows().revision({1}).value(), before + 1) << "only the group was made";
    EXPECT_EQ(messages(campaign.id, 1)[0].archived, false);
}

// Two callers have found the segments; the one whose write comes second finds no published
// campaign.
TEST_F(CampaignTest, of_two_reruns_at_once_one_succeeds)
{
    const auto campaign = published("Letter");
    const auto found = segments(readers, {"city"});
    const auto again = [&](Transaction& t) {
        return rerun_campaign(t, campaign.id, {readers, found, {}});
    };
    EXPECT_TRUE(write(again));
    EXPECT_EQ(write(again).error().code, Code::conflict);
    EXPECT_EQ(get(directory.rows(), {1}, campaign.id)->run_number, 2);
}

TEST_F(CampaignTest, does_not_publish_for_a_removed_group)
{
    const auto campaign = published("Letter");
    EXPECT_TRUE(write([&](Transaction& t) { return remove_group(t, readers); }));
    const auto again = write([&](Transaction& t) { return publish_campaign(t, campaign.id); });
    EXPECT_EQ(again.error().code, Code::conflict);
    EXPECT_EQ(get(directory.rows(), {1}, campaign.id)->group, readers);
}

// The files hold who got which message when the campaign was published, two rows each here.
TEST_F(CampaignTest, files_hold_the_recipients_of_each_published_run)
{
    const auto campaign = published("Letter");
    const auto publish = [&] {
        const auto now = live_campaign(directory.rows(), {1}, campaign.id).value();
        const auto found =
            recipients_of(directory.rows(), ScanFinder(directory.rows()), {1}, now, clock.now())
                .value();
        const auto files = store_files_in_pieces(directory, {{7}, {1}, {1}, "Ann", "native", {}},
                                                 {1}, now, found, 2);
        EXPECT_TRUE(files);
        return write([&](Transaction& t) { return publish_with_files(t, now, *files); });
    };
    const auto file = [&](std::int64_t run, std::int64_t number) {
        return recipients_in_file(directory.rows(), {1}, campaign.id, run, number);
    };
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 0);
    ASSERT_TRUE(publish());
    const auto first = messages(campaign.id, 1);
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 2);
    using Rows = std::vector<Recipient>;
    const auto row = [&](std::size_t person, const Message& message) {
        return Recipient{people[person].value, message.id.value};
    };
    EXPECT_EQ(file(1, 1).value(), (Rows{row(0, first[0]), row(1, first[0])}));
    EXPECT_EQ(file(1, 2).value(), (Rows{row(2, first[1]), row(3, first[2])}));
    EXPECT_EQ(file(1, 3).error().code, Code::not_found);
    EXPECT_EQ(file(1, 0).error().code, Code::not_found);
    // A customer who joins later is in the files that are written next.
    EXPECT_TRUE(join(readers, resident("Hal", "Lyon")));
    EXPECT_TRUE(join(readers, resident("Ida", "Rome"))); // a segment without a message
    EXPECT_EQ(file(1, 2).value().size(), 2U);
    ASSERT_TRUE(publish());
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 3);
    // A rerun has no files yet; those of the first run stay, until the campaign is removed.
    EXPECT_TRUE(rerun(campaign.id, readers));
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 2).value(), 0);
    EXPECT_EQ(count_files(directory.rows(), {1}, campaign.id, 1).value(), 3);
    EXPECT_TRUE(write([&](Transaction& t) { return remove_campaign(t, campaign.id); }));
    const auto files =
        find_job_by_ticket(directory.rows(), {1}, run_files, files_ticket(campaign.id, 1));
    EXPECT_EQ(files->expires_at, clock.now());
}

// promise 10: a segment of one customer is that customer's data.
TEST_F(CampaignTest, message_goes_with_the_only_customer_of_its_segment)
{
    const auto campaign = published("Letter");
    const auto lyon = messages(campaign.id, 1)[1];
    EXPECT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[2]); }));
    EXPECT_EQ(texts(campaign.id, 1), (Texts{"Leeds: Letter", "-: Letter"}));
    const auto erased = get(directory.rows(), {1}, lyon.id).value();
    EXPECT_TRUE(erased.removed_at);
    EXPECT_TRUE(erased.fields.empty());
    EXPECT_EQ(erased.text, "");
    const auto log = directory.rows().changes({{1}, 0, 1000, Kind::message, lyon.id.value}).value();
    for (const auto& change : log) {
        EXPECT_EQ(change.before + change.after, "");
    }
    // Ada and Bob share their segment: it stays with the other one.
    EXPECT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[0]); }));
    EXPECT_EQ(texts(campaign.id, 1), (Texts{"Leeds: Letter", "-: Letter"}));
    // The segment is new when somebody else lives there.
    EXPECT_TRUE(join(readers, resident("Gil", "Lyon")));
    EXPECT_EQ(rerun(campaign.id, readers)->new_count, 1);
}

// The last open message of a campaign may be erased: then all others are approved.
TEST_F(CampaignTest, status_follows_when_an_open_message_is_erased)
{
    const auto campaign = create("Letter", readers, {"city"}).value();
    ASSERT_TRUE(set_status(campaign.id, CampaignStatus::review));
    for (const auto& message : messages(campaign.id, 1)) {
        if (message.customer == people[2]) continue;
        EXPECT_TRUE(write_text(message, "text"));
    }
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::review);
    EXPECT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[2]); }));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::ready);
}

// No message is left, and none was published.
TEST_F(CampaignTest, is_not_published_when_its_last_message_is_erased)
{
    const auto alone = group("Alone");
    ASSERT_TRUE(join(alone, people[2]));
    const auto campaign = create("Letter", alone, {"city"}).value();
    ASSERT_TRUE(set_status(campaign.id, CampaignStatus::review));
    EXPECT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[2]); }));
    EXPECT_EQ(status_of(campaign.id), CampaignStatus::ready);
    EXPECT_FALSE(get(directory.rows(), {1}, campaign.id)->published_at);
}

// Between the search for segments and the write, the only customer of one of them is removed.
TEST_F(CampaignTest, message_is_not_made_for_a_customer_who_was_just_removed)
{
    const auto found = segments(readers, {"city"});
    EXPECT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[2]); }));
    const auto campaign = write([&](Transaction& t) {
        Campaign draft;
        draft.name = "Letter";
        draft.group = readers;
        draft.segment_by = {"city"};
        return create_campaign(t, draft, found);
    });
    EXPECT_EQ(texts(campaign->id, 1), (Texts{"Leeds: ", "-: "}));
}

TEST_F(CampaignTest, segments_are_not_made_by_what_identifies_customers)
{
    CustomField tier;
    tier.key = "tier";
    CustomField card = tier;
    card.key = "card";
    card.unique = true;
    CustomField tags = tier;
    tags.key = "tags";
    tags.type = Type::list;
    for (const auto& field : {tier, card, tags}) {
        ASSERT_TRUE(write([&](Transaction& t) { return declare_field(t, field); }));
    }
    const auto declared = load_declared(directory.rows(), {1}).value();
    const auto code_of = [&](const TextList& operands) {
        const auto checked = check_segment_operands(declared, operands);
        return checked ? Code{} : checked.error().code;
    };
    EXPECT_EQ(check_segment_operands(declared, {"City", "tier"}),
              (TextList{"city", "fields.tier"}));
    for (const auto* operand : {"email", "name", "birth_date", "card", "tags", "id"}) {
        EXPECT_EQ(code_of({operand}), Code::invalid_value) << operand;
    }
    EXPECT_EQ(code_of({"colour"}), Code::unknown_field);
    EXPECT_EQ(code_of({"city", "CITY"}), Code::invalid_value);
    EXPECT_EQ(code_of(TextList(limits::segment_operands + 1, "city")), Code::too_large);
}

TEST_F(CampaignTest, field_of_its_segments_cannot_get_another_name_and_a_removed_one_stops_reruns)
{
    CustomField tier;
    tier.key = "tier";
    const auto field = write([&](Transaction& t) { return declare_field(t, tier); }).value();
    const auto campaign = create("Letter", readers, {"fields.tier"}).value();
    EXPECT_TRUE(set_status(campaign.id, CampaignStatus::review));
    EXPECT_TRUE(write_text(messages(campaign.id, 1)[0], "text"));
    EXPECT_TRUE(set_status(campaign.id, CampaignStatus::published));
    const auto renamed = write([&](Transaction& t) {
        return update_field(t, field.id, [](CustomField& f) -> Result<void> {
            f.key = "level";
            return {};
        });
    });
    EXPECT_EQ(renamed.error().code, Code::conflict);
    EXPECT_TRUE(write([&](Transaction& t) { return remove_field(t, field.id); }));
    EXPECT_EQ(rerun(campaign.id, readers).error().code, Code::conflict);
}

TEST_F(CampaignTest, removed_campaign_cannot_be_reached)
{
    const auto campaign = published("Letter");
    const auto message = messages(campaign.id, 1)[0];
    EXPECT_EQ(
        write([&](Transaction& t) { return remove_campaign(t, campaign.id, 1); }).error().code,
        Code::stale);
    EXPECT_TRUE(write([&](Transaction& t) { return remove_campaign(t, campaign.id); }));
    EXPECT_EQ(live_campaign(directory.rows(), {1}, campaign.id).error().code, Code::not_found);
    EXPECT_EQ(find_message(directory.rows(), {1}, campaign.id, message.id).error().code,
              Code::not_found);
    EXPECT_EQ(write_text(message, "late").error().code, Code::not_found);
}

// promise 7
TEST_F(CampaignTest, other_tenant_sees_none_of_it)
{
    const auto campaign = published("Letter");
    EXPECT_EQ(live_campaign(directory.rows(), {2}, campaign.id).error().code, Code::not_found);
    const auto theirs =
        write([&](Transaction& t) { return publish_campaign(t, campaign.id); }, TenantId{2});
    EXPECT_EQ(theirs.error().code, Code::not_found);
}

} // namespace

} // namespace muster::directory
