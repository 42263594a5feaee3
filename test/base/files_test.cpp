// Files with secrets.
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

namespace muster {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
protected:
    PrivateFile()
    {
        std::string pattern = (fs::temp_directory_path() / "muster-files-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        path = folder_ + "/admin.key";
    }
    ~PrivateFile() override
    {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    struct stat state() const
    {
        struct stat found {};
        EXPECT_EQ(::stat(path.c_str(), &found), 0);
        return found;
    }

    std::string path;

private:
    std::string folder_;
};

TEST_F(PrivateFile, IsReadableByItsOwnerOnlyAndReplacesTheOldOne)
{
    ASSERT_TRUE(write_private_file(path, "old"));
    ASSERT_TRUE(write_private_file(path, "new"));
    EXPECT_EQ(read_file(path).value(), "new");
    EXPECT_EQ(state().st_mode & 0777U, 0600U);
}

// Root rotates the key of a server that runs as another user.
TEST_F(PrivateFile, KeepsTheOwnerWhenRootReplacesIt)
{
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    constexpr uid_t server_user = 12345;
    ASSERT_TRUE(write_private_file(path, "old"));
    ASSERT_EQ(::chown(path.c_str(), server_user, server_user), 0);
    ASSERT_TRUE(write_private_file(path, "new"));
    EXPECT_EQ(state().st_uid, server_user);
    EXPECT_EQ(state().st_gid, server_user);
    EXPECT_EQ(state().st_mode & 0777U, 0600U);
}

// The act, the path and the system's reason, everywhere in these words.
TEST_F(PrivateFile, ThatIsNotThereIsNamedWithTheReasonOfTheSystem)
{
    EXPECT_EQ(read_file(path).error().message,
              "cannot read " + path + ": No such file or directory");
    EXPECT_EQ(file_problem("open", path, EACCES), "cannot open " + path + ": Permission denied");
}

} // namespace
} // namespace muster
