// Restoring of large groups: the memberships come back in pieces, also when the call is cut off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"
#include "directory/groups.h"
#include "directory/jobs.h"
#include "jobs/restoring/restoration_plan.h"
#include "model/lookup.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using testing::HasSubstr;

constexpr int people = limits::members_at_once + 30;

class LargeGroupRestoring : public FilesShop {
protected:
    LargeGroupRestoring()
    {
        std::string file = "external_id,name,groups\n";
        for (int i = 0; i < people; ++i) {
            const auto number = std::to_string(i);
            file += 'C' + number + ",Person " + number + ",VIP\n";
        }
        import(file, "declare=true&groups_column=groups&create_groups=true");
        vip_ = id_of("VIP");
        path_ = "/v1/groups/" + std::to_string(vip_);
        send(Verb::patch, path_, R"({"vendor_numbers": {"ecwid": "1003"}})");
    }

    std::int64_t id_of(const std::string& name)
    {
        const auto page = json_of(send(Verb::get, "/v1/groups?name=" + name));
        return integer((*page.find("items")->as_array())[0], "id");
    }
    std::string everything() { return export_of("columns=external_id,home_group_id,groups"); }
    void remove() { EXPECT_EQ(send(Verb::remove, path_).status, 204); }

    std::int64_t vip_ = 0;
    std::string path_;
};

} // namespace

TEST_F(LargeGroupRestoring, gives_back_all_members_and_homes)
{
    const auto before = everything();
    EXPECT_THAT(before, HasSubstr("VIP"));
    remove();
    EXPECT_NE(everything(), before);
    const auto rehearsed = send(Verb::post, path_ + "/restore?dry_run=true");
    EXPECT_EQ(integer(json_of(rehearsed), "memberships"), people) << rehearsed.body;
    const auto answer = send(Verb::post, path_ + "/restore");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(integer(json_of(answer), "memberships"), people);
    EXPECT_EQ(integer(*json_of(answer).find("group"), "member_count"), people);
    EXPECT_EQ(everything(), before);
    EXPECT_THAT(send(Verb::get, path_).body, HasSubstr(R"("ecwid":1003)"));
}

// Promise 12: each write has few rows; the first of them restores the group, too.
TEST_F(LargeGroupRestoring, takes_several_writes)
{
    remove();
    const auto before = world_.directory().rows().revision({3}).value();
    send(Verb::post, path_ + "/restore");
    EXPECT_EQ(world_.directory().rows().revision({3}).value(), before + 2);
}

// The server was killed behind the first write: the job goes on.
TEST_F(LargeGroupRestoring, goes_on_without_its_call)
{
    const auto before = everything();
    remove();
    const directory::Principal ann{{}, {}, {3}, "Ann", "native", {}};
    const model::GroupId vip{vip_};
    const auto begun =
        world_.directory().write(ann, {3}, [&](directory::Transaction& t) -> Result<model::Job> {
            const jobs::RestorationPlan plan{vip, TRY(t.get(vip)).revision, {}};
            TRY(directory::restore_group(t, vip, [](auto&) { return Result<void>{}; }));
            model::Job job;
            job.dialect = directory::restoring_dialect;
            job.work = jobs::restoration_name;
            job.ticket = directory::restoring_ticket(vip);
            job.options = text_of(plan);
            job.progress = text_of(jobs::first_progress(plan));
            return directory::create_job(t, job);
        });
    ASSERT_TRUE(begun);
    const auto refused = send(Verb::remove, path_);
    EXPECT_EQ(refused.status, 503);
    EXPECT_THAT(refused.body, HasSubstr("its memberships are coming back"));

    world_.work(dialect_);
    EXPECT_EQ(everything(), before);
    remove();
    EXPECT_EQ(send(Verb::post, path_ + "/restore").status, 200);
    EXPECT_EQ(everything(), before);
}

// The capacity is that of the whole group, whatever the pieces are.
TEST_F(LargeGroupRestoring, a_dry_run_knows_the_capacity)
{
    remove();
    const std::string smaller = R"({"capacity": 260})";
    const auto rehearsed = json_of(send(Verb::post, path_ + "/restore?dry_run=true", smaller));
    const auto answer = json_of(send(Verb::post, path_ + "/restore", smaller));
    for (const auto* counts : {&rehearsed, &answer}) {
        EXPECT_EQ(integer(*counts, "memberships"), 260);
        EXPECT_EQ(integer(*counts, "full"), people - 260);
    }
}

// Promise 4 of the core, in another API: its clients see the group again under their number.
TEST_F(LargeGroupRestoring, gives_its_number_back_to_other_apis)
{
    remove();
    send(Verb::post, path_ + "/restore");
    const auto group =
        model::known_by<model::Group>(world_.directory().rows(), {3}, "ecwid", std::int64_t{1003});
    ASSERT_TRUE(group);
    EXPECT_EQ(group->id.value, vip_);
    EXPECT_EQ(group->member_count, people);
}

} // namespace muster::dialects::native
