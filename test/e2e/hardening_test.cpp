// The program that is shipped is hardened: what the compiler and the linker have left in the file.
// Debug builds, which have sanitizers instead, are not.
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <elf.h>
#include <gtest/gtest.h>

namespace muster::e2e {
namespace {

#ifndef NDEBUG
constexpr bool is_shipped = false;
#else
constexpr bool is_shipped = true;
#endif

// The program file, as elf(5) describes it.
class ProgramFile {
public:
    ProgramFile() = default;
    explicit ProgramFile(const std::string& path)
    {
        std::ostringstream content;
        content << std::ifstream(path, std::ios::binary).rdbuf();
        bytes_ = std::move(content).str();
        header_ = at<Elf64_Ehdr>(0);
        for (unsigned i = 0; i < header_.e_phnum; ++i)
            segments_.push_back(at<Elf64_Phdr>(header_.e_phoff + i * sizeof(Elf64_Phdr)));
    }

    const Elf64_Ehdr& header() const { return header_; }

    const Elf64_Phdr* segment(Elf64_Word type) const
    {
        for (const auto& segment : segments_) {
            if (segment.p_type == type) return &segment;
        }
        return nullptr;
    }

    // The value of a row of the dynamic section; 0 when it is not there.
    Elf64_Xword dynamic(Elf64_Sxword tag) const
    {
        const auto* rows = segment(PT_DYNAMIC);
        for (Elf64_Xword i = 0; rows != nullptr && i < rows->p_filesz; i += sizeof(Elf64_Dyn)) {
            const auto row = at<Elf64_Dyn>(rows->p_offset + i);
            if (row.d_tag == tag) return row.d_un.d_val;
        }
        return 0;
    }

    // Whether the file imports the function; its name stands in the table of dynamic names.
    bool imports(const std::string& function) const
    {
        const std::string name = '\0' + function + '\0';
        return bytes_.find(name) != bytes_.npos;
    }

    int count(std::string_view bytes) const
    {
        int count = 0;
        for (auto at = bytes_.find(bytes); at != bytes_.npos; at = bytes_.find(bytes, at + 1))
            ++count;
        return count;
    }

private:
    template <class T>
    T at(std::size_t place) const
    {
        T value{};
        if (place + sizeof value <= bytes_.size())
            std::memcpy(&value, bytes_.data() + place, sizeof value);
        return value;
    }

    std::string bytes_;
    Elf64_Ehdr header_{};
    std::vector<Elf64_Phdr> segments_;
};

class Hardening : public testing::Test {
protected:
    void SetUp() override
    {
        if (!is_shipped) GTEST_SKIP() << "only release builds are shipped";
        program = read_once();
        ASSERT_EQ(program.header().e_ident[EI_CLASS], ELFCLASS64);
    }

    ProgramFile program;

private:
    static const ProgramFile& read_once()
    {
        static const ProgramFile read(MUSTER_BINARY);
        return read;
    }
};

TEST_F(Hardening, TheProgramCanBeLoadedAtAnyAddress) // PIE
{
    EXPECT_EQ(program.header().e_type, ET_DYN);
    EXPECT_NE(program.dynamic(DT_FLAGS_1) & DF_1_PIE, 0U);
}

TEST_F(Hardening, TablesOfFunctionsAreReadOnly) // full RELRO
{
    EXPECT_NE(program.segment(PT_GNU_RELRO), nullptr);
    EXPECT_NE((program.dynamic(DT_FLAGS) & DF_BIND_NOW) | (program.dynamic(DT_FLAGS_1) & DF_1_NOW),
              0U);
}

TEST_F(Hardening, TheStackHoldsNoCode)
{
    const auto* stack = program.segment(PT_GNU_STACK);
    ASSERT_NE(stack, nullptr);
    EXPECT_EQ(stack->p_flags & PF_X, 0U);
}

TEST_F(Hardening, OverwrittenStacksAndBuffersEndTheProgram)
{
    EXPECT_TRUE(program.imports("__stack_chk_fail"));
    EXPECT_TRUE(program.imports("__memcpy_chk")); // FORTIFY
}

// CET. The mark of the whole file says nothing: Debian's own start of programs does not have it.
TEST_F(Hardening, JumpsGoOnlyWhereTheyMay)
{
    if (program.header().e_machine != EM_X86_64) GTEST_SKIP() << "only x86-64 has it";
    EXPECT_GT(program.count("\xf3\x0f\x1e\xfa"), 1000); // endbr64 at the start of functions
}

} // namespace
} // namespace muster::e2e
