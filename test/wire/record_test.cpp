// Records: one row per member defines how it is written, read, cleared and selected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/record.h"
#include "wire/schema.h"

namespace muster::wire {
namespace {

using model::Group;
using model::GroupColumn;
using testing::ElementsAre;

constexpr auto table = record(
    {"Example", "example"}, row(GroupColumn::id, "id", integer_codec, Access::read_only),
    row(GroupColumn::name, "title", text_codec, Access::required),
    row(GroupColumn::description, "about.text", text_codec).with(Absent::null),
    extra<Group>("about.colour", text_codec),
    row(GroupColumn::capacity, "size", lenient_integer_codec).with(Absent::zero),
    row(GroupColumn::external_id, "secret", text_codec, Access::write_only).at_most(5),
    extra<Group>("tags", text_list_codec).with(Absent::empty_list),
    omit(GroupColumn::rule, "not shown"), omit(GroupColumn::membership_logged_until, "not shown"),
    omit(GroupColumn::status, "not shown"), omit(GroupColumn::member_count, "not shown"),
    omit(GroupColumn::vendor_numbers, "not shown"), omit(GroupColumn::created_by, "not shown"),
    omit(GroupColumn::updated_by, "not shown"),
    row(GroupColumn::created_at, "made", plain_instant_codec, Access::read_only),
    omit(GroupColumn::updated_at, "not shown"), omit(GroupColumn::removed_at, "not shown"),
    omit(GroupColumn::revision, "not shown"));

std::string write(const Group& group, const Selection& selection = everything)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write_members(out, table, group, selection);
    out.end_object();
    return text;
}

Result<Touched> read(std::string_view text, Group& group, const Reading& reading = {})
{
    const auto json = TRY(parse_json(text));
    return read_members(json, table, group, reading);
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

TEST(WriteMembers, writes_missing_values_as_the_row_says)
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

TEST(ReadMembers, changes_only_members_of_the_body_and_returns_them)
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

// Promise 6: extras of other dialects are not lost, nor members of the extras without a row.
TEST(ReadMembers, leaves_other_extras_unchanged)
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

TEST(ReadMembers, requires_members_on_create_and_refuses_clearing_them)
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

// Promise 7 of the native API: what was read can be sent back.
TEST(ReadMembers, of_an_update_may_have_what_it_cannot_change_as_it_is)
{
    Group group = gold();
    const Reading update{.refuses_unknown = true};
    EXPECT_TRUE(read(R"({"id":7,"title":"Silver"})", group, update));
    EXPECT_EQ(group.name, "Silver");
    const auto other = read(R"({"id":8})", group, update);
    ASSERT_FALSE(other);
    EXPECT_THAT(subjects(other.error()), ElementsAre("id"));
    const Reading create{.purpose = Purpose::create, .refuses_unknown = true};
    EXPECT_FALSE(read(R"({"id":7,"title":"Silver"})", group, create));
}

struct Badge {
    std::string owner;
    std::string colour;
};
constexpr auto badge_table =
    record({}, row<&Badge::owner>("owner", text_codec, Access::create_only),
           row<&Badge::colour>("colour", text_codec));

TEST(ReadMembers, sets_members_of_a_create_once)
{
    Badge badge;
    const auto send = [&](std::string_view text, Purpose purpose) {
        return read_members(*parse_json(text), badge_table, badge,
                            {.purpose = purpose, .refuses_unknown = true});
    };
    ASSERT_TRUE(send(R"({"owner":"Ada","colour":"red"})", Purpose::create));
    EXPECT_EQ(badge.owner, "Ada");
    EXPECT_TRUE(send(R"({"owner":"Ada","colour":"blue"})", Purpose::update));
    EXPECT_EQ(badge.colour, "blue");
    EXPECT_FALSE(send(R"({"owner":"Grace"})", Purpose::update));
    EXPECT_EQ(badge.owner, "Ada");
}

TEST(ReadMembers, finds_names_without_case_when_asked)
{
    Group group;
    EXPECT_TRUE(read(R"({"TITLE":"x"})", group, {.ignores_case = true}));
    EXPECT_EQ(group.name, "x");
    EXPECT_TRUE(read(R"({"TITLE":"y"})", group));
    EXPECT_EQ(group.name, "x");
}

TEST(ReadMembers, refuses_bodies_that_are_no_objects)
{
    Group group;
    for (const auto* text : {"[]", "null", "7", "\"x\""}) {
        const auto wrong = read(text, group);
        ASSERT_FALSE(wrong) << text;
        EXPECT_EQ(wrong.error().subject, "body");
    }
}

// Bodies that are not JSON may contain invalid UTF-8.
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
        const auto wrong = read_members(body, table, group);
        ASSERT_FALSE(wrong) << name;
        EXPECT_EQ(wrong.error().code, Code::invalid_value);
    }
}

// A struct with each kind of member that rows support.
struct Place {
    std::string city;
    std::int64_t number = 0;
};
struct Visit {
    std::string who;
    Place place;
    std::optional<Place> next;
    std::vector<Place> past;
    std::vector<std::int64_t> guests;
    std::optional<bool> was_good;
    double price = 0;
    model::GroupId group;
};

std::string_view shout(const Visit& visit) { return visit.was_good ? "loud" : ""; }
void write_pair(JsonWriter& out, const Visit& visit)
{
    out.begin_array().text(visit.who).number(visit.price).end_array();
}
Result<void> read_pair(const Json& json, Visit& visit)
{
    if (json.as_array() == nullptr) return fail(Code::invalid_value, "", "must be a pair");
    visit.who = *json.as_array()->front().as_text();
    return {};
}

