// Vendor numbers as keys of imports: the ids by which the clients of another API know customers
// find them again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using testing::HasSubstr;
using testing::Not;

class NumberKeys : public FilesShop {
protected:
    // A dry run counts and refuses exactly what the import then does.
    std::string counts_twice(const std::string& text, const std::string& query)
    {
        const auto rehearsed = counts(import(text, query + "&dry_run=true"));
        const auto refused_then = refused();
        const auto done = counts(import(text, query));
        EXPECT_EQ(rehearsed, done);
        EXPECT_EQ(refused_then, refused());
        return done;
    }
    std::int64_t create(const std::string& body)
    {
        return integer(json_of(send(Verb::post, "/v1/customers", body)), "id");
    }
    std::string people() { return export_of("columns=vendor_numbers.ecwid,email,name"); }
};

constexpr auto by_number = "map=id%3Dvendor_numbers.ecwid&key=vendor_numbers.ecwid";
constexpr auto by_number_and_email = "map=id%3Dvendor_numbers.ecwid&key=vendor_numbers.ecwid,email";

} // namespace

TEST_F(NumberKeys, a_number_creates_a_customer_and_finds_it_again)
{
    const std::string text = "id,name\n40201284,Ann\n40201285,Bob\n";
    EXPECT_EQ(counts_twice(text, by_number), "2 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(counts_twice(text, by_number), "0 inserted, 0 updated, 2 unchanged, 0 refused");
    EXPECT_EQ(counts_twice("id,name\n40201284,Anna\n40201286,Cy\n", by_number),
              "1 inserted, 1 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(people(), "vendor_numbers.ecwid,email,name\r\n40201284,,Anna\r\n40201285,,Bob\r\n"
                        "40201286,,Cy\r\n");
    EXPECT_EQ(counts_twice("id,name\n40201284,New\n40201287,New\n",
                           by_number + std::string("&mode=update")),
              "0 inserted, 1 updated, 0 unchanged, 1 refused");
    EXPECT_EQ(counts_twice("id,name\n40201284,Old\n40201288,Di\n",
                           by_number + std::string("&only_new=true")),
              "1 inserted, 0 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(counts_twice("id,name\n40201284,\n", by_number + std::string("&keep_blank=true")),
              "0 inserted, 0 updated, 1 unchanged, 0 refused");
}

TEST_F(NumberKeys, a_number_has_the_form_of_its_api)
{
    EXPECT_EQ(counts_twice("id,name\n07,Ann\n+7,Bob\n0,Cy\nA-7,Di\n7000.0,Ed\n 7001 ,Flo\n,Gil\n",
                           by_number),
              "1 inserted, 0 updated, 0 unchanged, 6 refused");
    EXPECT_THAT(refused(), HasSubstr("2,vendor_numbers,invalid_value,ecwid must be an "
                                     "integer from 1 to 2^53"));
    EXPECT_THAT(refused(), HasSubstr("8,vendor_numbers.ecwid,missing_field,"));
    const std::string texts =
        "uid,name\n7c0f2f0e-0b1c-4a52-9a55-2d1f6a3a0001,Ann\n07,Bob\na b,Cy\n";
    const auto query = "map=uid%3Dvendor_numbers.nudgescribe&key=Vendor_Numbers.Nudgescribe";
    EXPECT_EQ(counts_twice(texts, query), "2 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_EQ(counts_twice(texts, query), "0 inserted, 0 updated, 2 unchanged, 1 refused");
    EXPECT_EQ(send(Verb::post, "/v1/imports?key=vendor_numbers.shopify").status, 400);
    EXPECT_EQ(send(Verb::post, "/v1/exports?columns=vendor_numbers.shopify").status, 400);
    EXPECT_THAT(import("id,name\n1,Ann\n", "key=vendor_numbers.ecwid").text(),
                HasSubstr("the file has no column vendor_numbers.ecwid"));
}

// A number belongs to one customer for ever, as an id does.
TEST_F(NumberKeys, the_number_of_an_erased_customer_refuses_its_row)
{
    import("id,email,name\n55,ann@example.org,Ann\n", by_number);
    const auto found = json_of(send(Verb::get, "/v1/customers?email=ann@example.org"));
    send(Verb::remove, "/v1/customers/" +
                           std::to_string(integer(found.find("items")->as_array()->front(), "id")));
    for (const auto* mode :
         {"upsert", "create", "update", "upsert&only_new=true", "create&only_new=true"}) {
        for (const auto* query : {by_number, by_number_and_email}) {
            EXPECT_EQ(counts_twice("id,email,name\n55,ann@example.org,Ann\n",
                                   query + std::string("&mode=") + mode),
                      "0 inserted, 0 updated, 0 unchanged, 1 refused");
            EXPECT_THAT(refused(), HasSubstr("the customer with the number 55 was removed"));
        }
    }
    EXPECT_EQ(counts_twice("id,email\n55,eve@example.org\n", "map=id%3Dvendor_numbers.ecwid"),
              "0 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("who was removed"));
}

// Clients know a customer without a number by our id. Such an id alone may be another person's: the
// old system counted from 1 as well.
TEST_F(NumberKeys, our_id_finds_a_customer_without_a_number_only_with_another_key)
{
    const auto ann = std::to_string(create(R"({"name": "Ann", "email": "ann@example.org"})"));
    EXPECT_EQ(counts_twice("id,email,name\n" + ann + ",eve@example.org,Eve\n", by_number),
              "0 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("the clients of ecwid know customer " + ann));
    EXPECT_EQ(counts_twice("id,email,name\n" + ann + ",eve@example.org,Eve\n", by_number_and_email),
              "0 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_EQ(
        counts_twice("id,email,name\n" + ann + ",ann@example.org,Anna\n", by_number_and_email),
        "0 inserted, 1 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(people(), "vendor_numbers.ecwid,email,name\r\n" + ann + ",ann@example.org,Anna\r\n");
}

TEST_F(NumberKeys, the_number_of_a_merged_customer_names_the_survivor)
{
    import("id,name\n61,Ann\n62,Anna\n", by_number);
    const auto first = json_of(send(Verb::get, "/v1/customers?sort=id&limit=2"));
    const auto& two = *first.find("items")->as_array();
    const auto survivor = std::to_string(integer(two[0], "id"));
    const auto merged = send(Verb::post, "/v1/customers/" + survivor + "/merge",
                             R"({"customer_id": )" + std::to_string(integer(two[1], "id")) + '}');
    ASSERT_EQ(merged.status, 200) << merged.body;
    EXPECT_EQ(counts_twice("id,name\n62,Anna\n", by_number),
              "0 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("was merged into customer " + survivor));
}

TEST_F(NumberKeys, rows_of_one_file_with_the_same_number_are_one_customer)
{
    const std::string text = "id,name\n70001,Ann\n70001,Anna\n70001,Anna\n";
    EXPECT_EQ(counts_twice(text, by_number + std::string("&mode=create")),
              "1 inserted, 0 updated, 0 unchanged, 2 refused");
    EXPECT_EQ(counts_twice("id,name\n70002,Bob\n70002,Rob\n70002,Rob\n", by_number),
              "1 inserted, 1 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(counts_twice("id,email\n70003,a@example.org\n70003,b@example.org\n",
                           "map=id%3Dvendor_numbers.ecwid&key=email"),
              "1 inserted, 0 updated, 0 unchanged, 1 refused");
}

TEST_F(NumberKeys, a_row_whose_keys_name_two_customers_is_refused)
{
    import("id,email,name\n81,ann@example.org,Ann\n82,bob@example.org,Bob\n,cy@example.org,Cy\n",
           by_number_and_email);
    EXPECT_EQ(counts_twice("id,email,name\n81,bob@example.org,X\n83,bob@example.org,X\n"
                           "83,cy@example.org,Cyd\n81,anna@example.org,Anna\n",
                           by_number_and_email),
              "0 inserted, 2 updated, 0 unchanged, 2 refused");
    EXPECT_EQ(people(), "vendor_numbers.ecwid,email,name\r\n81,anna@example.org,Anna\r\n"
                        "82,bob@example.org,Bob\r\n83,cy@example.org,Cyd\r\n");
}

TEST_F(NumberKeys, exports_with_numbers_read_again_change_nothing)
{
    import("id,email,name\n90071,ann@example.org,Ann\n90072,bob@example.org,Bob\n",
           by_number_and_email);
    const auto table = export_of("columns=vendor_numbers.ecwid,email,name&spreadsheet=true");
    const auto lines = export_of("format=ndjson");
    for (const auto& file : {table, lines}) {
        for (const auto* key : {"vendor_numbers.ecwid", "email", "email,vendor_numbers.ecwid"}) {
            EXPECT_EQ(counts_twice(file, "key=" + std::string(key)),
                      "0 inserted, 0 updated, 2 unchanged, 0 refused");
        }
    }
    EXPECT_EQ(counts_twice(lines, "key=vendor_numbers.nuweb"),
              "0 inserted, 0 updated, 0 unchanged, 2 refused");
    EXPECT_EQ(integer(import(lines, "remove=true&key=vendor_numbers.ecwid"), "removed"), 2);
}

TEST_F(NumberKeys, a_file_of_numbers_takes_people_out_of_a_group)
{
    import("id,name\n91,Ann\n92,Bob\n", by_number);
    const auto group = integer(json_of(send(Verb::post, "/v1/groups", R"({"name": "VIP"})")), "id");
    const auto members = by_number + ("&group=" + std::to_string(group)) + "&members=";
    EXPECT_EQ(integer(import("id\n91\n92\n", members + "add"), "joined"), 2);
    const auto job = import("id,name\n91,Old\n93,New\n", members + "remove");
    EXPECT_EQ(counts(job), "0 inserted, 0 updated, 1 unchanged, 1 refused");
    EXPECT_EQ(integer(job, "joined"), 1);
    EXPECT_THAT(people(), Not(HasSubstr("New")));
}

} // namespace muster::dialects::native
