// Field tables: one row per member gives writing, reading, clearing, selecting and refusing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/fields.h"

namespace muster::wire {
namespace {

using model::Group;
using model::GroupColumn;
using testing::ElementsAre;

constexpr auto table = field_table(
    "example", row(GroupColumn::id, "id", integer_form, Access::read_only),
    row(GroupColumn::name, "title", text_form, Access::required),
    row(GroupColumn::description, "about.text", text_form).with(Absent::null),
    extra<Group>("about.colour", text_form),
    row(GroupColumn::capacity, "size", lenient_integer_form).with(Absent::zero),
    row(GroupColumn::external_id, "secret", text_form, Access::write_only).at_most(5),
    extra<Group>("tags", text_list_form).with(Absent::empty_list),
    omit(GroupColumn::rule, "not shown"), omit(GroupColumn::membership_logged_until, "not shown"),
    omit(GroupColumn::status, "not shown"), omit(GroupColumn::member_count, "not shown"),
    omit(GroupColumn::created_by, "not shown"), omit(GroupColumn::updated_by, "not shown"),
    row(GroupColumn::created_at, "made", plain_instant_form, Access::read_only),
    omit(GroupColumn::updated_at, "not shown"), omit(GroupColumn::removed_at, "not shown"),
    omit(GroupColumn::revision, "not shown"));

std::string write(const Group& group, const Selection& selection = everything)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write_members<Group>(out, table, group, selection);
    out.end_object();
    return text;
}

Result<Touched> read(std::string_view text, Group& group, const Reading& reading = {})
{
    const auto json = TRY(parse_json(text));
    return read_members<Group>(json, table, group, reading);
}

Group gold()
{
    Group group;
    group.id = {7};
    group.name = "Gold";
    group.description = "Best";
    group.capacity = 10;
    group.external_id = "x";
    group.created_at = Time(std::chrono::seconds(1'770'109'200));
    group.extras.set("example", R"({"about.colour":"red","tags":["a"],"other":1})");
    return group;
}

std::vector<std::string> subjects(const Error& error)
{
    std::vector<std::string> names{error.subject};
    for (const auto& more : error.further) names.push_back(more.subject);
    return names;
}

TEST(WriteMembers, follows_the_table)
{
    EXPECT_EQ(write(gold()),
              R"({"id":7,"title":"Gold","about":{"text":"Best","colour":"red"},"size":10,)"
              R"("tags":["a"],"made":"2026-02-03 09:00:00"})");
}

TEST(WriteMembers, shows_what_is_absent_as_the_row_says)
{
    Group group;
    group.name = "Empty";
    EXPECT_EQ(write(group), R"({"title":"Empty","about":{"text":null},"size":0,"tags":[],)"
                            R"("made":"1970-01-01 00:00:00"})");
}

TEST(WriteMembers, writes_only_what_was_selected)
{
    EXPECT_EQ(write(gold(), *Selection::parse("title, about(colour)")),
              R"({"title":"Gold","about":{"colour":"red"}})");
    EXPECT_EQ(write(gold(), *Selection::parse("nothing")), "{}");
}

TEST(ReadMembers, changes_only_what_is_there_and_tells_which)
{
    Group group = gold();
    const auto touched = read(R"({"about":{"text":"New"},"size":"12","unknown":1})", group);
    ASSERT_TRUE(touched);
    EXPECT_EQ(group.description, "New");
    EXPECT_EQ(group.capacity, 12);
    EXPECT_EQ(group.name, "Gold");
    EXPECT_EQ(touched->count(), 2U);
    EXPECT_TRUE(touched->test(2));
    EXPECT_TRUE(touched->test(4));
}

// Promise 6: what one dialect keeps is not lost, and members of its extras that no row names stay.
TEST(ReadMembers, keeps_extras_that_the_body_does_not_name)
{
    Group group = gold();
    group.extras.set("another", R"({"x":1})");
    ASSERT_TRUE(read(R"({"about":{"colour":null},"tags":["b","c"]})", group));
    EXPECT_EQ(group.extras.of("example"), R"({"tags":["b","c"],"other":1})");
    EXPECT_EQ(group.extras.of("another"), R"({"x":1})");
}

TEST(ReadMembers, clears_by_null_and_by_empty_text)
{
    Group group = gold();
    ASSERT_TRUE(read(R"({"about":{"text":null},"size":""})", group));
    EXPECT_EQ(group.description, "");
    EXPECT_EQ(group.capacity, std::nullopt);
    ASSERT_TRUE(read(R"({"title":null})", group, {.null_means_absent = true}));
    EXPECT_EQ(group.name, "Gold");
}

TEST(ReadMembers, never_sets_what_is_read_only)
{
    Group group = gold();
    const auto touched = read(R"({"id":99,"made":"2000-01-01"})", group);
    ASSERT_TRUE(touched);
    EXPECT_TRUE(touched->none());
    EXPECT_EQ(group.id.value, 7);
}

TEST(ReadMembers, demands_what_is_required_on_create_and_when_cleared)
{
    Group group;
    const auto created = read("{}", group, {.purpose = Purpose::create});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, Code::missing_field);
    EXPECT_EQ(created.error().subject, "title");
    EXPECT_TRUE(read("{}", group));
    EXPECT_FALSE(read(R"({"title":""})", group));
    EXPECT_FALSE(read(R"({"title":null})", group));
}

TEST(ReadMembers, reports_all_problems_at_once_with_their_places)
{
    Group group;
    const auto wrong = read(R"({"title":1,"size":"x","secret":"too long"})", group);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(subjects(wrong.error()), ElementsAre("title", "size", "secret"));
    EXPECT_EQ(wrong.error().code, Code::invalid_value);
    const auto nested = read(R"({"about":{"text":[]}})", group);
    ASSERT_FALSE(nested);
    EXPECT_EQ(nested.error().subject, "about.text");
    EXPECT_EQ(nested.error().where, "/about/text");
}

TEST(ReadMembers, refuses_unknown_members_when_asked)
{
    Group group = gold();
    const Reading strict{.refuses_unknown = true};
    EXPECT_TRUE(read(R"({"title":"x","about":{"colour":"blue"}})", group, strict));
    const auto wrong = read(R"({"id":1,"nope":1,"about":{"size":1},"status":1})", group, strict);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(subjects(wrong.error()), ElementsAre("id", "nope", "about.size", "status"));
    EXPECT_FALSE(read(R"({"about":7})", group, strict));
}

TEST(ReadMembers, finds_names_without_case_when_asked)
{
    Group group;
    EXPECT_TRUE(read(R"({"TITLE":"x"})", group, {.ignores_case = true}));
    EXPECT_EQ(group.name, "x");
    EXPECT_TRUE(read(R"({"TITLE":"y"})", group));
    EXPECT_EQ(group.name, "x");
}

TEST(ReadMembers, takes_only_objects)
{
    Group group;
    for (const auto* text : {"[]", "null", "7", "\"x\""}) {
        const auto wrong = read(text, group);
        ASSERT_FALSE(wrong) << text;
        EXPECT_EQ(wrong.error().subject, "body");
    }
}

// Bodies of other forms than JSON bring bytes that nobody has judged.
TEST(ReadMembers, refuses_text_that_is_not_utf8)
{
    for (const auto* name : {"title", "about"}) {
        Json body;
        Json bad("\xFF");
        if (name == std::string_view("about")) {
            Json inner;
            inner.set("colour", "\xFF");
            bad = inner;
        }
        body.set(name, bad);
        Group group = gold();
        const auto wrong = read_members<Group>(body, table, group);
        ASSERT_FALSE(wrong) << name;
        EXPECT_EQ(wrong.error().code, Code::invalid_value);
    }
}

} // namespace
} // namespace muster::wire
