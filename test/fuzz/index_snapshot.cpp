// Any content of a snapshot with right hashes is either refused, or gives an index that answers
// queries, takes changes, and can be written and read again. The input is a list of edits to a
// valid content: random bytes alone would be refused at once.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "index/columns/checksummed_file.h"
#include "index/plan/compiler.h"
#include "index/plan/pager.h"
#include "index/tenant/memory_usage.h"
#include "index/tenant/tenant_index.h"
#include "rule/check.h"

namespace {

using namespace muster;
using namespace muster::model;
using namespace muster::rule;
using namespace muster::index;

constexpr TenantId tenant{1};

void check_that(bool is_true)
{
    if (!is_true) std::abort();
}

// A file in memory that is opened twice, once to write and once to read.
struct MemoryFile {
    int descriptor = ::memfd_create("snapshot", MFD_CLOEXEC);
    ~MemoryFile() { ::close(descriptor); }
    MemoryFile() = default;
    MemoryFile(const MemoryFile&) = delete;
    File open(const char* mode) const
    {
        ::lseek(descriptor, 0, SEEK_SET);
        return File(::fdopen(::dup(descriptor), mode));
    }
};

Customer customer(std::int64_t id)
{
    Customer one;
    one.id = {id};
    one.name = id % 3 == 0 ? "" : "Person " + std::to_string(id);
    one.city = id % 2 == 0 ? "Leeds" : "York";
    one.fields.set("n", id * 1'000'000'000 - 5);
    one.fields.set("d", Decimal{id, 2});
    one.fields.set("r", static_cast<double>(id) / 3);
    one.fields.set("b", id % 2 == 0);
    if (id % 5 == 0) one.fields.set("n", std::string("five"));
    one.extras.set("shop", R"({"n": 1})");
    return one;
}

// The customers are in two chunks; ids from here on are in the second.
constexpr std::int64_t second_chunk = 65'536;

std::unique_ptr<TenantIndex> filled(std::int64_t people)
{
    auto made = std::make_unique<TenantIndex>(tenant, std::vector<std::string>{"extras.shop.n"});
    TenantIndex& index = *made;
    for (std::int64_t id = 1; id <= people; ++id) index.put(customer(id));
    for (std::int64_t id = 1; id < 9; ++id) index.put(customer(second_chunk + id));
    for (std::int64_t id = 1; id <= people; id += 2) {
        Membership stay;
        stay.group = {1 + id % 2};
        stay.customer = {id};
        index.put(stay);
    }
    index.trim();
    return made;
}

std::string content_of(const TenantIndex& index)
{
    const MemoryFile memory;
    ChecksummedWriter out(memory.open("wb"));
    write(capture(index), out);
    check_that(out.finish().has_value());
    ChecksummedReader in(memory.open("rb"));
    std::string content;
    for (char byte = 0; in.bytes(&byte, 1), in.is_good();) content += byte;
    return content;
}

bool read(TenantIndex& index, const std::string& content)
{
    const MemoryFile memory;
    ChecksummedWriter out(memory.open("wb"));
    out.bytes(content.data(), content.size());
    check_that(out.finish().has_value());
    ChecksummedReader in(memory.open("rb"));
    return index.read(in);
}

// Each edit has 8 bytes: the kind of edit, a number, and a position.
std::string edited(std::string content, const std::uint8_t* bytes, std::size_t size)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr std::array<std::int64_t, 12> numbers{
        0, 1, 2, 63, 64, 65'535, 65'536, 0x7fffffff, 0xffffffff, most, -1, -most - 1};
    for (; size >= 8; bytes += 8, size -= 8) {
        std::uint32_t place = 0;
        std::memcpy(&place, bytes + 2, sizeof place);
        if (content.empty()) return content;
        const std::size_t at = place % content.size();
        const std::int64_t number = numbers[bytes[1] % numbers.size()];
        const auto* begin = reinterpret_cast<const char*>(&number);
        switch (bytes[0] % 6) {
        case 0: content.replace(at, sizeof number, begin, sizeof number); break;
        case 1: content.replace(at / 8 * 8, sizeof number, begin, sizeof number); break;
        case 2: content[at] = static_cast<char>(bytes[1]); break;
        case 3: content[at] = static_cast<char>(content[at] + 1); break;
        case 4: content.erase(at, bytes[1]); break;
        default: content.insert(at, content.substr(at, bytes[1])); break;
        }
    }
    return content;
}

RuleRef rule(std::string_view text)
{
    static const DeclaredFields none;
    auto read = read_rule(text, {none, tenant, nullptr, {}});
    check_that(read.has_value());
    return std::make_shared<const Rule>(*std::move(read));
}

void ask(const TenantIndex& index)
{
    static const std::vector<RuleRef> rules{
        rule("name LIKE '%n%1'"), rule("city = 'Leeds' OR name > 'P'"), rule("MEMBER OF 1"),
        rule("id IN (1,3,5,7,9,11,13,15,17,19)"), rule("NOT (city IS NULL AND MEMBER OF 2)")};
    for (const auto& one : rules) {
        Compiler compiler(index, Time{}, {});
        auto plan = compiler.plan(compiler.of(*one));
        check_that(count(plan) <= index.live().count());
        for (const std::int64_t id : {std::int64_t{1}, std::int64_t{6}, second_chunk + 2}) {
            static_cast<void>(plan.holds(id));
        }
    }
    for (const auto& operand : index.operands()) {
        Compiler compiler(index, Time{}, {});
        auto plan = compiler.plan(constant(true));
        IndexPaging paging;
        paging.sort.operand = operand.name;
        for (const auto& column : operand.columns) paging.columns.push_back(column.view());
        paging.limit = 10;
        check_that(cut_page(plan, paging).ids.size() <= 10);
    }
    check_that(!memory_usage_of(index).empty());
}

void change(TenantIndex& index)
{
    for (const std::int64_t id : {std::int64_t{1}, std::int64_t{2}, std::int64_t{70},
                                  second_chunk + 1, second_chunk + 100}) {
        Customer changed = customer(id);
        changed.name = "Changed";
        changed.fields.set("n", -id);
        index.put(changed);
    }
    for (std::int64_t id = 3; id < 40; ++id) {
        Customer gone;
        gone.id = {id};
        gone.removed_at = Time{};
        index.put(gone);
    }
    for (std::int64_t id = 100; id < 140; ++id) index.put(customer(id));
    index.trim();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const std::array<std::string, 2> contents{content_of(*filled(60)),
                                                     content_of(*filled(4200))};
    if (size == 0) return 0;
    // The large content has several blocks of texts and is slow, so few inputs use it.
    const std::string& sound = contents[bytes[0] == 7 ? 1 : 0];
    TenantIndex index(tenant, {"extras.shop.n"});
    if (!read(index, edited(sound, bytes + 1, size - 1))) return 0;
    ask(index);
    change(index);
    ask(index);
    TenantIndex again(tenant, {"extras.shop.n"});
    check_that(read(again, content_of(index)));
    ask(again);
    return 0;
}
