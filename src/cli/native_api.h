// A client of the native API: over HTTP for the commands, in process for the demonstration.
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

class NativeApi {
public:
    virtual ~NativeApi() = default;

    // The JSON of the answer. A problem document becomes an Error whose message says what to do.
    Result<Json> get(std::string_view target);
    Result<Json> post(std::string_view target, const Json& body); // null: without a body
    Result<Json> patch(std::string_view target, const Json& body);
    // Sends the body unchanged: a part of a file.
    Result<Json> put(std::string_view target, std::string_view body);
    Result<void> remove(std::string_view target);
    // At most `most` bytes of a file from `offset` on. Empty at its end.
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

// Over HTTP, with the key and tenant of the options. Without a key, reads DATA/admin.key.
Result<std::unique_ptr<NativeApi>> connect(const ConnectionOptions& options);

// Calls the pipeline of dialects directly, without sockets, with that key and in that tenant.
std::unique_ptr<NativeApi> in_process(http::Service& service, const std::string& key,
                                      const std::string& tenant);

// Percent-encodes a path segment or a query value.
std::string encode_percent(std::string_view text);

} // namespace muster::cli
