// A caller of the Ecwid API with every scope, in an environment of its own.
#pragma once

#include <string>

#include "base/json.h"
#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {

class EcwidClient {
public:
    http::Response send(http::Verb verb, const std::string& path, std::string body = {},
                        const std::string& key = "key")
    {
        return caller_.send(verb, "/api/v3/" + store_ + '/' + path, std::move(body),
                            {{"Authorization", "Bearer " + caller_.get(key)}});
    }
    // The body of the answer; null when it is not JSON.
    Json read(const std::string& path)
    {
        return parse_json(send(http::Verb::get, path).body).value_or(Json());
    }
    // Of all calls from now on; the first store until then.
    void enter(std::string store) { store_ = std::move(store); }
    std::string key() const { return caller_.get("key"); }
    World& world() { return world_; }

private:
    World world_;
    Caller caller_{world_, *find("ecwid")};
    std::string store_ = "1";
};

} // namespace muster::dialects::test
