// Looks at the store at fixed intervals.
#include "server/nodes/turn.h"

#include <filesystem>
#include <optional>

#include "base/limits.h"
#include "server/log.h"
#include "store/open.h"

namespace muster::server {

namespace {

void remove_files_in(const std::string& folder)
{
    namespace fs = std::filesystem;
    std::error_code ignored; // the next look tries again
    for (fs::directory_iterator entry(folder, ignored), end; entry != end;
         entry.increment(ignored)) {
        fs::remove_all(entry->path(), ignored);
    }
}

// While another node is active, the files of the index get old: they would have people who are
// erased meanwhile (promise 10). Another one is active when this node saw the store for so long
// and could not take over.
class IndexRemoval {
public:
    explicit IndexRemoval(std::string folder) : folder_(std::move(folder)) {}

    void note_look(bool has_seen_store)
    {
        const auto now = store::NodeLease::now();
        if (!has_seen_store)
            since_.reset();
        else if (!since_)
            since_ = now;
        else if (now - *since_ > 2 * limits::take_over_silence)
            remove_files_in(folder_);
    }

private:
    const std::string folder_;
    std::optional<store::NodeLease::TimePoint> since_; // no look has failed since
};

} // namespace

bool is_store_away(const Error& error)
{
    const bool may_pass = error.code == Code::unavailable || error.code == Code::timed_out;
    return may_pass && error.subject == "store";
}

Result<std::unique_ptr<model::Store>> await_turn(const Turn& turn)
{
    const auto stand_by = TRY(store::stand_by(turn.store_url, turn.health, turn.node));
    IndexRemoval removal(turn.index_folder);
    std::string known; // as it was logged
    while (store::NodeLease::now() < turn.next_look) {
        if (!turn.wait(limits::stand_by_look)) return nullptr;
    }
    for (;;) {
        auto store = stand_by->look();
        if (!store && !is_store_away(store.error())) return store;
        if (store && *store != nullptr) return store;
        removal.note_look(store.has_value());
        const auto state = store ? turn.gate.reason() : store.error().message;
        if (state != known) log(LogLevel::info, "standing by: " + state);
        known = state;
        if (!turn.wait(limits::stand_by_look)) return nullptr;
    }
}

} // namespace muster::server
