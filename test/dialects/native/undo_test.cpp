// Undos of imports and fills: what a job has changed is as before, except for what others changed
// since. Compared by exports, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Undo : public FilesShop {
protected:
    // Everything but the times and revisions of changes, which an undo makes too.
    std::string everything()
    {
        std::string columns = "id,created_at,external_id,email,phone,name,first_name,last_name,"
                              "company,language,birth_date,city,consent,home_group_id,groups";
        const auto answer = json_of(send(Verb::get, "/v1/fields?entity=customer"));
        for (const auto& field : *answer.find("items")->as_array()) {
            columns += ',' + *field.find("key")->as_text();
        }
        return export_of("columns=" + columns);
    }

    std::int64_t last_job() const { return std::stoll(job_.substr(job_.rfind('/') + 1)); }

    Json undo(std::int64_t job, const std::string& query = {})
    {
        const auto made =
            send(Verb::post, "/v1/undos" + query, R"({"job_id": )" + std::to_string(job) + "}");
        EXPECT_EQ(made.status, 201) << made.body;
        undo_ = "/v1/undos/" + std::to_string(integer(json_of(made), "id"));
        world_.work(dialect_);
        return json_of(send(Verb::get, undo_));
    }
    std::string not_undone() { return send(Verb::get, undo_ + "/refused").body; }

    static std::string undone(const Json& job)
    {
        if (job.find("status") == nullptr || *job.find("status") != Json("done")) return job.text();
        std::string text;
        for (const std::string name :
             {"removed", "restored", "left", "joined", "unchanged", "refused"}) {
            text += (text.empty() ? "" : ", ") + std::to_string(integer(job, name)) + ' ' + name;
        }
        return text;
    }
    static std::string names(const Json& job, const std::string& list)
    {
        return job.find(list)->text();
    }
    std::string refusal(std::int64_t job)
    {
        const auto made =
            send(Verb::post, "/v1/undos", R"({"job_id": )" + std::to_string(job) + "}");
        EXPECT_EQ(made.status, 409) << made.body;
        return made.body;
    }
    void group(const std::string& body)
    {
        const auto made = send(Verb::post, "/v1/groups", body);
        ASSERT_EQ(made.status, 201) << made.body;
        group_ = std::to_string(integer(json_of(made), "id"));
    }

    std::string undo_;
    std::string group_;
};

constexpr auto before_text = "external_id,email,name,birth_date,consent,spent,tags,balance\n"
                             "A1,ann@example.org,Ann  Lee,1990-02-28,true,29.85,x;y,"
                             "123456789012345.67\n"
                             "B2,bob@example.org,Bob,,false,84.0,,0.10\n";
constexpr auto update_text = "external_id,email,name,birth_date,consent,spent,tags,balance,shoe\n"
                             "A1,new@example.org,Ann Ray,,false,30,,1.00,42\n"
                             "C3,cem@example.org,Cem,2000-01-01,,1,z,2.00,43\n"
                             "A1,last@example.org,Ann Fox,1991-01-01,,31,q,3.00,44\n";

} // namespace

// Promise 48: created customers go, updated ones have their earlier members, fields and groups that
// only the import used go too.
TEST_F(Undo, an_import_of_new_and_known_customers_leaves_no_difference)
{
    import(before_text);
    const auto before = everything();
    ASSERT_THAT(before, HasSubstr("123456789012345.67"));
    EXPECT_EQ(counts(import(update_text)), "1 inserted, 2 updated, 0 unchanged, 0 refused");
    ASSERT_NE(everything(), before);

    const auto job = undo(last_job());
    EXPECT_EQ(undone(job), "1 removed, 1 restored, 0 left, 0 joined, 0 unchanged, 0 refused");
    EXPECT_EQ(names(job, "removed_fields"), R"(["shoe"])");
    EXPECT_EQ(everything(), before);
}

