// The native API as the command line and the demonstration use it: over a socket or in process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cli/options.h"
#include "http/client/client.h"
#include "http/server/server.h"

namespace muster::cli {

class Api {
public:
    virtual ~Api() = default;

    // The answer's JSON. A problem document becomes an Error whose message says what to do.
    Result<Json> get(std::string_view target);
    Result<Json> post(std::string_view target, const Json& body); // null: without a body
    Result<Json> patch(std::string_view target, const Json& body);
    // The body as it stands.
    Result<Json> put(std::string_view target, std::string_view body);
    Result<void> remove(std::string_view target);
    // A piece of a file from there, at most so many bytes; empty at its end.
    Result<std::string> download(std::string_view target, std::int64_t offset, std::int64_t most);

protected:
    virtual Result<http::Response> send(http::Verb verb, std::string_view target,
                                        std::string_view body,
                                        const std::vector<http::Header>& more) = 0;

private:
    Result<Json> call(http::Verb verb, std::string_view target, std::string_view body);
};

// The member as an integer; 0 when there is none.
std::int64_t integer_member(const Json& object, std::string_view name);
// The member as text; empty when there is none.
std::string text_member(const Json& object, std::string_view name);

// Over HTTP, with the key and tenant of the options (the key from DATA/admin.key when not given).
Result<std::unique_ptr<Api>> connect(const ConnectionOptions& options);

// Straight into the pipeline, as the administrator, in one tenant.
std::unique_ptr<Api> in_process(http::Service& service, const std::string& key,
                                const std::string& tenant);

// Percent-encodes what stands in a path segment or a query value.
std::string encode_percent(std::string_view text);

} // namespace muster::cli
