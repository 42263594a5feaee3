// Any content of a snapshot, under hashes that are right: refused, or an image that answers, takes
// changes and is written and read again. The input is a list of edits of a sound content, as random
// bytes alone would not get far.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "index/columns/frames.h"
#include "index/plan/compile.h"
#include "index/plan/pager.h"
#include "index/tenant/accounting.h"
#include "index/tenant/image.h"
#include "rule/check.h"

namespace {

using namespace muster;
using namespace muster::model;
using namespace muster::rule;
using namespace muster::directory;
using namespace muster::index;

constexpr TenantId tenant{1};

void check_that(bool is_true)
{
    if (!is_true) std::abort();
}

// A file in memory, opened twice: the second end outlives the first.
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

// Of two chunks; the second starts with these.
constexpr std::int64_t second_chunk = 65'536;

Image filled(std::int64_t people)
{
    Image image(tenant, {"extras.shop.n"});
    for (std::int64_t id = 1; id <= people; ++id) image.put(customer(id));
    for (std::int64_t id = 1; id < 9; ++id) image.put(customer(second_chunk + id));
    for (std::int64_t id = 1; id <= people; id += 2) {
        Membership stay;
        stay.group = {1 + id % 2};
        stay.customer = {id};
        image.put(stay);
    }
    image.trim();
    return image;
}

std::string content_of(const Image& image)
{
    const MemoryFile memory;
    FrameWriter out(memory.open("wb"));
    write(freeze(image), out);
    check_that(out.finish().has_value());
    FrameReader in(memory.open("rb"));
    std::string content;
    for (char byte = 0; in.bytes(&byte, 1), in.is_good();) content += byte;
    return content;
}

bool read(Image& image, const std::string& content)
{
    const MemoryFile memory;
    FrameWriter out(memory.open("wb"));
    out.bytes(content.data(), content.size());
    check_that(out.finish().has_value());
    FrameReader in(memory.open("rb"));
    return image.read(in);
}

// Each edit is 8 bytes: what is done, with which number, and where.
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

void ask(const Image& image)
{
    static const std::vector<RuleRef> rules{
        rule("name LIKE '%n%1'"), rule("city = 'Leeds' OR name > 'P'"), rule("MEMBER OF 1"),
        rule("id IN (1,3,5,7,9,11,13,15,17,19)"), rule("NOT (city IS NULL AND MEMBER OF 2)")};
    for (const auto& one : rules) {
        Compiler compiler(image, Time{}, {});
        auto plan = compiler.plan(compiler.of(*one));
        check_that(count(plan) <= image.live().count());
        for (const std::int64_t id : {std::int64_t{1}, std::int64_t{6}, second_chunk + 2}) {
            static_cast<void>(plan.holds(id));
        }
    }
    for (const auto& operand : image.operands()) {
        Compiler compiler(image, Time{}, {});
        auto plan = compiler.plan(constant(true));
        Paging paging;
        paging.sort.operand = operand.name;
        for (const auto& column : operand.columns) paging.columns.push_back(column.view());
        paging.limit = 10;
        check_that(cut_page(plan, paging).ids.size() <= 10);
    }
    check_that(!memory_of(image).empty());
}

void change(Image& image)
{
    for (const std::int64_t id : {std::int64_t{1}, std::int64_t{2}, std::int64_t{70},
                                  second_chunk + 1, second_chunk + 100}) {
        Customer changed = customer(id);
        changed.name = "Changed";
        changed.fields.set("n", -id);
        image.put(changed);
    }
    for (std::int64_t id = 3; id < 40; ++id) {
        Customer gone;
        gone.id = {id};
        gone.removed_at = Time{};
        image.put(gone);
    }
    for (std::int64_t id = 100; id < 140; ++id) image.put(customer(id));
    image.trim();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const std::array<std::string, 2> contents{content_of(filled(60)),
                                                     content_of(filled(4200))};
    if (size == 0) return 0;
    // The large one has several blocks of texts and takes its time.
    const std::string& sound = contents[bytes[0] == 7 ? 1 : 0];
    Image image(tenant, {"extras.shop.n"});
    if (!read(image, edited(sound, bytes + 1, size - 1))) return 0;
    ask(image);
    change(image);
    ask(image);
    Image again(tenant, {"extras.shop.n"});
    check_that(read(again, content_of(image)));
    ask(again);
    return 0;
}