TEST_F(Undo, a_dry_run_says_the_same_and_changes_nothing)
{
    import(before_text);
    import(std::string("external_id,name,shoe,groups\nA1,Other,42,Spring\nC3,New,43,Spring\n"),
           "declare=true&groups_column=groups&create_groups=true");
    const auto after = everything();
    const auto dry = undo(last_job(), "?dry_run=true");
    EXPECT_EQ(everything(), after);
    const auto real = undo(last_job());
    for (const std::string list : {"removed_fields", "removed_groups", "remaining_fields",
                                   "remaining_groups", "rows", "refused"}) {
        EXPECT_EQ(names(dry, list), names(real, list)) << list;
    }
    EXPECT_EQ(undone(dry), "1 removed, 1 restored, 1 left, 0 joined, 0 unchanged, 0 refused");
    EXPECT_EQ(undone(dry), undone(real));
    EXPECT_EQ(names(real, "removed_groups"), R"(["Spring"])");
}

TEST_F(Undo, what_others_changed_since_is_left_and_listed)
{
    import("external_id,name,city\nA1,Ann,Leeds\nB2,Bob,Leeds\n");
    import("external_id,name,city\nA1,Ann,York\nB2,Bob,York\nC3,Cem,York\nD4,Dan,York\n");
    const auto job = last_job();
    const auto list = json_of(send(Verb::get, "/v1/customers?sort=id&fields=id"));
    std::vector<std::string> ids;
    for (const auto& item : *list.find("items")->as_array()) {
        ids.push_back(std::to_string(integer(item, "id")));
    }
    ASSERT_EQ(ids.size(), 4u);
    send(Verb::patch, "/v1/customers/" + ids[0], R"({"phone": "1"})");
    group(R"({"name": "VIP"})");
    send(Verb::post, "/v1/groups/" + group_ + "/members", R"({"customer_id": )" + ids[2] + "}");
    // A home group alone is no change of the customer.
    send(Verb::post, "/v1/groups/" + group_ + "/members", R"({"customer_id": )" + ids[1] + "}");

    EXPECT_EQ(undone(undo(job)), "1 removed, 1 restored, 0 left, 0 joined, 0 unchanged, 2 refused");
    EXPECT_EQ(not_undone(),
              "id,group_id,refused_field,refused_reason,refused_right\r\n" + ids[0] +
                  ",,row,conflict,was changed after the job\r\n" + ids[2] +
                  ",,row,conflict,\"is in a group since the job, or in another way\"\r\n");
    EXPECT_THAT(export_of("columns=external_id,city"),
                AllOf(HasSubstr("A1,York"), HasSubstr("B2,Leeds"), HasSubstr("C3,York"),
                      Not(HasSubstr("D4"))));
}

TEST_F(Undo, memberships_come_back_as_they_were)
{
    import("external_id,name\nA1,Ann\nB2,Bob\nC3,Cem\n");
    group(R"({"name": "VIP", "capacity": 2})");
    import("external_id\nA1\nB2\n", "group=" + group_);
    const std::string members =
        "/v1/groups/" + group_ + "/members?fields=customer_id,since,role,is_default,source";
    const auto before = send(Verb::get, members).body;
    EXPECT_EQ(counts(import("external_id\nB2\n", "group=" + group_ + "&members=replace")),
              "0 inserted, 0 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(undone(undo(last_job())),
              "0 removed, 0 restored, 0 left, 1 joined, 0 unchanged, 0 refused");
    EXPECT_EQ(send(Verb::get, members).body, before);
}

// Promise 3 of the core.
TEST_F(Undo, a_membership_does_not_come_back_into_a_full_group)
{
    import("external_id,name\nA1,Ann\nB2,Bob\n");
    group(R"({"name": "VIP", "capacity": 1})");
    import("external_id\nA1\n", "group=" + group_);
    import("external_id\nA1\n", "group=" + group_ + "&members=remove");
    const auto job = last_job();
    import("external_id\nB2\n", "group=" + group_);
    EXPECT_EQ(undone(undo(job)), "0 removed, 0 restored, 0 left, 0 joined, 0 unchanged, 1 refused");
    EXPECT_THAT(not_undone(), HasSubstr("," + group_ + ",capacity,full,"));
}

TEST_F(Undo, a_fill_is_undone_too)
{
    import("external_id,name\nA1,Ann\nB2,Bob\n");
    group(R"({"name": "VIP"})");
    const auto before = everything();
    const auto made =
        send(Verb::post, "/v1/fills", R"({"where": "TRUE", "group_id": )" + group_ + "}");
    world_.work(dialect_);
    const auto job = integer(json_of(made), "id");
    EXPECT_EQ(undone(undo(job)), "0 removed, 0 restored, 2 left, 0 joined, 0 unchanged, 0 refused");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(undone(undo(job)), "0 removed, 0 restored, 0 left, 0 joined, 2 unchanged, 0 refused")
        << "a second time, nothing is to be done";
}

