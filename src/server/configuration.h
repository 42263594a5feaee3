// The configuration file: the same settings as the command line, in TOML. The command line wins.
//
//   store = "sqlite:/var/lib/muster/muster.db"
//   listen = ["127.0.0.1:8080", "NAME=https://127.0.0.1:8443"]   # NAME: a dialect
//   log = "info"
//   [host]
//   NAME = "api.example.org"
//   [rate_limit]
//   NAME = "600/min"
//   [tls]
//   certificate = "/etc/ssl/certs/muster.pem"
//   key = "/etc/ssl/private/muster.key"
//   [[webhook]]                    # an address that is told of changes, in the words of one API
//   name = "crm"                   # unique; what has been sent is remembered under it
//   dialect = "NAME"
//   tenant = "shop"                # id or slug; left out: every tenant
//   url = "http://127.0.0.1:9000/changes"
//   secret = "..."                 # signs what is sent: keep this file to yourself
//   events = ["customer.created"]  # left out: all of that API
//   headers = ["X-Shop: main"]     # sent along
#pragma once

#include "base/result.h"
#include "http/server/server.h"
#include "server/options.h"

namespace muster::server {

// Adds what the file says and the command line did not. invalid_value names line and column.
Result<ServeOptions> read_configuration(ServeOptions options);

// "NAME=https://127.0.0.1:8443", "127.0.0.1:8080", "[::1]:8080"
Result<http::Listener> parse_listener(std::string_view text);

} // namespace muster::server
