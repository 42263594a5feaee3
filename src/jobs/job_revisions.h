// Which revisions a job has made. The log does not name jobs, so this is how an undo finds the
// changes of one. A revision belongs to one write, and each write of a job notes its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jobs/job_files.h"
#include "wire/record.h"

namespace muster::jobs {

inline constexpr std::string_view revisions_file = "revisions";

// A part of the progress of a job that changes customers.
struct RevisionNotes {
    std::string newest;     // "120-133 140 151-160", ascending; behind those in the file
    std::int64_t bytes = 0; // of the file that count

    bool empty() const { return newest.empty() && bytes == 0; }
    // Notes the revision of the write that runs; a second time changes nothing. Notes that have
    // become long are moved to the end of the file, where they are durable when this returns.
    // `prove` as for JobFile::open_alone().
    Result<void> add(model::Revision revision, const std::string& path,
                     const JobFile::Proof& prove);
};

// Clients do not see the notes.
const wire::Record<RevisionNotes>& revision_notes_record();

class JobRevisions {
public:
    struct Range {
        model::Revision first;
        model::Revision last;
    };

    // not_found when the file is gone; unavailable when it is damaged.
    static Result<JobRevisions> read(const RevisionNotes& notes, const std::string& path);

    bool contains(model::Revision revision) const;
    const std::vector<Range>& ranges() const { return ranges_; } // ascending

private:
    Result<void> add_all(std::string_view text);

    std::vector<Range> ranges_;
};

} // namespace muster::jobs
