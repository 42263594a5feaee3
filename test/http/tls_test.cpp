// TLS: ordinary requests, unusable certificates, and hostile clients.
#include <array>
#include <filesystem>
#include <thread>

#include "certificate.h"
#include "http/client/client.h"
#include "story.h"
#include "tls_connection.h"

namespace muster::http {
namespace {

class SecureScript : public Script {
public:
    Response handle(const Request& request) override
    {
        if (request.path != "/secure") return Script::handle(request);
        return {200, request.secure ? "secure" : "plain", "text/plain", {}};
    }
};

class TlsStory : public testing::Test {
protected:
    void serve(ServerOptions options = {})
    {
        options.listeners = {{"127.0.0.1", 0, "somebody", true}, {"127.0.0.1", 0, ""}};
        options.certificate_file = ours.certificate;
        options.key_file = ours.key;
        options.io_threads = 2;
        options.pool_threads = 4;
        auto started = Server::start(options, script);
        ASSERT_TRUE(started) << started.error().message;
        server = *std::move(started);
        port = server->ports().front();
    }

    Client client(const std::string& authorities = {}) const
    {
        ClientOptions options;
        options.authorities = authorities.empty() ? ours.certificate : authorities;
        return Client::create("https://127.0.0.1:" + std::to_string(port), options).value();
    }

    std::string ask(const std::string& path) const
    {
        auto once = client();
        const auto response = once.send(Verb::get, path, {}, "");
        return response ? response->body : response.error().message;
    }

    TlsConnection connect() const { return {port, ours.certificate}; }

    static constexpr std::chrono::milliseconds soon{300};

