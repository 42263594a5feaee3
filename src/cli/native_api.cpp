// See native_api.h. Builds requests and reads problem documents.
#include "cli/native_api.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "base/files.h"
#include "base/text.h"

namespace muster::cli {

namespace {

using http::Verb;

std::vector<http::Header> headers_of(const std::string& key, const std::string& tenant)
{
    std::vector<http::Header> headers{{"Authorization", "Bearer " + key},
                                      {"Content-Type", "application/json"}};
    if (!tenant.empty()) headers.push_back({"Muster-Tenant", tenant});
    return headers;
}

class RemoteApi final : public NativeApi {
public:
    RemoteApi(http::Client client, std::vector<http::Header> headers)
        : client_(std::move(client)), headers_(std::move(headers))
    {}

protected:
    Result<http::Response> send(Verb verb, std::string_view target, std::string_view body,
                                const std::vector<http::Header>& more) override
    {
        auto headers = headers_;
        headers.insert(headers.end(), more.begin(), more.end());
        return client_.send(verb, target, headers, body);
    }

private:
    http::Client client_;
    std::vector<http::Header> headers_;
};

class LocalApi final : public NativeApi {
public:
    LocalApi(http::Service& service, std::vector<http::Header> headers)
        : service_(service), headers_(std::move(headers))
    {}

protected:
    Result<http::Response> send(Verb verb, std::string_view target, std::string_view body,
                                const std::vector<http::Header>& more) override
    {
        http::Request request;
        request.verb = verb;
        request.method = http::name_of(verb);
        request.headers = headers_;
        request.headers.insert(request.headers.end(), more.begin(), more.end());
        request.body = body;
        request.peer = "127.0.0.1";
        request.is_own = true;
        if (!http::parse_target(target, request)) {
            return fail(Code::internal, "path", "not a path", std::string(target));
        }
        auto response = service_.handle(request);
        while (response.file && response.file->left() != 0) {
            if (!response.file->read(response.body, limits::answer_batch_bytes)) break;
        }
        return response;
    }

private:
    http::Service& service_;
    std::vector<http::Header> headers_;
};

Code code_of(int status)
{
    switch (status) {
    case 401: return Code::unauthenticated;
    case 403: return Code::forbidden;
    case 404: return Code::not_found;
    case 409: return Code::already_exists;
    case 413: return Code::too_large;
    case 503: return Code::unavailable;
    default: return Code::invalid_value;
    }
}

} // namespace

std::int64_t integer_member(const Json& object, std::string_view name)
{
    const Json* member = object.find(name);
    const auto* whole = member == nullptr ? nullptr : member->as_integer();
    return whole == nullptr ? 0 : *whole;
}

std::string text_member(const Json& object, std::string_view name)
{
    const Json* member = object.find(name);
    const auto* text = member == nullptr ? nullptr : member->as_text();
    return text == nullptr ? std::string{} : *text;
}

namespace {

// What every command calls by its option.
constexpr std::array<PlaceName, 2> common_names{
    {{"Muster-Tenant", "--tenant"}, {"Authorization", "--key"}}};

std::string_view name_in(std::span<const PlaceName> names, std::string_view place)
{
    const auto found = std::ranges::find(names, place, &PlaceName::place);
    return found == names.end() ? std::string_view{} : found->command_line;
}

// A member without a name on the command line: "/fields/tenure" is fields.tenure.
std::string member_name(std::string_view pointer)
{
    if (pointer.starts_with('/')) pointer.remove_prefix(1);
    std::string name(pointer);
    std::ranges::replace(name, '/', '.');
    return name;
}

} // namespace

// The option or the argument that the part of a problem is about; empty when it is about none.
std::string NativeApi::place_of(const Json& part) const
{
    for (const auto* member : {"pointer", "parameter", "header"}) {
        const auto place = text_member(part, member);
        if (place.empty()) continue;
        for (const auto names : {names_, std::span<const PlaceName>(common_names)}) {
            if (const auto name = name_in(names, place); !name.empty()) return std::string(name);
        }
        return member_name(place);
    }
    return {};
}

// Reads a sentence word by word. What is between single quotes are the user's own words.
std::string NativeApi::in_own_words(std::string_view sentence) const
{
    const auto is_of_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    const auto end_of_word = [&](std::size_t from) {
        while (from < sentence.size() && is_of_word(sentence[from])) ++from;
        return from;
    };
    std::string said;
    bool is_quoted = false;
    for (std::size_t at = 0; at < sentence.size();) {
        const auto end = end_of_word(at);
        if (end == at) {
            if (sentence[at] == '\'') is_quoted = !is_quoted;
            said += sentence[at++];
            continue;
        }
        const auto word = sentence.substr(at, end - at);
        const bool has_value = sentence.substr(end).starts_with('=');
        const bool is_part =
            at > 0 && std::string_view("./-'").find(sentence[at - 1]) != std::string_view::npos;
        auto name = name_in(names_, word);
        if (name.empty()) name = name_in(names_, '/' + std::string(word));
        const bool is_place = has_value || word.find('_') != word.npos;
        if (is_quoted || is_part || !is_place || name.empty()) {
            said += word;
            at = end;
            continue;
        }
        said += name;
        at = end;
        if (!has_value) continue;
        const auto value = sentence.substr(end + 1, end_of_word(end + 1) - end - 1);
        const bool is_switch = value == "true";
        const auto rest = sentence.substr(end + 1);
        if (!is_switch && !rest.empty() && rest.front() != ' ') said += ' ';
        at = end + 1 + (is_switch ? value.size() : 0);
    }
    return said;
}

// "EMAIL: must be an address …; --phone: …"
Error NativeApi::problem(int status, const Json& document) const
{
    const Json* errors = document.find("errors");
    const auto* parts = errors == nullptr ? nullptr : errors->as_array();
    std::string message;
    for (const auto& part : parts == nullptr ? Json::Array{} : *parts) {
        if (!message.empty()) message += "; ";
        const auto place = place_of(part);
        message += place.empty() ? "" : place + ": ";
        message += in_own_words(text_member(part, "detail"));
    }
    if (message.empty()) message = in_own_words(text_member(document, "detail"));
    if (message.empty()) message = text_member(document, "title");
    if (message.empty()) message = "the server answered " + std::to_string(status);
    if (status == 401) {
        message += "; give a valid --key, --key-file or MUSTER_KEY, or --data with the directory "
                   "of admin.key";
    }
    return {code_of(status), "server", message, {}, {}, {}};
}

Result<Json> NativeApi::call(Verb verb, std::string_view target, std::string_view body)
{
    const auto response = TRY(send(verb, target, body, {}));
    if (response.body.empty() && response.status < 300) return Json::object();
    auto document = parse_json(response.body);
    if (response.status >= 300) {
        return fail(problem(response.status, document ? *document : Json::object()));
    }
    return document;
}

Result<Json> NativeApi::get(std::string_view target) { return call(Verb::get, target, {}); }

Result<Json> NativeApi::post(std::string_view target, const Json& body)
{
    return call(Verb::post, target, body.is_null() ? std::string{} : body.text());
}

Result<Json> NativeApi::patch(std::string_view target, const Json& body)
{
    return call(Verb::patch, target, body.text());
}

Result<Json> NativeApi::put(std::string_view target, std::string_view body)
{
    return call(Verb::put, target, body);
}

Result<std::string> NativeApi::download(std::string_view target, std::int64_t offset,
                                        std::int64_t most)
{
    const auto range = "bytes=" + std::to_string(offset) + '-' + std::to_string(offset + most - 1);
    auto response = TRY(send(Verb::get, target, {}, {{"Range", range}}));
    constexpr int beyond_the_end = 416;
    if (response.status == beyond_the_end) return std::string{};
    if (response.status < 300) return std::move(response.body);
    const auto document = parse_json(response.body);
    return fail(problem(response.status, document ? *document : Json::object()));
}

Result<Json> NativeApi::remove(std::string_view target) { return call(Verb::remove, target, {}); }

Result<std::string> read_secret(const std::string& path)
{
    std::string line;
    if (path == "-") {
        std::getline(std::cin, line);
    } else {
        const auto content = TRY(read_file(path));
        line = content.substr(0, content.find('\n'));
    }
    std::string secret(trim(line));
    if (!secret.empty()) return secret;
    return fail(Code::invalid_value, "secret",
                (path == "-" ? "standard input" : path) + " has no secret in its first line");
}

namespace {

// What MUSTER_KEY has; empty when it is not set.
std::string key_in_environment()
{
    const char* key = std::getenv("MUSTER_KEY");
    return key == nullptr ? "" : key;
}

} // namespace

std::string admin_key_file(const ConnectionOptions& options) { return options.data + "/admin.key"; }

bool uses_admin_key_file(const ConnectionOptions& options)
{
    return options.key.empty() && options.key_file.empty() && key_in_environment().empty();
}

namespace {

Result<std::string> key_of(const ConnectionOptions& options)
{
    if (!options.key.empty()) return options.key;
    if (!options.key_file.empty()) return read_secret(options.key_file);
    if (!uses_admin_key_file(options)) return key_in_environment();
    const auto content = read_file(admin_key_file(options));
    if (content) return std::string(trim(*content));
    return fail(Code::unauthenticated, "key",
                "no API key: give --key-file FILE or MUSTER_KEY, or --data DIR with the server's "
                "data directory (" +
                    content.error().message + ')');
}

} // namespace

Result<std::unique_ptr<NativeApi>> connect(const ConnectionOptions& options)
{
    const auto key = TRY(key_of(options));
    http::ClientOptions how;
    how.authorities = options.authorities;
    auto client = http::Client::create(options.server, std::move(how));
    if (!client && client.error().subject == "url")
        return fail(Code::invalid_value, "server",
                    "--server or MUSTER_SERVER " + client.error().message);
    if (!client) return fail(client.error());
    return std::make_unique<RemoteApi>(std::move(*client), headers_of(key, options.tenant));
}

std::unique_ptr<NativeApi> in_process(http::Service& service, const std::string& key,
                                      const std::string& tenant)
{
    return std::make_unique<LocalApi>(service, headers_of(key, tenant));
}

std::string encode_percent(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            const std::string hex = to_hex(std::string_view(&c, 1));
            encoded += '%';
            for (const char digit : hex) {
                encoded += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
            }
        }
    }
    return encoded;
}

} // namespace muster::cli
