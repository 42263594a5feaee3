// Stored plans and progress of jobs: what older versions wrote is still read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/export_plan.h"
#include "jobs/fill_plan.h"
#include "jobs/import_plan.h"

namespace muster::dialects::native::test {
namespace {

using testing::ElementsAre;

model::Job job_with(std::string options, std::string progress)
{
    model::Job job;
    job.options = std::move(options);
    job.progress = std::move(progress);
    return job;
}

TEST(StoredPlans, of_imports_are_read_and_written_as_before)
{
    const std::string options =
        R"({"format":"ndjson","mode":"update","key":"fields.code","group_id":7,)"
        R"("members":"remove","declare":true,"dry_run":true})";
    const std::string progress =
        R"({"rows":5,"inserted":1,"updated":2,"unchanged":1,"refused":1,"joined":3,"declared":)"
        R"([{"key":"spent","type":"decimal","format":"2","unique":false,"blanks":4}],)"
        R"("line":9,"refused_bytes":120,"is_studied":true,"after_cr":true})";
    const auto job = job_with(options, progress);
    const auto plan = jobs::import_plan_of(job);
    EXPECT_EQ(plan.format, jobs::ImportFormat::ndjson);
    EXPECT_EQ(plan.mode, directory::RowMode::update);
    EXPECT_EQ(plan.group.value, 7);
    EXPECT_EQ(plan.members, jobs::ImportMembers::remove);
    EXPECT_TRUE(plan.declares && plan.is_rehearsal);
    EXPECT_EQ(text_of(jobs::import_plan_of(job_with(text_of(plan), {}))), text_of(plan));
    const auto reached = jobs::import_progress_of(job);
    EXPECT_EQ(reached.line, 9);
    EXPECT_EQ(reached.declared.front().format, "2");
    EXPECT_EQ(text_of(jobs::import_progress_of(job_with({}, text_of(reached)))), text_of(reached));
    EXPECT_EQ(jobs::import_progress_of(job_with({}, {})).line, 1);
}

TEST(StoredPlans, keep_what_an_import_was_asked_for_and_has_found)
{
    jobs::ImportPlan plan;
    plan.key = "email,phone";
    plan.delimiter = ";";
    plan.encoding = "windows-1252";
    plan.map = {{"E-Mail", "email"}};
    plan.skip = {"Note"};
    plan.values.nulls = {"NULL"};
    plan.values.date_order = jobs::DateOrder::day_first;
    plan.values.decimal_comma = plan.keeps_blank = plan.only_new = plan.keeps_dates = true;
    plan.members = jobs::ImportMembers::replace;
    const auto again = jobs::import_plan_of(job_with(text_of(plan), {}));
    EXPECT_EQ(text_of(again), text_of(plan));
    EXPECT_EQ(again.keys(), (std::vector<std::string>{"email", "phone"}));
    EXPECT_EQ(again.map.front().member, "email");
    EXPECT_EQ(again.values.date_order, jobs::DateOrder::day_first);
    EXPECT_TRUE(again.values.decimal_comma && again.keeps_blank && again.only_new);
    jobs::ImportProgress progress;
    progress.columns = {{"E-Mail", "email", "", "text", 1, 2, {"ann@example.org"}}};
    progress.proposals = {{"date_order=dmy", "dates"}};
    progress.table_bytes = 17;
    progress.begin = 7;
    const auto reached = jobs::import_progress_of(job_with({}, text_of(progress)));
    EXPECT_EQ(text_of(reached), text_of(progress));
    EXPECT_EQ(reached.columns.front().target, "email");
    EXPECT_EQ(reached.table_bytes, 17);
}

TEST(StoredPlans, of_exports_are_read_and_written_as_before)
{
    const std::string options = R"({"format":"csv","group_id":null,"where":null,)"
                                R"("columns":["id","name"],"spreadsheet":true})";
    const std::string progress = R"({"rows":3,"bytes":44,"last":12})";
    const auto job = job_with(options, progress);
    const auto plan = jobs::export_plan_of(job);
    EXPECT_FALSE(plan.is_ndjson);
    EXPECT_THAT(plan.columns, ElementsAre("id", "name"));
    EXPECT_EQ(text_of(plan), options);
    EXPECT_EQ(text_of(jobs::export_progress_of(job)), progress);
}

TEST(StoredPlans, of_fills_are_read_and_written_as_before)
{
    const std::string options =
        R"({"group_id":2,"where":"city = 'Leeds'","members":"replace","dry_run":false})";
    const std::string progress = R"({"rows":9,"joined":4,"left":3,"refused":2,"step":1,)"
                                 R"("after":8,"refused_bytes":77})";
    const auto job = job_with(options, progress);
    EXPECT_EQ(jobs::fill_plan_of(job).mode, jobs::FillMode::replace);
    EXPECT_EQ(text_of(jobs::fill_plan_of(job)), options);
    EXPECT_EQ(jobs::fill_progress_of(job).after, 8);
    // Without notes of revisions: it cannot be undone.
    EXPECT_EQ(text_of(jobs::fill_progress_of(job)),
              R"({"rows":9,"joined":4,"left":3,"refused":2,"revisions_bytes":0,"step":1,)"
              R"("after":8,"refused_bytes":77})");
}

} // namespace
} // namespace muster::dialects::native::test
