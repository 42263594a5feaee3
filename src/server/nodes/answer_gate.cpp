#include "server/nodes/answer_gate.h"

#include "base/limits.h"

namespace muster::server {

namespace {

// Without a name it has not looked yet, or a Muster without stand-bys is active.
std::string standing_by(const std::string& active)
{
    return active.empty() ? "this node stands by" : "another node is active (" + active + ')';
}

} // namespace

std::string AnswerGate::reason() const
{
    switch (lease_->role()) {
    case store::NodeRole::active: return is_open_ ? "" : "this node is taking over";
    case store::NodeRole::overdue:
        return "this node has lost the database and does not know whether it is still the active "
               "one";
    case store::NodeRole::standing_by: return standing_by(lease_->active_node().name);
    case store::NodeRole::replaced: return "another node has taken over";
    }
    return {};
}

std::optional<Error> AnswerGate::refusal() const
{
    auto text = reason();
    if (text.empty()) return std::nullopt;
    // A call that was running may have been stored before the node noticed.
    if (is_open_) text += "; a change may have been stored";
    Error error{Code::unavailable, "store", std::move(text) + ": try again", {}, {}, {}};
    error.retry_after = limits::stand_by_retry_after;
    return error;
}

} // namespace muster::server
