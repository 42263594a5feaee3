// Remembers beside the database how many writes it has had (PATH.seen), so that a start notices
// when some are missing: a log that was removed or damaged, a file that was replaced by an older
// one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace muster::store::sqlite {

// Used by one thread at a time.
class SeenWrites {
public:
    // What the file of an earlier run says.
    struct Note {
        std::int64_t writes = 0; // the revisions of all tenants together
        std::int64_t lost = 0;   // writes that an earlier start has missed
    };

    // Opens the file or makes it. A damaged file counts as one that was not there.
    static Result<SeenWrites> open(const std::string& path);
    // nullopt when there is no file, or it is damaged.
    static std::optional<Note> read(const std::string& path);

    SeenWrites(SeenWrites&& other) noexcept;
    SeenWrites& operator=(SeenWrites&&) = delete;
    ~SeenWrites();

    const Note& note() const { return note_; }
    // Called after the writes are durable, so that the file never promises more than the store has.
    // Not synced: it must survive a killed process, and after a power cut it may be older.
    void write(const Note& note);

private:
    SeenWrites(int descriptor, const Note& note) : descriptor_(descriptor), note_(note) {}
    int descriptor_;
    Note note_;
};

} // namespace muster::store::sqlite