    TestFolder folder;
    TestCertificate ours{folder, "ours"};
    SecureScript script;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

TEST_F(TlsStory, requests_are_served_over_one_connection_and_know_that_they_are_secure)
{
    serve();
    auto one = client();
    EXPECT_EQ(one.send(Verb::get, "/secure", {}, "").value().body, "secure");
    EXPECT_EQ(one.send(Verb::post, "/pool", {}, "b").value().body, "POST /pool b");
    EXPECT_EQ(one.send(Verb::get, "/a", {}, "").value().body, "GET /a ");
    EXPECT_EQ(RawClient(server->ports()[1]).ask(get("/secure")).body, "plain");
}

TEST_F(TlsStory, large_bodies_go_both_ways)
{
    script.limit = std::size_t{4} << 20;
    serve();
    auto one = client();
    const std::string body(script.limit, 'b');
    EXPECT_EQ(one.send(Verb::post, "/a", {}, body).value().body, "POST /a " + body);
    EXPECT_EQ(one.send(Verb::get, "/big", {}, "").value().body.size(), Script::big);
}

TEST_F(TlsStory, pipelined_requests_are_answered_in_order_and_the_end_is_clean)
{
    // given more requests than one record takes, for both kinds of threads
    serve();
    auto stream = connect();
    std::string requests;
    for (int at = 0; at < 1000; ++at) requests += get(at % 7 == 0 ? "/pool/x" : "/y");
    requests += "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    // when
    ASSERT_TRUE(stream.write(requests));
    const auto answers = stream.read_all();
    // then
    std::size_t count = 0;
    for (auto at = answers.find("HTTP/1.1 200"); at != answers.npos;
         at = answers.find("HTTP/1.1 200", at + 1))
        ++count;
    EXPECT_EQ(count, 1001u);
    EXPECT_TRUE(answers.ends_with("GET /last ")) << answers.substr(answers.size() - 100);
}

TEST_F(TlsStory, refusal_is_read_to_its_end)
{
    serve();
    auto stream = connect();
    ASSERT_TRUE(stream.write("GET /a HTTP/1.1\r\nA : b\r\n\r\n" + get("/smuggled")));
    const auto answers = stream.read_all();
    EXPECT_TRUE(answers.starts_with("HTTP/1.1 400")) << answers;
    EXPECT_TRUE(answers.ends_with("refused /a")) << answers;
    EXPECT_EQ(script.handled, 0);
}

TEST_F(TlsStory, many_clients_at_once_get_their_own_answers)
{
    serve();
    std::vector<std::thread> clients;
    for (int which = 0; which < 8; ++which)
        clients.emplace_back([this, which] {
            auto one = client();
            for (int at = 0; at < 20; ++at) {
                const auto path = (at % 2 == 0 ? "/pool/" : "/") + std::to_string(which * 100 + at);
                EXPECT_EQ(one.send(Verb::get, path, {}, "").value().body, "GET " + path + " ");
            }
        });
    for (auto& one : clients) one.join();
}

TEST_F(TlsStory, plain_http_gets_400)
{
    serve();
    RawClient plain(port);
    const auto answer = plain.ask(get("/a") + get("/b"));
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.body, "refused /a");
    EXPECT_TRUE(plain.is_closed());
    EXPECT_EQ(script.handled, 0);
}

TEST_F(TlsStory, bytes_that_are_neither_end_the_connection)
{
    serve();
    using namespace std::string_literals;
    for (const auto& bytes : {"\x16\x03\x01\x40\x00"s + std::string(70'000, 'x'),
                              "\x16\x03\x01\x00\x05hello"s, "\x16"s + std::string(9, '\0')}) {
        RawClient hostile(port);
        hostile.send(bytes);
        EXPECT_NE(hostile.read().status, 200);
    }
    EXPECT_EQ(ask("/a"), "GET /a ");
    EXPECT_EQ(script.handled, 1);
}

// The deadline is a total one: bytes do not prolong it.
TEST_F(TlsStory, handshake_without_end_is_cut)
{
    ServerOptions options;
    options.header_deadline = soon;
    serve(options);
    RawClient silent(port);
    RawClient slow(port);
    EXPECT_TRUE(slow.send("\x16\x03\x01\x7f"));
    EXPECT_TRUE(slow.is_closed());
    EXPECT_TRUE(silent.is_closed());
}

TEST_F(TlsStory, incomplete_request_gets_408)
{
    ServerOptions options;
    options.header_deadline = std::chrono::milliseconds(600);
    serve(options);
    auto stream = connect();
    ASSERT_TRUE(stream.write("GET /slow HTTP/1.1\r\nHost: h"));
    EXPECT_TRUE(stream.read_all().starts_with("HTTP/1.1 408"));
}

TEST_F(TlsStory, idle_connection_is_ended_cleanly)
{
    ServerOptions options;
    options.idle_deadline = soon;
    serve(options);
    auto stream = connect();
    ASSERT_TRUE(stream.write(get("/a")));
    EXPECT_TRUE(stream.read_all().ends_with("GET /a "));
}

TEST_F(TlsStory, connections_over_the_limit_get_503)
{
    ServerOptions options;
    options.connections = 1;
    serve(options);
    auto inside = connect();
    ASSERT_TRUE(inside.write(get("/pool/wait")));
    script.arrived.acquire();
    auto outside = client();
    const auto answer = outside.send(Verb::get, "/a", {}, "");
    script.go.release();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 503);
}

TEST_F(TlsStory, drain_closes_idle_connections_and_answers_the_others)
{
    // given
    serve();
    auto idle = connect();
    auto working = connect();
    ASSERT_TRUE(idle.write(get("/a")));
    ASSERT_FALSE(idle.read().empty());
    ASSERT_TRUE(working.write(get("/pool/wait")));
    script.arrived.acquire();
    // when
    std::thread stopping([&] { server->stop(); });
    // then
    EXPECT_EQ(idle.read_all(), "");
    script.go.release();
    EXPECT_TRUE(working.read_all().ends_with("GET /pool/wait "));
    stopping.join();
}

TEST_F(TlsStory, certificate_is_verified_by_our_client)
{
    serve();
    // given an authority that did not sign it
    const TestCertificate other(folder, "other");
    auto suspicious = client(other.certificate);
    const auto refused = suspicious.send(Verb::get, "/a", {}, "");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unavailable);
    EXPECT_NE(refused.error().message.find("self-signed"), std::string::npos)
        << refused.error().message;
    EXPECT_EQ(script.handled, 0);
}

TEST_F(TlsStory, certificate_must_be_valid_for_the_host)
{
    ours = TestCertificate(folder, "elsewhere", "DNS:example.org");
    serve();
    const auto refusal = ask("/a");
    EXPECT_NE(refusal.find("127.0.0.1"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("no alternative certificate subject name"), std::string::npos)
        << refusal;
    EXPECT_EQ(script.handled, 0);
}

TEST_F(TlsStory, new_certificate_is_used_without_a_restart)
{
    // given
    serve();
    auto before = client();
    ASSERT_EQ(before.send(Verb::get, "/a", {}, "").value().status, 200);
    // when the files change
    const TestCertificate next(folder, "next");
    std::filesystem::copy(next.certificate, ours.certificate,
                          std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy(next.key, ours.key, std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(server->reload_certificate());
    // then new connections get the new one, and existing connections continue
    EXPECT_EQ(ask("/b"), "GET /b ");
    EXPECT_EQ(before.send(Verb::get, "/c", {}, "").value().status, 200);
    // and when the files become unusable, the last certificate stays
    folder.write("ours.key", "nonsense");
    EXPECT_FALSE(server->reload_certificate());
    EXPECT_EQ(ask("/d"), "GET /d ");
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// What a client that offers anything, also what is weak, speaks.
Context careless_client(int version)
{
    Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    return context;
}

std::vector<std::string> suites_of(SSL_CTX* context)
{
    std::vector<std::string> names;
    const auto* suites = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
        const auto* suite = sk_SSL_CIPHER_value(suites, i);
        if (std::string_view(SSL_CIPHER_get_version(suite)) != "TLSv1.3")
            names.emplace_back(SSL_CIPHER_get_name(suite));
    }
    return names;
}

bool shakes_hands(SSL_CTX* context, std::uint16_t port)
{
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context), SSL_free);
    const RawClient client(port);
    SSL_set_fd(ssl.get(), client.descriptor());
    return SSL_connect(ssl.get()) == 1;
}

// Forward secrecy and authenticated encryption: neither CBC nor the key exchange of RSA.
TEST_F(TlsStory, only_suites_of_today_are_spoken)
{
    std::vector<std::string> spoken;
    for (const auto kind : {TestKey::ec, TestKey::rsa}) {
        ours = TestCertificate(folder, "ours", "IP:127.0.0.1", kind);
        serve();
        const auto all = suites_of(careless_client(TLS1_2_VERSION).get());
        ASSERT_GT(all.size(), 50U); // so that a weak one would be found
        for (const auto& suite : all) {
            const auto context = careless_client(TLS1_2_VERSION);
            SSL_CTX_set_cipher_list(context.get(), (suite + ":@SECLEVEL=0").c_str());
            if (shakes_hands(context.get(), port)) spoken.push_back(suite);
        }
    }
    EXPECT_THAT(spoken, testing::UnorderedElementsAre(
                            "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256",
                            "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-AES256-GCM-SHA384",
                            "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"));
}

TEST_F(TlsStory, only_versions_of_today_are_spoken)
{
    serve();
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION})
        EXPECT_FALSE(shakes_hands(careless_client(version).get(), port));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        EXPECT_TRUE(shakes_hands(careless_client(version).get(), port));
}

