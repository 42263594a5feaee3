// Passes every call on to SQLite's own VFS, and looks at the pages that it reads and writes.
// SQLite's log and its temporary files are opened without this layer.
#include "store/sqlite/files/page_checksums.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string>

#include "base/hash.h"

namespace muster::store::sqlite {

namespace {

constexpr std::size_t page_bytes = 4096; // of all our files, see docs/decisions/0003
constexpr std::size_t content_bytes = page_bytes - checksum_bytes;
constexpr std::size_t reserved_at = 20; // in the head of the file: bytes reserved in each page
constexpr int head_bytes = 100;

using PageBytes = std::array<char, page_bytes>;

// Lies before the file of the underlying VFS in the memory that SQLite gives.
struct CheckedFile : sqlite3_file {
    bool has_checksums = false;
    std::int64_t damaged_page = 0; // the first one
    StoreHealth* health = nullptr;
};

CheckedFile& checked(sqlite3_file* file) { return *static_cast<CheckedFile*>(file); }
sqlite3_file* below(sqlite3_file* file)
{
    return reinterpret_cast<sqlite3_file*>(static_cast<CheckedFile*>(file) + 1);
}

std::uint64_t checksum_of(const char* page, sqlite3_int64 offset)
{
    // With its place, so that a page that was written to another place is noticed.
    const auto number = static_cast<std::uint64_t>(offset) / page_bytes + 1;
    return hash_of({page, content_bytes}, number);
}

bool is_page(int size, sqlite3_int64 offset)
{
    return size == static_cast<int>(page_bytes) && offset % size == 0;
}

// A page that was never written is a hole in the file: it reads as zeros.
bool is_sound(const char* page, sqlite3_int64 offset)
{
    std::uint64_t stored = 0;
    std::memcpy(&stored, page + content_bytes, sizeof stored);
    if (stored == checksum_of(page, offset)) return true;
    return std::all_of(page, page + page_bytes, [](char byte) { return byte == 0; });
}

void note_head(CheckedFile& file, const char* bytes, int size, sqlite3_int64 offset)
{
    if (offset == 0 && size >= head_bytes)
        file.has_checksums = bytes[reserved_at] == checksum_bytes;
}

void note_damage(CheckedFile& file, std::int64_t page)
{
    if (file.damaged_page == 0) file.damaged_page = page;
    if (file.health == nullptr) return;
    file.health->begin(StoreTrouble::damaged_page,
                       "the database is damaged: page " + std::to_string(page) +
                           " has a wrong checksum; restore a backup with `muster restore`");
}

int read_checked(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset)
{
    const int result = below(file)->pMethods->xRead(below(file), bytes, size, offset);
    if (result != SQLITE_OK) return result;
    CheckedFile& own = checked(file);
    const char* page = static_cast<const char*>(bytes);
    note_head(own, page, size, offset);
    if (!own.has_checksums || !is_page(size, offset) || is_sound(page, offset)) return SQLITE_OK;
    note_damage(own, offset / static_cast<sqlite3_int64>(page_bytes) + 1);
    return SQLITE_IOERR_DATA;
}

// The pages of b-trees by their first byte. Other pages begin with a page number, whose first byte
// is 0 in a file of this size.
constexpr std::array<char, 4> tree_pages{0x02, 0x05, 0x0a, 0x0d};
constexpr sqlite3_int64 most_bytes_of_plain_numbers = sqlite3_int64{1} << 36; // 2^24 pages

std::size_t number_at(const PageBytes& page, std::size_t at)
{
    const auto high = static_cast<unsigned char>(page[at]);
    const auto low = static_cast<unsigned char>(page[at + 1]);
    return std::size_t{high} << 8U | low;
}

// Promise 10: when SQLite moves rows to another page, it leaves copies of them in the unused part
// of this one, which it never reads. They are overwritten before the page gets into the file: the
// gap between the list of the cells and their content, and the blocks between cells.
void clear_unused_part(PageBytes& page, sqlite3_int64 offset)
{
    const std::size_t head = offset == 0 ? head_bytes : 0;
    if (std::ranges::find(tree_pages, page[head]) == tree_pages.end()) return;
    const bool is_leaf = (page[head] & 0x08) != 0;
    const std::size_t list = head + (is_leaf ? 8 : 12);
    const std::size_t gap = list + 2 * number_at(page, head + 3);
    const std::size_t content = number_at(page, head + 5);
    if (gap > content || content > content_bytes) return; // not a sound page: SQLite will say so
    std::fill(page.begin() + gap, page.begin() + content, '\0');
    constexpr std::size_t block_head = 4; // the place of the next block, the size of this one
    std::size_t last = 0;
    for (std::size_t block = number_at(page, head + 1); block > last;) {
        if (block + block_head > content_bytes) return;
        const std::size_t size = number_at(page, block + 2);
        if (size < block_head || block + size > content_bytes) return;
        std::fill_n(page.begin() + block + block_head, size - block_head, '\0');
        last = block;
        block = number_at(page, block);
    }
}

int write_checked(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    CheckedFile& own = checked(file);
    note_head(own, static_cast<const char*>(bytes), size, offset);
    if (!own.has_checksums || !is_page(size, offset)) {
        return below(file)->pMethods->xWrite(below(file), bytes, size, offset);
    }
    PageBytes page;
    std::memcpy(page.data(), bytes, content_bytes);
    if (offset < most_bytes_of_plain_numbers) clear_unused_part(page, offset);
    const std::uint64_t checksum = checksum_of(page.data(), offset);
    std::memcpy(page.data() + content_bytes, &checksum, sizeof checksum);
    return below(file)->pMethods->xWrite(below(file), page.data(), size, offset);
}

// A method that only passes the call on.
template <auto method, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments)
{
    return (below(file)->pMethods->*method)(below(file), arguments...);
}

using Methods = sqlite3_io_methods;

void shared_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }

