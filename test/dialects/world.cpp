// Builds the pipeline over one store and passes requests to it. Knows no dialect by name.
#include "dialects/world.h"

#include <cstdlib>
#include <map>
#include <stdexcept>

#include <unistd.h>

#include "dialects/all.h"
#include "dialects/background.h"
#include "dialects/seeds.h"
#include "store/open.h"

namespace muster::dialects::test {

namespace {

std::map<std::string, Preparation, std::less<>>& preparations()
{
    static std::map<std::string, Preparation, std::less<>> rows;
    return rows;
}

bool is_on_disk()
{
    const char* engine = std::getenv("MUSTER_TEST_STORE");
    return engine != nullptr && std::string_view(engine) == "sqlite";
}

std::filesystem::path make_folder()
{
    if (!is_on_disk()) return {};
    std::string name = (std::filesystem::temp_directory_path() / "muster-world-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    return name;
}

std::unique_ptr<model::Store> open_store_in(const std::filesystem::path& folder)
{
    const std::string url = folder.empty() ? "memory:" : "sqlite:" + (folder / "world.db").string();
    auto opened = store::open_store(url);
    if (!opened) throw std::runtime_error(opened.error().message);
    return *std::move(opened);
}

index::IndexOptions index_options(std::chrono::milliseconds wait)
{
    index::IndexOptions options;
    options.extras = searched_extras();
    options.wait = wait;
    return options;
}

} // namespace

std::string SeededRandom::bytes(std::size_t count)
{
    const std::scoped_lock lock(mutex_);
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(engine_() & 255U);
    return bytes;
}

World::World(std::chrono::milliseconds index_wait)
    : folder_(make_folder()), engine_(open_store_in(folder_)), held_(*engine_), crowded_(*engine_),
      index_(held_, clock_, index_options(index_wait)), store_(crowded_, index_),
      directory_(store_, clock_, random_),
      identity_(store_, clock_, random_), services_{directory_, identity_, random_.bytes(32)},
      dispatch_(std::make_unique<Dispatch>(services_, all(), DispatchOptions{}))
{
    engine_->set_commit_listener(&index_);
    services_.finder = &index_;
    static std::atomic<int> worlds{0};
    const std::string name =
        "muster-jobs-" + std::to_string(::getpid()) + '-' + std::to_string(++worlds);
    services_.jobs_folder = (std::filesystem::temp_directory_path() / name).string();
    make_tenants(directory_);
    make_credentials(directory_, all());
    make_people(directory_);
    set_world_variables(variables_);
}

World::~World()
{
    held_.release();
    index_.stop_loading();
    engine_.reset();
    std::error_code ignored; // a leftover in the temporary folder is no reason to fail
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
    std::filesystem::remove_all(services_.jobs_folder, ignored);
}

void World::work(const Dialect& dialect, std::function<bool()> stops)
{
    Work work{services_, *dispatch_, std::move(stops), [](std::chrono::seconds) { return true; },
              [](const std::string&) {}};
    const Dialect* const one[] = {&dialect};
    const auto tasks = background_tasks(one, services_, *dispatch_, work.warn).value();
    for (const auto& task : tasks) {
        if (const auto done = task(work); !done) throw std::runtime_error(done.error().message);
    }
}

void World::limit_rate(const Dialect& dialect, Rate rate)
{
    DispatchOptions options;
    options.rates.emplace(dialect.name, rate);
    dispatch_ = std::make_unique<Dispatch>(services_, all(), std::move(options));
}

void World::refuse(std::function<std::optional<Error>()> refusal)
{
    DispatchOptions options;
    options.refusal = std::move(refusal);
    dispatch_ = std::make_unique<Dispatch>(services_, all(), std::move(options));
}

http::Response World::send(http::Request&& request)
{
    clock_.move(std::chrono::seconds(1));
    const std::string target = request.target;
    if (!http::parse_target(target, request))
        return dispatch_->refuse(request, http::Refusal::malformed);
    http::Request head = request;
    head.body.clear();
    if (request.body.size() > dispatch_->body_limit(head)) {
        return dispatch_->refuse(head, http::Refusal::body_too_large);
    }
    auto response = dispatch_->handle(request);
    while (response.file && response.file->left() != 0) {
        if (!response.file->read(response.body, limits::answer_batch_bytes)) break;
    }
    return response;
}

Caller::Caller(World& world, const Dialect& dialect)
    : world_(world), dialect_(dialect), variables_(world.variables())
{
    set_credential_variables(variables_, dialect.name);
    if (const auto prepare = Setup::of(dialect.name).prepare) prepare(*this);
}

http::Response Caller::send(http::Verb verb, std::string_view target, std::string body,
                            std::vector<http::Header> headers, bool on_own_port)
{
    return send(http::name_of(verb), target, std::move(body), std::move(headers), on_own_port);
}

http::Response Caller::send(std::string_view method, std::string_view target, std::string body,
                            std::vector<http::Header> headers, bool on_own_port)
{
    http::Request request;
    request.verb = http::verb_of(method);
    request.method = method;
    request.target = std::string(on_own_port ? std::string_view() : dialect_.mount);
    request.target += target;
    request.headers = std::move(headers);
    if (!request.has_header("Host")) request.headers.push_back({"Host", "muster.test"});
    request.body = std::move(body);
    request.peer = "127.0.0.1";
    if (on_own_port) request.listener = dialect_.name;
    return world_.send(std::move(request));
}

std::string Caller::get(std::string_view name) const
{
    const std::string* value = variables_.find(name);
    return value == nullptr ? std::string() : *value;
}

Setup::Setup(std::string_view dialect, Preparation preparation)
{
    preparations()[std::string(dialect)] = preparation;
}

Preparation Setup::of(std::string_view dialect)
{
    const auto found = preparations().find(dialect);
    return found == preparations().end() ? Preparation{} : found->second;
}

} // namespace muster::dialects::test