constexpr auto place_record =
    record({"Place"}, row<&Place::city>("city", text_codec, Access::required),
           row<&Place::number>("number", integer_codec).about("House number.", "7"));
constexpr auto visit_record = record(
    {"Visit"}, row<&Visit::who>("who", text_codec), embed<&Visit::place, place_record>(),
    object<&Visit::next, place_record>("next").with(Absent::null),
    list<&Visit::past, place_record>("past"), values<&Visit::guests>("guests", integer_codec),
    row<&Visit::was_good>("good", boolean_codec), row<&Visit::price>("cost.price", number_codec),
    row<&Visit::group>("group", integer_codec), row<shout>("shout", text_codec, Access::read_only),
    custom<write_pair, read_pair>("pair", R"({"type": "array"})"),
    described<Visit>("kind", text_codec));

Visit visit()
{
    return {"Ada", {"Leeds", 3}, Place{"York", 4}, {{"Bath", 5}}, {1, 2}, true, 2.5, {9}};
}

constexpr std::string_view whole_visit =
    R"({"who":"Ada","city":"Leeds","number":3,"next":{"city":"York","number":4},)"
    R"("past":[{"city":"Bath","number":5}],"guests":[1,2],"good":true,"cost":{"price":2.5},)"
    R"("group":9,"shout":"loud","pair":["Ada",2.5]})";

std::string written(const Visit& visit, const Selection& selection = everything)
{
    std::string text;
    JsonWriter out(text);
    write_object(out, visit_record, visit, selection);
    return text;
}

TEST(NestedRecord, writes_objects_lists_and_what_is_embedded)
{
    EXPECT_EQ(written(visit()), whole_visit);
    EXPECT_EQ(written(visit(), *Selection::parse("past(number),cost,guests")),
              R"({"past":[{"number":5}],"guests":[1,2],"cost":{"price":2.5}})");
    EXPECT_EQ(written({}), R"({"number":0,"next":null,"past":[],"guests":[],"cost":{"price":0},)"
                           R"("pair":["",0]})");
}

TEST(NestedRecord, reads_what_it_writes)
{
    Visit read_back;
    ASSERT_TRUE(read_members(*parse_json(whole_visit), visit_record, read_back));
    EXPECT_EQ(written(read_back), whole_visit);
}

TEST(NestedRecord, changes_only_members_of_the_body_and_replaces_lists)
{
    Visit changed = visit();
    const auto touched = read_members(
        *parse_json(R"({"city":"Hull","next":{"number":8},"past":[{"city":"Ely"}],"guests":null})"),
        visit_record, changed);
    ASSERT_TRUE(touched);
    EXPECT_EQ(touched->count(), 4U);
    EXPECT_EQ(changed.place.city, "Hull");
    EXPECT_EQ(changed.place.number, 3);
    EXPECT_EQ(changed.next->city, "York");
    EXPECT_EQ(changed.next->number, 8);
    ASSERT_EQ(changed.past.size(), 1U);
    EXPECT_EQ(changed.past[0].city, "Ely");
    EXPECT_TRUE(changed.guests.empty());
    ASSERT_TRUE(read_members(*parse_json(R"({"next":null})"), visit_record, changed));
    EXPECT_FALSE(changed.next);
}

TEST(NestedRecord, names_the_place_of_every_problem)
{
    Visit ignored;
    const auto read = read_members(
        *parse_json(R"({"city":"x","past":[{"city":"a"},{"number":"b","odd":1},2],"next":3,)"
                    R"("guests":["c"],"pair":1,"kind":"known","unknown":1})"),
        visit_record, ignored, {.purpose = Purpose::create, .refuses_unknown = true});
    ASSERT_FALSE(read);
    EXPECT_THAT(subjects(read.error()), ElementsAre("unknown", "next", "past.1.odd", "past.1.city",
                                                    "past.1.number", "past.2", "guests.0", "pair"));
    EXPECT_EQ(read.error().further[1].where, "/past/1/odd");
}

TEST(StoredRecord, is_restored_and_ignores_what_it_cannot_read)
{
    EXPECT_EQ(written(restored(visit_record, stored_text(visit_record, visit()))), whole_visit);
    const auto partly = restored(visit_record, R"({"who":"Ada","guests":["x",3],"good":"?"})");
    EXPECT_EQ(partly.who, "Ada");
    EXPECT_THAT(partly.guests, ElementsAre(3));
    EXPECT_EQ(partly.was_good, std::nullopt);
    EXPECT_EQ(restored(visit_record, "no JSON").who, "");
}

TEST(RecordSchema, shares_titled_records_and_separates_bodies_from_answers)
{
    SchemaSet schemas;
    EXPECT_EQ(schemas.schema_of(visit_record, Side::answer).text(),
              R"({"$ref":"#/components/schemas/Visit"})");
    schemas.schema_of(visit_record, Side::body);
    const Json components = schemas.components();
    EXPECT_THAT(*components.find("Place")->find("properties")->find("number"),
                *parse_json(R"({"type":"integer","description":"House number.","examples":[7]})"));
    EXPECT_THAT(*components.find("PlaceInput")->find("required"), *parse_json(R"(["city"])"));
    const Json& answer = *components.find("Visit")->find("properties");
    EXPECT_THAT(
        *answer.find("next"),
        *parse_json(R"({"anyOf":[{"$ref":"#/components/schemas/Place"},{"type":"null"}]})"));
    EXPECT_THAT(*answer.find("kind"), *parse_json(R"({"type":"string"})"));
    EXPECT_EQ(components.find("VisitInput")->find("properties")->find("shout"), nullptr);
}

} // namespace
} // namespace muster::wire