// The file is never mapped into memory: that would pass by the checksums.
int fetch(sqlite3_file*, sqlite3_int64, int, void** place)
{
    *place = nullptr;
    return SQLITE_OK;
}
int unfetch(sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; }

constexpr Methods methods{
    3,
    &pass<&Methods::xClose>,
    &read_checked,
    &write_checked,
    &pass<&Methods::xTruncate, sqlite3_int64>,
    &pass<&Methods::xSync, int>,
    &pass<&Methods::xFileSize, sqlite3_int64*>,
    &pass<&Methods::xLock, int>,
    &pass<&Methods::xUnlock, int>,
    &pass<&Methods::xCheckReservedLock, int*>,
    &pass<&Methods::xFileControl, int, void*>,
    &pass<&Methods::xSectorSize>,
    &pass<&Methods::xDeviceCharacteristics>,
    &pass<&Methods::xShmMap, int, int, int, void volatile**>,
    &pass<&Methods::xShmLock, int, int, int>,
    &shared_barrier,
    &pass<&Methods::xShmUnmap, int>,
    &fetch,
    &unfetch,
};

sqlite3_vfs* system_vfs()
{
    static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    return vfs;
}

int open_checked(sqlite3_vfs* /*own*/, sqlite3_filename name, sqlite3_file* file, int flags,
                 int* given)
{
    sqlite3_vfs* vfs = system_vfs();
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return vfs->xOpen(vfs, name, file, flags, given);
    auto* own = new (file) CheckedFile{};
    const int result = vfs->xOpen(vfs, name, below(own), flags, given);
    own->pMethods = below(own)->pMethods == nullptr ? nullptr : &methods;
    return result;
}

// SQLite's VFS takes its own record in all other methods.
template <auto method, class... Arguments>
auto pass_vfs(sqlite3_vfs* /*own*/, Arguments... arguments)
{
    return (system_vfs()->*method)(system_vfs(), arguments...);
}

using Vfs = sqlite3_vfs;

sqlite3_vfs make_vfs()
{
    sqlite3_vfs vfs = *system_vfs();
    vfs.pNext = nullptr;
    vfs.zName = "muster";
    vfs.szOsFile += static_cast<int>(sizeof(CheckedFile));
    vfs.xOpen = &open_checked;
    vfs.xDelete = &pass_vfs<&Vfs::xDelete, const char*, int>;
    vfs.xAccess = &pass_vfs<&Vfs::xAccess, const char*, int, int*>;
    vfs.xFullPathname = &pass_vfs<&Vfs::xFullPathname, const char*, int, char*>;
    vfs.xRandomness = &pass_vfs<&Vfs::xRandomness, int, char*>;
    vfs.xSleep = &pass_vfs<&Vfs::xSleep, int>;
    vfs.xCurrentTime = &pass_vfs<&Vfs::xCurrentTime, double*>;
    vfs.xGetLastError = &pass_vfs<&Vfs::xGetLastError, int, char*>;
    vfs.xCurrentTimeInt64 = &pass_vfs<&Vfs::xCurrentTimeInt64, sqlite3_int64*>;
    return vfs;
}

CheckedFile* file_of(sqlite3* handle)
{
    sqlite3_file* file = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    const bool is_ours = file != nullptr && file->pMethods == &methods;
    return is_ours ? static_cast<CheckedFile*>(file) : nullptr;
}

} // namespace

const char* checked_vfs()
{
    static sqlite3_vfs vfs = make_vfs();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    return registered == SQLITE_OK ? vfs.zName : nullptr;
}

void reserve_checksums(sqlite3* handle)
{
    int bytes = checksum_bytes;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

bool has_checksums(sqlite3* handle)
{
    auto* file = file_of(handle);
    std::array<char, head_bytes> head{};
    if (file == nullptr) return false;
    const int result = below(file)->pMethods->xRead(below(file), head.data(), head_bytes, 0);
    return result == SQLITE_OK && head[reserved_at] == checksum_bytes;
}

std::int64_t damaged_page(sqlite3* handle)
{
    const auto* file = file_of(handle);
    return file == nullptr ? 0 : file->damaged_page;
}

void report_damage_to(sqlite3* handle, StoreHealth& health)
{
    if (auto* file = file_of(handle)) file->health = &health;
}

} // namespace muster::store::sqlite
