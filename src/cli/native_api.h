// A client of the native API: over HTTP for the commands, in process for the demonstration.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cli/options.h"
#include "http/client/client.h"
#include "http/server/server.h"

namespace muster::cli {

// What the user calls a place that an error of the server names: a member of the body, a parameter
// of the query or a header.
struct PlaceName {
    std::string_view place;        // "/slug", "where", "Muster-Tenant"
    std::string_view command_line; // "SLUG", "--where", "--tenant"
};

class NativeApi {
public:
    virtual ~NativeApi() = default;

    // Errors name these places as the command line does. The table must outlive the calls.
    void name_places(std::span<const PlaceName> names) { names_ = names; }
    // A sentence of the server in the words of the command line. Parameters with an underscore and
    // those with a value are recognised: "groups_column" is --groups-column, "mode=update" is
    // --mode update, "declare=true" is --declare.
    std::string in_own_words(std::string_view sentence) const;

    // The JSON of the answer. A problem document becomes an Error whose message says what to do.
    Result<Json> get(std::string_view target);
    Result<Json> post(std::string_view target, const Json& body); // null: without a body
    Result<Json> patch(std::string_view target, const Json& body);
    // Sends the body unchanged: a part of a file.
    Result<Json> put(std::string_view target, std::string_view body);
    Result<Json> remove(std::string_view target); // of a dry run; else an empty object
    // At most `most` bytes of a file from `offset` on. Empty at its end.
    Result<std::string> download(std::string_view target, std::int64_t offset, std::int64_t most);

protected:
    virtual Result<http::Response> send(http::Verb verb, std::string_view target,
                                        std::string_view body,
                                        const std::vector<http::Header>& more) = 0;

private:
    Result<Json> call(http::Verb verb, std::string_view target, std::string_view body);
    Error problem(int status, const Json& document) const;
    std::string place_of(const Json& part) const;

    std::span<const PlaceName> names_;
};

// The member as an integer; 0 when there is none.
std::int64_t integer_member(const Json& object, std::string_view name);
// The member as text; empty when there is none.
std::string text_member(const Json& object, std::string_view name);

// A secret from a file, or from standard input for "-": its first line.
Result<std::string> read_secret(const std::string& path);

// DATA/admin.key: its key is used where no other is given.
std::string admin_key_file(const ConnectionOptions& options);
bool uses_admin_key_file(const ConnectionOptions& options);

// Over HTTP, with the key and tenant of the options.
Result<std::unique_ptr<NativeApi>> connect(const ConnectionOptions& options);

// Calls the pipeline of dialects directly, without sockets, with that key and in that tenant.
std::unique_ptr<NativeApi> in_process(http::Service& service, const std::string& key,
                                      const std::string& tenant);

// Percent-encodes a path segment or a query value.
std::string encode_percent(std::string_view text);

} // namespace muster::cli
