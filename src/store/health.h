// What is wrong with an open store, for readiness, metrics and the log. The engine reports; the
// server reads. Thread-safe. Knows no engine.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace muster::store {

enum class StoreTrouble : std::uint8_t {
    lost_writes,         // the store is older than what was acknowledged; stays until a restore
    damaged_page,        // a page had the wrong checksum; stays until the next start
    failing_writes,      // the last commit failed
    failing_checkpoints, // the last checkpoint failed
    overdue_lease,       // the database has not confirmed that this node is the active one
    stalled,             // the disk has not answered for limits::disk_stall
};
inline constexpr std::size_t store_troubles = 6;
std::string_view name_of(StoreTrouble trouble); // "lost_writes"

class StoreHealth {
public:
    using Log = std::function<void(const std::string&)>;
    // The log gets one line when a trouble begins. Called from any thread.
    explicit StoreHealth(Log log = {}) : log_(std::move(log)) {}

    void begin(StoreTrouble trouble, const std::string& sentence);
    void end(StoreTrouble trouble);

    // One sentence for each trouble there is now; empty: all is well.
    std::vector<std::string> sentences() const;

    struct Line {
        StoreTrouble trouble{};
        bool has_it = false;
        std::uint64_t count = 0; // how often it began
    };
    std::vector<Line> report() const; // one line for each kind

private:
    struct TroubleState {
        std::string sentence; // empty: all is well
        std::uint64_t count = 0;
    };
    TroubleState& state(StoreTrouble trouble) { return states_[static_cast<std::size_t>(trouble)]; }

    const Log log_;
    mutable std::mutex mutex_;
    std::array<TroubleState, store_troubles> states_;
};

} // namespace muster::store