TEST_F(Undo, groups_and_fields_in_use_remain_and_are_named)
{
    import("external_id,name\nA1,Ann\n");
    import("external_id,shoe,hat,groups\nA1,42,9,Spring\nB2,43,8,Autumn\n",
           "declare=true&groups_column=groups&create_groups=true");
    const auto job = last_job();
    import("external_id,name,shoe\nD4,Dan,44\n");
    send(Verb::post, "/v1/groups", R"({"name": "Small", "rule": "MEMBER OF 'Autumn'"})");
    const auto done = undo(job);
    EXPECT_EQ(names(done, "removed_fields"), R"(["hat"])");
    EXPECT_EQ(names(done, "remaining_fields"), R"(["shoe"])");
    EXPECT_EQ(names(done, "removed_groups"), R"(["Spring"])");
    EXPECT_EQ(names(done, "remaining_groups"), R"(["Autumn"])");
}

// Promise 13 of the core: a unique value that somebody else has by now is no reason to be silent.
TEST_F(Undo, a_unique_value_that_is_taken_since_refuses_the_row)
{
    import("email,external_id\nann@example.org,A1\n", "key=email");
    import("email,external_id\nann@example.org,A2\n", "key=email");
    const auto job = last_job();
    import("email,external_id\nbob@example.org,A1\n", "key=email");
    EXPECT_EQ(undone(undo(job)), "0 removed, 0 restored, 0 left, 0 joined, 0 unchanged, 1 refused");
    EXPECT_THAT(not_undone(), HasSubstr(",,external_id,already_exists,"));
}

TEST_F(Undo, what_cannot_be_undone_is_refused_with_the_reason)
{
    import("external_id,name\nA1,Ann\n");
    import("external_id\nA1\n", "remove=true&key=external_id");
    EXPECT_THAT(refusal(last_job()), HasSubstr("erased"));
    import("external_id,name\nB2,Bob\n", "dry_run=true");
    EXPECT_THAT(refusal(last_job()), HasSubstr("dry run"));
    const auto exported = json_of(send(Verb::post, "/v1/exports"));
    EXPECT_THAT(refusal(integer(exported, "id")), HasSubstr("export"));
    const auto waiting = json_of(send(Verb::post, "/v1/imports?key=email", "email\na@b.c\n"));
    EXPECT_THAT(refusal(integer(waiting, "id")), HasSubstr("not over"));
    world_.work(dialect_);
    undo(integer(waiting, "id"));
    EXPECT_THAT(refusal(std::stoll(undo_.substr(undo_.rfind('/') + 1))), HasSubstr("an undo"));
    EXPECT_EQ(send(Verb::post, "/v1/undos", R"({"job_id": 999})").status, 404);
    EXPECT_EQ(send(Verb::post, "/v1/undos", "{}").status, 400);
}

// Promise 10 of the core: the files of jobs go when a customer is erased, but not what an undo
// needs, which names nobody.
TEST_F(Undo, works_after_a_customer_was_erased)
{
    import("external_id,name\nA1,Ann\nB2,Bob\n");
    const auto job = last_job();
    import("external_id,name\nA1,Ann\n", "dry_run=true"); // shows examples of values
    EXPECT_THAT(send(Verb::get, job_).body, HasSubstr("Ann"));
    const auto list = json_of(send(Verb::get, "/v1/customers?sort=id&fields=id"));
    const auto first = integer((*list.find("items")->as_array())[0], "id");
    send(Verb::remove, "/v1/customers/" + std::to_string(first));
    world_.later(std::chrono::hours(2));
    world_.work(dialect_);
    EXPECT_THAT(send(Verb::get, job_).body, Not(HasSubstr("Ann")));
    EXPECT_EQ(undone(undo(job)), "1 removed, 0 restored, 0 left, 0 joined, 1 unchanged, 0 refused");
}

} // namespace muster::dialects::native
