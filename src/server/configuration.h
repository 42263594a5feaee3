// The configuration file: the settings of the command line and webhooks, in TOML. Where both name a
// setting, the command line wins.
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
//   [[webhook]]                    # an address that gets the changes, in the format of one API
//   name = "crm"                   # unique; the server stores its progress under this name
//   dialect = "NAME"
//   tenant = "shop"                # id or slug; default: every tenant
//   url = "http://127.0.0.1:9000/changes"
//   secret = "..."                 # signs each event, so only the server may read this file
//   events = ["customer.created"]  # default: all events of that API
//   headers = ["X-Shop: main"]     # sent with each event
#pragma once

#include "base/result.h"
#include "server/options.h"

namespace muster::server {

// Adds the settings of the file that the command line does not have. An invalid_value error names
// line and column.
Result<ServeOptions> read_configuration(ServeOptions options);

} // namespace muster::server
