// Every example of every route works against the demonstration: as printed at /docs, with the
// credentials of demo.json, and its answer is what the OpenAPI document says.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secrets.h"
#include "base/text.h"
#include "cli/demo/demo.h"
#include "cli/wait_for_job.h"
#include "dialects/all.h"
#include "dialects/described.h"
#include "dialects/dispatch.h"
#include "dialects/openapi.h"
#include "index/indexed_store.h"
#include "server/server_keys.h"
#include "server/task_runner.h"
#include "store/open.h"

namespace muster::dialects::test {
namespace {

// The demonstration as `./dev run` makes it, over the memory engine.
class Demonstration {
public:
    Demonstration()
        : folder_(std::filesystem::temp_directory_path() /
                  ("muster-examples-" + std::to_string(::getpid()))),
          engine_(store::open_store("memory:").value()), index_(*engine_, clock_, index_options()),
          store_(*engine_, index_), directory_(store_, clock_, random_),
          identity_(store_, clock_, random_), services_{directory_, identity_, random_.bytes(32)}
    {
        std::filesystem::create_directories(folder_);
        engine_->set_commit_listener(&index_);
        services_.finder = &index_;
        services_.jobs_folder = (folder_ / "jobs").string();
        dispatch_ = std::make_unique<Dispatch>(services_, all(), DispatchOptions{});
        runner_ = server::TaskRunner::start(services_, *dispatch_).value(); // runs the import job
        services_.backup = [](const std::string&) { return Result<std::int64_t>{4096}; };
        administrator_ =
            server::open_server_keys(directory_, folder_.string(), false).value().administrator;
        std::ostringstream printed;
        const auto made = cli::show_demo(
            {*dispatch_, directory_, administrator_, "http://127.0.0.1:8080", folder_.string()}, {},
            printed);
        if (!made) throw std::runtime_error(made.error().message);
        described_ = parse_json(read_text_file(folder_ / "demo.json")).value();
    }
    ~Demonstration()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    http::Response send(const Dialect& dialect, http::Verb verb, std::string_view target,
                        std::vector<http::Header> headers, std::string body)
    {
        http::Request request;
        request.verb = verb;
        request.method = http::name_of(verb);
        request.target = std::string(dialect.mount) + std::string(target);
        request.headers = std::move(headers);
        request.headers.push_back({"Host", "127.0.0.1:8080"});
        request.body = std::move(body);
        request.peer = "127.0.0.1";
        const std::string whole = request.target;
        if (!http::parse_target(whole, request)) return {};
        return dispatch_->handle(request);
    }

    // The dialect's part of demo.json, with the key that admin.key has.
    Json part(const Dialect& dialect) const
    {
        Json part = *described_.find(dialect.name);
        part.set("administrator_key", administrator_);
        return part;
    }

    // The files of exports and fills are there when the jobs are done. Then undos can be removed.
    void finish_jobs()
    {
        const auto api = cli::in_process(*dispatch_, administrator_, "1");
        for (const std::string path : {"/v1/exports", "/v1/fills", "/v1/undos"}) {
            const Json page = api->get(path).value();
            for (const auto& job : *page.find("items")->as_array()) {
                const auto id = std::to_string(cli::integer_member(job, "id"));
                cli::wait_for_job(*api, path + '/' + id, "job").value();
            }
        }
    }

private:
    static std::string read_text_file(const std::filesystem::path& path)
    {
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    static index::IndexOptions index_options()
    {
        index::IndexOptions options;
        options.extras = searched_extras();
        return options;
    }

    std::filesystem::path folder_;
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<model::Store> engine_;
    index::Index index_;
    index::IndexedStore store_;
    directory::Directory directory_;
    directory::Identity identity_;
    Services services_;
    std::unique_ptr<Dispatch> dispatch_;
    std::unique_ptr<server::TaskRunner> runner_;
    std::string administrator_;
    Json described_;
};

// What makes rows comes first, what removes them last.
int turn_of(http::Verb verb)
{
    switch (verb) {
    case http::Verb::post:
    case http::Verb::put: return 0;
    case http::Verb::patch: return 2;
    case http::Verb::remove: return 3;
    default: return 1;
    }
}

std::vector<const Route*> routes_in_turn(const Dialect& dialect)
{
    std::vector<const Route*> routes;
    for (const auto& route : dialect.routes) routes.push_back(&route);
    std::ranges::stable_sort(routes, {}, [](const Route* route) { return turn_of(route->verb); });
    return routes;
}

// "{email}" becomes the member of that name of the dialect's part of demo.json.
std::string filled(std::string_view text, const Json& part)
{
    std::string out(text);
    for (const auto& member : *part.as_object()) {
        const auto* value = member.value.as_text();
        const std::string name = '{' + member.name + '}';
        const auto at = out.find(name);
        if (value != nullptr && at != out.npos) out.replace(at, name.size(), *value);
    }
    return out;
}

// Sends the example and gives what is wrong with the answer.
std::string problems_of(Demonstration& demonstration, const Dialect& dialect, const Route& route,
                        std::vector<http::Header> headers, const Json& document)
{
    const Example& example = route.operation.example;
    if (!example.body.empty()) {
        headers.push_back({"Content-Type", std::string(example.content_type)});
    }
    const auto response =
        demonstration.send(dialect, route.verb, example.target, std::move(headers),
                           filled(example.body, demonstration.part(dialect)));
    const std::string place =
        std::string(http::name_of(route.verb)) + ' ' + std::string(example.target) + ": ";
    if (response.status != route.operation.status) {
        return place + std::to_string(response.status) + ' ' + response.body + '\n';
    }
    const Json* schema = answer_schema(document, route, response.status);
    if (schema == nullptr || response.file) return {};
    const auto body = parse_json(response.body);
    if (!body) return place + "no JSON\n";
    const auto lines = differences(*body, *schema, document);
    return lines.empty() ? std::string{} : place + '\n' + lines;
}

class ExamplesTest : public testing::Test {
public:
    explicit ExamplesTest(const Dialect& dialect) : dialect_(dialect) {}
    void TestBody() override
    {
        Demonstration demonstration;
        const auto send = [&](http::Verb verb, std::string_view target,
                              std::vector<http::Header> headers, std::string body) {
            const auto response =
                demonstration.send(dialect_, verb, target, std::move(headers), std::move(body));
            return parse_json(response.body).value_or(Json{});
        };
        ASSERT_NE(dialect_.demo->headers, nullptr) << dialect_.name << ": Demo::headers is missing";
        const auto headers = dialect_.demo->headers(demonstration.part(dialect_), send);
        const Json document = openapi_of(dialect_);
        std::string problems;
        int turn = 0;
        for (const Route* route : routes_in_turn(dialect_)) {
            if (route->operation.example.target.empty()) continue;
            if (turn == 0 && turn_of(route->verb) > 0) demonstration.finish_jobs();
            turn = turn_of(route->verb);
            problems += problems_of(demonstration, dialect_, *route, headers, document);
        }
        EXPECT_EQ(problems, "");
    }

private:
    const Dialect& dialect_;
};

int register_examples()
{
    for (const Dialect* dialect : all()) {
        testing::RegisterTest("Examples", std::string(dialect->name).c_str(), nullptr, nullptr,
                              __FILE__, __LINE__,
                              [dialect]() -> testing::Test* { return new ExamplesTest(*dialect); });
    }
    return 0;
}

const int registered_examples = register_examples();

} // namespace
} // namespace muster::dialects::test
