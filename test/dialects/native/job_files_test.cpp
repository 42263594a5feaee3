// Files of jobs when several nodes share their folder: a run that goes on with a file has it alone,
// and never fills what is missing with zeros.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "dialects/world.h"
#include "jobs/job_files.h"

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
    const auto paused = JobFile::open_alone(path(), 0);
    ASSERT_TRUE(paused && paused->write(0, "first,") && paused->write(6, "lost"));
    const auto successor = JobFile::open_alone(path(), 6);
    ASSERT_TRUE(successor && successor->write(6, "second,third"));
    EXPECT_TRUE(paused->write(6, "late")); // it wakes up
    EXPECT_EQ(content(), "first,second,third");
    EXPECT_EQ(std::distance(
                  std::filesystem::directory_iterator(std::filesystem::path(path()).parent_path()),
                  std::filesystem::directory_iterator()),
              1);
}

TEST_F(FilesOfJobs, a_file_that_no_other_process_has_open_is_not_copied)
{
    {
        const auto earlier = JobFile::open_alone(path(), 0);
        ASSERT_TRUE(earlier && earlier->write(0, "first,"));
    }
    std::filesystem::create_hard_link(path(), path() + ".link");
    const auto now = JobFile::open_alone(path(), 6);
    ASSERT_TRUE(now && now->write(6, "second"));
    EXPECT_EQ(std::filesystem::hard_link_count(path()), 2U);
}

TEST_F(FilesOfJobs, a_node_without_the_file_says_so_and_fills_no_gap)
{
    const auto missing = JobFile::open_alone(path(), 6);
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
