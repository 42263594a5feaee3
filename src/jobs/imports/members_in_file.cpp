#include "jobs/imports/members_in_file.h"

#include <cstring>
#include <span>

#include "directory/memberships.h"
#include "model/lookup.h"

namespace muster::jobs {

namespace {

using StoredId = std::uint32_t; // ids are below 2^31

using CustomerIds = std::span<const model::CustomerId>;

} // namespace

Result<void> MembersInFile::add(const std::vector<model::CustomerId>& customers,
                                std::int64_t& bytes) const
{
    std::string text;
    text.reserve(customers.size() * sizeof(StoredId));
    for (const auto customer : customers) {
        const auto id = static_cast<StoredId>(customer.value);
        text.append(reinterpret_cast<const char*>(&id), sizeof id); // NOLINT: the bytes of a number
    }
    if (text.empty()) return {};
    TRY(file_.write(bytes, text));
    TRY(file_.sync());
    bytes += static_cast<std::int64_t>(text.size());
    return {};
}

Result<std::vector<bool>> MembersInFile::read(std::int64_t bytes) const
{
    constexpr std::size_t piece_bytes = 64 * 1024 * sizeof(StoredId);
    std::vector<bool> is_in;
    std::string piece;
    for (std::int64_t offset = 0; offset < bytes; offset += std::ssize(piece)) {
        const auto most = std::min<std::int64_t>(bytes - offset, piece_bytes);
        TRY(file_.read(offset, static_cast<std::size_t>(most), piece));
        if (std::ssize(piece) < most) {
            return fail(Code::unavailable, "file", "the list of members is shorter than it was");
        }
        for (std::size_t at = 0; at + sizeof(StoredId) <= piece.size(); at += sizeof(StoredId)) {
            StoredId id = 0;
            std::memcpy(&id, piece.data() + at, sizeof id);
            if (id >= is_in.size()) is_in.resize(std::size_t{id} + 1);
            is_in[id] = true;
        }
    }
    return is_in;
}

namespace {

// One write. Returns how many customers it took.
Result<std::size_t> leave_some(JobRun& run, model::GroupId group, CustomerIds customers,
                               ImportProgress& progress, const MembersInFile::NoteProgress& note)
{
    ImportProgress reached;
    std::size_t taken = 0;
    TRY(run.persist([&] {
        return run.write([&](directory::Transaction& transaction) -> Result<void> {
            reached = progress;
            taken = 0;
            for (const auto customer : customers) {
                if (ends_for_others(transaction, taken)) break;
                ++taken;
                const auto left = directory::leave(transaction, group, customer);
                if (!left && left.error().code != Code::not_found) return left;
                if (left) ++reached.left;
            }
            return note(transaction, reached);
        });
    }));
    progress = std::move(reached);
    return taken;
}

} // namespace

Result<void> MembersInFile::remove_others(JobRun& run, const ImportPlan& plan,
                                          ImportProgress& progress, const NoteProgress& note) const
{
    const auto is_in = TRY(read(progress.seen_bytes));
    model::Query query;
    query.kind = model::Kind::customer;
    query.tenant = run.tenant();
    query.filter = model::member_of({plan.group.value});
    query.limit = static_cast<std::int64_t>(limits::fill_rows);
    do {
        if (run.stops()) return {};
        const auto page = TRY(run.rows().page(query));
        query.after = page.next;
        std::vector<model::CustomerId> others;
        for (const auto& row : page.rows) {
            const auto id = static_cast<std::size_t>(model::row_id(row));
            if (id >= is_in.size() || !is_in[id]) others.push_back({model::row_id(row)});
        }
        if (plan.is_rehearsal) progress.left += std::ssize(others);
        for (CustomerIds rest = others; !rest.empty() && !plan.is_rehearsal;) {
            const WriteTurn turn;
            rest = rest.subspan(TRY(leave_some(run, plan.group, rest, progress, note)));
            if (!rest.empty()) turn.give_way();
        }
    } while (query.after);
    return run.write(
        [&](directory::Transaction& transaction) { return note(transaction, progress); });
}

} // namespace muster::jobs
