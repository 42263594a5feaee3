// Files of jobs when several nodes share their folder: a run that goes on with a file has it alone,
// and never fills what is missing with zeros.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "dialects/world.h"
#include "jobs/job_files.h"
#include "jobs/job_revisions.h"
#include "jobs/kinds.h"
#include "jobs/undo/undo_plan.h"

namespace muster::dialects::test {
namespace {

using jobs::JobFile;

class FilesOfJobs : public testing::Test {
protected:
    FilesOfJobs()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "job-files-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~FilesOfJobs() override { std::filesystem::remove_all(folder_); }

    // As a run of the active node.
    Result<JobFile> alone(std::int64_t valid, const JobFile::Proof& prove = is_active) const
    {
        return JobFile::open_alone(path(), valid, prove);
    }
    static Result<void> is_active() { return {}; }
    static Result<void> is_replaced() { return fail(Code::unavailable, "store", "replaced"); }

    std::string path() const { return (folder_ / "content").string(); }
    std::string content() const
    {
        std::ostringstream text;
        text << std::ifstream(path(), std::ios::binary).rdbuf();
        return text.str();
    }

private:
    std::filesystem::path folder_;
};

TEST_F(FilesOfJobs, a_node_that_was_paused_in_a_write_cannot_damage_the_file_of_its_successor)
{
    const auto paused = alone(0);
    ASSERT_TRUE(paused && paused->write(0, "first,") && paused->write(6, "lost"));
    const auto successor = alone(6);
    ASSERT_TRUE(successor && successor->write(6, "second,third"));
    EXPECT_TRUE(paused->write(6, "late")); // it wakes up
    EXPECT_EQ(content(), "first,second,third");
    EXPECT_EQ(std::distance(
                  std::filesystem::directory_iterator(std::filesystem::path(path()).parent_path()),
                  std::filesystem::directory_iterator()),
              1);
}

TEST_F(FilesOfJobs, a_node_that_was_replaced_takes_no_file_of_its_successor)
{
    { // it was paused before it had the lock, and wakes up when the successor is done
        const auto earlier = alone(0);
        ASSERT_TRUE(earlier && earlier->write(0, "first,second,third"));
    }
    EXPECT_FALSE(alone(6, is_replaced));
    EXPECT_EQ(content(), "first,second,third");

    const auto successor = alone(18); // not in the way of this one either
    ASSERT_TRUE(successor);
    EXPECT_FALSE(alone(6, is_replaced)); // its copy takes no place
    ASSERT_TRUE(successor->write(18, ",fourth"));
    EXPECT_EQ(content(), "first,second,third,fourth");
}

TEST_F(FilesOfJobs, a_run_proves_that_its_node_is_active_when_it_has_the_lock)
{
    bool is_asked = false;
    const auto file = alone(0, [&]() -> Result<void> {
        is_asked = true;
        const auto other = JobFile::open(path(), JobFile::OpenMode::write);
        EXPECT_EQ(other->lock().error().code, Code::conflict);
        return {};
    });
    EXPECT_TRUE(file);
    EXPECT_TRUE(is_asked);
}

TEST_F(FilesOfJobs, the_revisions_of_a_job_are_moved_to_their_file_by_the_active_node_only)
{
    std::ofstream(path()) << "1 3 5 ";
    jobs::RevisionNotes notes{std::string(limits::noted_revisions_bytes, '7'), 2};
    EXPECT_FALSE(notes.add(9, path(), is_replaced));
    EXPECT_EQ(content(), "1 3 5 ");
    EXPECT_TRUE(notes.add(9, path(), is_active));
    EXPECT_TRUE(content().starts_with("1 77"));
}

// The list of the refused goes when a customer is erased; an undo that is resumed begins another.
TEST_F(FilesOfJobs, an_undo_that_failed_does_not_count_on_a_file_that_was_removed)
{
    model::Job job;
    jobs::UndoProgress progress;
    progress.refused = 3;
    progress.refused_bytes = 77;
    job.progress = jobs::text_of(progress);
    job.status = model::JobStatus::failed;
    jobs::undo_kind("native").forget_people(job);
    EXPECT_EQ(jobs::undo_progress_of(job).refused_bytes, 0);
    EXPECT_EQ(jobs::undo_progress_of(job).refused, 3);
}

TEST_F(FilesOfJobs, a_file_that_no_other_process_has_open_is_not_copied)
{
    {
        const auto earlier = alone(0);
        ASSERT_TRUE(earlier && earlier->write(0, "first,"));
    }
    std::filesystem::create_hard_link(path(), path() + ".link");
    const auto now = alone(6);
    ASSERT_TRUE(now && now->write(6, "second"));
    EXPECT_EQ(std::filesystem::hard_link_count(path()), 2U);
}

TEST_F(FilesOfJobs, a_node_without_the_file_says_so_and_fills_no_gap)
{
    const auto missing = alone(6);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Code::unavailable);
    EXPECT_NE(missing.error().message.find("same folder of job files"), std::string::npos);
    const auto file = JobFile::open(path(), JobFile::OpenMode::write);
    ASSERT_TRUE(file);
    EXPECT_FALSE(file->write(6, "second"));
    EXPECT_EQ(content(), "");
}

} // namespace
} // namespace muster::dialects::test
