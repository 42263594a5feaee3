// What is said about a file: its headings, its groups; and what is no file at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using testing::HasSubstr;
using testing::Not;

class FileOrders : public FilesShop {};

std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

} // namespace

TEST_F(FileOrders, groups_travel_as_a_column)
{
    send(Verb::post, "/v1/groups", R"({"name": "VIP"})");
    const std::string text =
        "external_id,Lists\n1,\"VIP,\"\n2,\"[\"\"VIP\"\",\"\"A, B\"\"]\"\n3,\n";
    EXPECT_EQ(counts(import(text, "groups_column=Lists")),
              "2 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("there is no group A, B"));
    EXPECT_THAT(import(text, "groups_column=Lists&create_groups=true").text(),
                HasSubstr(R"("created_groups":["A, B"])"));
    const auto file = export_of("columns=external_id,groups");
    EXPECT_THAT(file, HasSubstr("1,VIP\r\n3,\r\n2,\"[\"\"VIP\"\",\"\"A, B\"\"]\"\r\n"));
    EXPECT_EQ(counts(import(file, "groups_column=groups")),
              "0 inserted, 0 updated, 3 unchanged, 0 refused");
}

TEST_F(FileOrders, the_members_of_a_group_are_replaced_by_a_file)
{
    const auto group = integer(json_of(send(Verb::post, "/v1/groups", R"({"name": "VIP"})")), "id");
    const auto members = "&group=" + std::to_string(group) + "&members=";
    import("external_id\n1\n2\n3\n", "mode=upsert" + members + "add");
    const auto job = import("external_id\n2\n4\n", "mode=upsert" + members + "replace");
    EXPECT_EQ(counts(job), "1 inserted, 0 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(integer(job, "joined"), 1);
    EXPECT_EQ(integer(job, "left"), 2);
    EXPECT_EQ(export_of("columns=external_id" + members.substr(0, members.rfind('&'))),
              "external_id\r\n2\r\n4\r\n");
    // A refused row may be a member: then nobody leaves.
    EXPECT_THAT(
        import("external_id,birth_date\n4,soon\n", "mode=upsert" + members + "replace").text(),
        HasSubstr("nobody has left the group"));
}

TEST_F(FileOrders, a_file_takes_people_out_of_a_group_and_changes_nothing_else)
{
    const auto group = integer(json_of(send(Verb::post, "/v1/groups", R"({"name": "VIP"})")), "id");
    const auto members = "group=" + std::to_string(group) + "&members=";
    import("external_id,name\n1,Ann\n2,Bob\n", members + "add");
    const auto job = import("external_id,name\n1,Old\n9,New\n", members + "remove");
    EXPECT_EQ(counts(job), "0 inserted, 0 updated, 1 unchanged, 1 refused");
    EXPECT_EQ(integer(job, "joined"), 1);
    EXPECT_THAT(all(), Not(HasSubstr("New")));
    EXPECT_THAT(all(), HasSubstr("Ann"));
}

// A dry run says what the removal does, also when rows of different pieces name one customer.
TEST_F(FileOrders, a_file_removes_the_customers_that_it_names)
{
    std::string file = "email,phone,Hat\n";
    for (int i = 0; i < 6000; ++i) file += "p" + std::to_string(i) + "@example.org,,bowler\n";
    import(file, "declare=true");
    const auto types = field_types();
    const std::string twice = file + "p0@example.org,,top\nnobody@example.org,,top\n";
    for (const std::string run : {"&dry_run=true", ""}) {
        const auto job = import(twice, "remove=true&declare=true" + run);
        EXPECT_EQ(counts(job), "0 inserted, 0 updated, 0 unchanged, 2 refused");
        EXPECT_EQ(integer(job, "removed"), 6000);
        EXPECT_EQ(field_types(), types);
        EXPECT_THAT(refused(), HasSubstr("nobody@example.org,,top\n"));
        EXPECT_EQ(all().find("p5999@example.org") != std::string::npos, !run.empty());
    }
    import("external_id\nA-1\n");
    EXPECT_EQ(integer(import("{\"external_id\":\"A-1\",\"fields\":{\"Shoe\":\"42\"}}\n",
                             "remove=true&key=external_id"),
                      "removed"),
              1);
    EXPECT_EQ(send(Verb::post, "/v1/imports?remove=true&groups_column=Lists").status, 409);
}

TEST_F(FileOrders, headings_are_mapped_by_the_caller)
{
    const auto query =
        "declare=true&map=" + encoded("Wer=email") + "&map=" + encoded("#2=city") + "&skip=Rest";
    EXPECT_EQ(counts(import("Wer,Wo,Rest\nann@example.org,York,x\n", query)),
              "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_THAT(all(), HasSubstr("ann@example.org,,,York"));
    EXPECT_THAT(import("email\na@example.org\n", "map=Hat%3Dcity").text(),
                HasSubstr("the file has no column Hat"));
    EXPECT_THAT(import("email,Religion\na@example.org,x\n", "skip=Religon").text(),
                HasSubstr("the file has no column Religon; did you mean Religion?"));
    EXPECT_EQ(send(Verb::post, "/v1/imports?map=email").status, 400);
    EXPECT_EQ(send(Verb::post, "/v1/imports?delimiter=ab").status, 400);
    EXPECT_EQ(send(Verb::post, "/v1/imports?encoding=klingon").status, 400);
    EXPECT_EQ(send(Verb::post, "/v1/imports?country=Germany").status, 400);
}

// A name that the import takes is taken everywhere, and stored as the field is called.
TEST_F(FileOrders, names_are_the_same_in_files_rules_and_columns)
{
    import("E-Mail Address,Shoe Size\nann@example.org,42\nbob@example.org,\n");
    EXPECT_EQ(counts(import("email,shoe_size\nann@example.org,42\n", "")),
              "0 inserted, 0 updated, 1 unchanged, 0 refused");
    for (const auto* rule : {"shoe_size > 41", "fields.SHOE_SIZE > 41", "\"shoe-size\" > 41"}) {
        EXPECT_EQ(export_of("columns=EMail,First%20Name,SHOE.size&where=" + encoded(rule)),
                  "email,first_name,Shoe Size\r\nann@example.org,,42\r\n")
            << rule;
    }
    const auto group =
        send(Verb::post, "/v1/groups", R"({"name": "Big", "rule": "shoe_size > 41"})");
    EXPECT_THAT(group.body, HasSubstr(R"(fields.\"Shoe Size\" > 41)"));
    EXPECT_EQ(send(Verb::get, "/v1/customers?sort=-fields.shoe_size").status, 200);
    // Two fields that could be meant: neither is.
    EXPECT_EQ(
        send(Verb::post, "/v1/fields", R"({"entity": "customer", "key": "Shoe-Size"})").status,
        201);
    EXPECT_EQ(send(Verb::get, "/v1/customers?where=" + encoded("shoe_size > 41")).status, 400);
}

// Promise 11: whatever is sent, one clear refusal, and nothing half.
TEST_F(FileOrders, what_is_no_table_is_refused_in_one_line)
{
    std::string random;
    std::uint32_t state = 7;
    for (int i = 0; i < 100'000; ++i) {
        state = state * 1664525U + 1013904223U;
        random += static_cast<char>(state >> 24U);
    }
    EXPECT_THAT(import(random).text(), HasSubstr("the file is no text"));
    EXPECT_THAT(import("PK\x03\x04 something").text(), HasSubstr("save the sheet as CSV"));
    std::string wide = "c0";
    for (int i = 1; i < 5000; ++i) wide += ",c" + std::to_string(i);
    EXPECT_THAT(import(wide + "\n").text(), HasSubstr("at most 1000 values"));
    EXPECT_THAT(import("email,\"name\nann@example.org,Ann\n").text(),
                HasSubstr("line 1: this quote is never closed"));
    EXPECT_THAT(import(std::string("email,na\0me\na@example.org,x\n", 26)).text(),
                HasSubstr("NUL"));
    EXPECT_EQ(field_types(), "");
    EXPECT_EQ(export_of("columns=id"), "id\r\n");
}

TEST_F(FileOrders, a_huge_cell_or_a_nul_refuses_its_row_only)
{
    const std::string text = "email,name\nann@example.org," + std::string(3'000'000, 'x') +
                             "\nbob@example.org,B" + std::string(1, '\0') +
                             "ob\ncy@example.org,Cy\n";
    EXPECT_EQ(counts(import(text)), "1 inserted, 0 updated, 0 unchanged, 2 refused");
    EXPECT_GT(refused().size(), 3'000'000U);
    EXPECT_THAT(refused(), HasSubstr("must not contain a NUL byte"));
}

} // namespace muster::dialects::native
