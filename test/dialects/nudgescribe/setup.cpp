// Gets tokens of this API by a login, with an API key of the same account.
#include "base/json.h"
#include "dialects/world.h"

namespace muster::dialects::test {

namespace {

void log_in(Caller& caller, const std::string& variant)
{
    const bool is_foreign = variant == ".foreign";
    Json body = Json::object();
    body.set("email", caller.get("login" + variant));
    body.set("password", caller.get("password"));
    const auto answer =
        caller.send(http::Verb::post, "/v1/auth", body.text(),
                    {{"x-api-key", caller.get(is_foreign ? "key.foreign" : "key")}});
    const auto tokens = parse_json(answer.body);
    if (answer.status != 200 || !tokens) return;
    caller.set("token" + variant, *tokens->find("access_token")->as_text());
    caller.set("refresh" + variant, *tokens->find("refresh_token")->as_text());
}

const Setup setup{
    "nudgescribe",
    {.stored_secret = nullptr, .prepare = [](Caller& caller) {
         for (const auto* variant : {"", ".read_only", ".no_scope", ".foreign", ".sister"}) {
             log_in(caller, variant);
         }
     }}};

} // namespace

} // namespace muster::dialects::test
