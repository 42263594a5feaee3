#include "server/nodes/node_passage.h"

#include "base/limits.h"
#include "base/secrets.h"
#include "base/text.h"
#include "server/log.h"
#include "server/metrics/metric_family.h"

namespace muster::server {

namespace {

// "10.0.0.1:8090" or "[fd00::1]:8090", as the other node has stored it.
std::optional<http::OtherNode> parse_node(const store::ActiveNodeName& active)
{
    const std::string_view text = active.address;
    const auto colon = text.rfind(':');
    if (colon == text.npos) return std::nullopt;
    const auto port = parse_integer(text.substr(colon + 1));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!port || *port < 1 || *port > 65535) return std::nullopt;
    return http::OtherNode{active.name, std::string(host), static_cast<std::uint16_t>(*port),
                           active.term};
}

std::string place_of(const http::OtherNode& node)
{
    return node.name + " (" + node.host + ' ' + std::to_string(node.port) + ')';
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
    return parse_node(lease_.active_node());
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
