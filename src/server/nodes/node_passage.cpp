#include "server/nodes/node_passage.h"

#include "base/limits.h"
#include "base/secrets.h"
#include "http/address.h"
#include "server/log.h"
#include "server/metrics/metric_family.h"
#include "server/settings/dialect_texts.h"

namespace muster::server {

namespace {

std::string place_of(const http::OtherNode& node)
{
    return node.name + " (" + http::with_port(node.host, node.port) + ')';
}

} // namespace

void NodePassage::set_key(std::string_view signing_key)
{
    auto link = http::TlsContext::for_key(hmac_sha256(signing_key, "muster: link of nodes, 1"));
    const std::lock_guard lock(mutex_);
    link_ = std::move(link);
}

std::optional<http::OtherNode> NodePassage::active() const
{
    if (lease_.role() != store::NodeRole::standing_by) return std::nullopt;
    const auto known = lease_.active_node();
    const auto listener = parse_plain_listener(known.address); // as that node was given it
    if (!listener) return std::nullopt;
    return http::OtherNode{known.name, listener->host, listener->port, known.term};
}

std::optional<http::TlsContext> NodePassage::link() const
{
    const std::lock_guard lock(mutex_);
    return link_;
}

void NodePassage::note_passed(const http::OtherNode& node)
{
    ++open_;
    ++passed_;
    const std::lock_guard lock(mutex_);
    if (!logged_.empty())
        log(LogLevel::info, "calls are passed on to " + place_of(node) + " again");
    logged_.clear();
    failed_.reset();
}

// Each failure is counted, and logged when it is not the one before.
void NodePassage::note_failed(const http::OtherNode& node, const std::string& reason)
{
    ++failures_;
    auto line = "cannot pass calls on to " + place_of(node) + ": " + reason;
    const std::lock_guard lock(mutex_);
    failed_ = store::NodeLease::now();
    if (line != logged_) log(LogLevel::warn, line);
    logged_ = std::move(line);
}

std::string NodePassage::reachable() const
{
    const auto node = active();
    const std::lock_guard lock(mutex_);
    const bool has_failed = failed_ && store::NodeLease::now() - *failed_ < limits::node_retry;
    return node && link_ && !has_failed ? node->name : std::string{};
}

std::string NodePassage::metrics() const
{
    MetricFamily open("muster_node_passing", "gauge",
                      "Connections that are being passed on to the active node.");
    MetricFamily passed("muster_node_passed_total", "counter", "Connections passed on to it.");
    MetricFamily failed("muster_node_pass_failures_total", "counter",
                        "Connections that could not be, so that their calls got 503.");
    open.add("", std::to_string(open_));
    passed.add("", std::to_string(passed_));
    failed.add("", std::to_string(failures_));
    return open.text() + passed.text() + failed.text();
}

} // namespace muster::server