class Unusable : public TlsStory {
protected:
    std::string problem(const std::string& certificate, const std::string& key)
    {
        ServerOptions options;
        options.listeners = {{"127.0.0.1", 0, "", true}};
        options.certificate_file = certificate;
        options.key_file = key;
        const auto started = Server::start(options, script);
        return started ? "started" : started.error().message;
    }
};

TEST_F(Unusable, certificate_or_key_is_named_with_the_reason)
{
    const TestCertificate other(folder, "other");
    const auto nonsense = folder.write("nonsense", "-----BEGIN CERTIFICATE-----\nx\n");
    const auto absent = folder.file("absent");
    const auto says = [&](const std::string& text, const std::string& file, const char* why) {
        EXPECT_NE(text.find(file), std::string::npos) << text;
        EXPECT_NE(text.find(why), std::string::npos) << text;
    };
    says(problem("", ""), "", "needs a certificate file and a key file");
    says(problem(absent, ours.key), absent, "No such file");
    says(problem(ours.certificate, absent), absent, "No such file");
    says(problem(nonsense, ours.key), nonsense, "does not begin with a usable PEM certificate");
    says(problem(ours.key, ours.key), ours.key, "does not begin with a usable PEM certificate");
    says(problem(ours.certificate, nonsense), nonsense, "holds no PEM private key");
    says(problem(ours.certificate, other.key), other.key, "is not the key of the certificate");
}

} // namespace
} // namespace muster::http
