// A library that is loaded before the program (LD_PRELOAD): it lets one system call on a regular
// file fail. The test maps the same file and says which call, and how.
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

struct Orders {
    std::atomic<std::int64_t> calls;   // so far
    std::atomic<std::int64_t> fails;   // the number of the call that fails; 0: none
    std::atomic<std::int64_t> failure; // errno; 0: a write writes only a half
    std::atomic<std::int64_t> failed;  // how many have
};

Orders* orders()
{
    static Orders* const mapped = []() -> Orders* {
        const char* path = std::getenv("FAILING_CALLS");
        const int file = path == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
        if (file < 0) return nullptr;
        void* memory = ::mmap(nullptr, sizeof(Orders), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        return memory == MAP_FAILED ? nullptr : static_cast<Orders*>(memory);
    }();
    return mapped;
}

// Whether this call is the one that fails.
bool is_chosen(int file)
{
    struct stat found {};
    if (orders() == nullptr || ::fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return false;
    if (++orders()->calls != orders()->fails) return false;
    ++orders()->failed;
    return true;
}

template <class Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// The bytes that the write may write; 0: it fails.
std::size_t allowed(int file, std::size_t bytes)
{
    if (!is_chosen(file)) return bytes;
    if (orders()->failure == 0) return bytes > 1 ? bytes / 2 : bytes;
    errno = static_cast<int>(orders()->failure);
    return 0;
}

bool fails(int file)
{
    if (!is_chosen(file)) return false;
    errno = orders()->failure == 0 ? EIO : static_cast<int>(orders()->failure);
    return true;
}

} // namespace

extern "C" {

ssize_t write(int file, const void* from, size_t bytes)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    const size_t some = allowed(file, bytes);
    return some == 0 && bytes != 0 ? -1 : real(file, from, some);
}

ssize_t pwrite(int file, const void* from, size_t bytes, off_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    const size_t some = allowed(file, bytes);
    return some == 0 && bytes != 0 ? -1 : real(file, from, some, offset);
}

ssize_t pwrite64(int file, const void* from, size_t bytes, off64_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    const size_t some = allowed(file, bytes);
    return some == 0 && bytes != 0 ? -1 : real(file, from, some, offset);
}

int fsync(int file)
{
    static const auto real = next<int (*)(int)>("fsync");
    return fails(file) ? -1 : real(file);
}

int fdatasync(int file)
{
    static const auto real = next<int (*)(int)>("fdatasync");
    return fails(file) ? -1 : real(file);
}

int ftruncate(int file, off_t size)
{
    static const auto real = next<int (*)(int, off_t)>("ftruncate");
    return fails(file) ? -1 : real(file, size);
}

int ftruncate64(int file, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    return fails(file) ? -1 : real(file, size);
}

} // extern "C"
