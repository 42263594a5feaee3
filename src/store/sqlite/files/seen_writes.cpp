// One line of text of fixed length with a checksum, overwritten in place by one system call.
#include "store/sqlite/files/seen_writes.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "base/hash.h"

namespace muster::store::sqlite {

namespace {

std::string line_of(const SeenWrites::Note& note)
{
    char line[128];
    const int size = std::snprintf(line, sizeof line, "writes %020" PRId64 " lost %020" PRId64,
                                   note.writes, note.lost);
    const std::string text(line, static_cast<std::size_t>(size));
    std::snprintf(line, sizeof line, " check %016" PRIx64 "\n", hash_of(text));
    return text + line;
}

} // namespace

std::optional<SeenWrites::Note> SeenWrites::read(const std::string& path)
{
    const auto content = read_file(path);
    Note note;
    if (!content || std::sscanf(content->c_str(), "writes %" SCNd64 " lost %" SCNd64, &note.writes,
                                &note.lost) != 2) {
        return std::nullopt;
    }
    if (*content != line_of(note)) return std::nullopt;
    return note;
}

Result<SeenWrites> SeenWrites::open(const std::string& path)
{
    const auto earlier = read(path);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(Code::unavailable, "store", file_problem("open", path, errno));
    }
    return SeenWrites(descriptor, earlier.value_or(Note{}));
}

SeenWrites::SeenWrites(SeenWrites&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), note_(other.note_)
{}

SeenWrites::~SeenWrites()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

void SeenWrites::write(const Note& note)
{
    const auto line = line_of(note);
    // A failure leaves an older note, which promises less.
    static_cast<void>(::pwrite(descriptor_, line.data(), line.size(), 0) < 0);
    note_ = note;
}

} // namespace muster::store::sqlite
