// Writes and reads ranges of revisions as text.
#include "jobs/job_revisions.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace muster::jobs {

namespace {

constexpr auto revision_notes_table = wire::record(
    {}, wire::row<&RevisionNotes::newest>("revisions", wire::text_codec, wire::Access::write_only),
    wire::row<&RevisionNotes::bytes>("revisions_bytes", wire::integer_codec,
                                     wire::Access::write_only));

// "7" or "7-9".
std::optional<JobRevisions::Range> parse_range(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = parse_integer(text.substr(0, dash));
    const auto last = dash == text.npos ? first : parse_integer(text.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return JobRevisions::Range{*first, *last};
}

std::string text_of(const JobRevisions::Range& range)
{
    const auto first = std::to_string(range.first);
    return range.last == range.first ? first : first + '-' + std::to_string(range.last);
}

} // namespace

const wire::Record<RevisionNotes>& revision_notes_record() { return revision_notes_table; }

Result<void> RevisionNotes::add(model::Revision revision, const std::string& path,
                                const JobFile::Proof& prove)
{
    const auto blank = newest.rfind(' ');
    const auto begin = blank == newest.npos ? 0 : blank + 1;
    auto last = parse_range(std::string_view(newest).substr(begin));
    if (last && last->last == revision) return {};
    if (last && last->last + 1 == revision) {
        last->last = revision;
        newest.replace(begin, newest.npos, text_of(*last));
        return {};
    }
    if (newest.size() >= limits::noted_revisions_bytes) {
        newest += ' ';
        const auto file = TRY(JobFile::open_alone(path, bytes, prove));
        TRY(file.write(bytes, newest));
        TRY(file.sync());
        bytes += static_cast<std::int64_t>(newest.size());
        newest.clear();
    }
    if (!newest.empty()) newest += ' ';
    newest += std::to_string(revision);
    return {};
}

Result<JobRevisions> JobRevisions::read(const RevisionNotes& notes, const std::string& path)
{
    JobRevisions revisions;
    if (notes.bytes > 0) {
        const auto file = TRY(JobFile::open(path, JobFile::OpenMode::read));
        std::string text;
        TRY(file.read(0, static_cast<std::size_t>(notes.bytes), text));
        if (std::ssize(text) < notes.bytes) {
            return fail(Code::unavailable, "file", "the list of revisions is shorter than it was");
        }
        TRY(revisions.add_all(text));
    }
    TRY(revisions.add_all(notes.newest));
    return revisions;
}

Result<void> JobRevisions::add_all(std::string_view text)
{
    for (const auto part : split(text, ' ')) {
        if (part.empty()) continue;
        const auto range = parse_range(part);
        if (!range || (!ranges_.empty() && range->first <= ranges_.back().last)) {
            return fail(Code::unavailable, "file", "the list of revisions is damaged");
        }
        ranges_.push_back(*range);
    }
    return {};
}

bool JobRevisions::contains(model::Revision revision) const
{
    const auto behind =
        std::upper_bound(ranges_.begin(), ranges_.end(), revision,
                         [](model::Revision one, const Range& range) { return one < range.first; });
    return behind != ranges_.begin() && revision <= std::prev(behind)->last;
}

} // namespace muster::jobs
