// The floor for every HTTP benchmark: a one-line service on our HTTP library, answering 22 bytes of
// JSON. Usage: bench_bare_server [port] [io threads] [here|pool]
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "http/server/server.h"

namespace {

using namespace muster::http;

class Bare final : public Service {
public:
    explicit Bare(RunOn run_on) : run_on_(run_on) {}
    std::size_t body_limit(const Request&) const override { return muster::limits::body_bytes; }
    RunOn run_on(const Request&) const override { return run_on_; }
    Response handle(const Request&) override
    {
        return {200, R"({"id":17,"name":"VIP"})", json, {}};
    }
    Response refuse(const Request&, Refusal refusal) const override
    {
        return {status_of(refusal), "{}", json, {}};
    }

private:
    static constexpr const char* json = "application/json";
    const RunOn run_on_;
};

} // namespace

int main(int count, char** arguments)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto port = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 8080;
    const auto threads = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 1;
    const bool on_pool = count > 3 && std::string_view(arguments[3]) == "pool";
    Bare bare(on_pool ? RunOn::pool : RunOn::io_thread);
    ServerOptions options;
    options.listeners.push_back({"127.0.0.1", static_cast<std::uint16_t>(port), ""});
    options.io_threads = static_cast<unsigned>(threads);
    auto server = Server::start(options, bare);
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().message.c_str());
        return 1;
    }
    std::printf("listening on 127.0.0.1:%u\n", (*server)->ports().front());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
