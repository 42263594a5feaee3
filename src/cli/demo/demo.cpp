// See demo.h. Fills the demonstration through the native API.
#include "cli/demo/demo.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "base/files.h"
#include "base/text.h"
#include "cli/demo/generate.h"
#include "cli/importer.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "dialects/all.h"
#include "directory/tenants.h"
#include "server/server_keys.h"
#include "wire/csv.h"

namespace muster::cli {

namespace {

constexpr std::int64_t generated_customers = 1000;
constexpr std::uint64_t generator_seed = 20'261'120;

struct DemoGroup {
    std::string_view name;
    std::string_view description;
    std::int64_t every; // customers whose id is a multiple of it are members
};
constexpr std::array<DemoGroup, 3> demo_groups{{{"VIP", "The best customers", 10},
                                                {"Newsletter", "Reads our letters", 2},
                                                {"Test drivers", "Tries new things first", 25}}};

// A start that was killed may have left a part of the demonstration: each step takes what is there.
Result<std::int64_t> make_tenant(NativeApi& api)
{
    std::int64_t known = 0;
    TRY(each_item(api, "/v1/tenants", [&](const Json& tenant) -> Result<void> {
        if (text_member(tenant, "slug") == "demo") known = integer_member(tenant, "id");
        return {};
    }));
    if (known != 0) return known;
    Json account = Json::object();
    account.set("name", "Demo");
    const auto made = TRY(api.post("/v1/accounts", account));
    Json tenant = Json::object();
    tenant.set("slug", "demo");
    tenant.set("name", "Demo");
    tenant.set("account_id", integer_member(made, "id"));
    Json settings = Json::object();
    settings.set("logins", "*.example"); // in which managers may make log-ins
    tenant.set("settings", std::move(settings));
    return integer_member(TRY(api.post("/v1/tenants", tenant)), "id");
}

Result<std::string> first_column(const std::string& path)
{
    std::ifstream file(path);
    std::string line;
    if (!file) return fail(Code::not_found, "file", file_problem("read", path, errno));
    if (!std::getline(file, line)) return fail(Code::invalid_value, "file", path + " is empty");
    wire::CsvReader reader;
    reader.feed(line + '\n');
    wire::CsvRecord header;
    TRY(reader.next(header));
    if (header.fields.empty()) return fail(Code::invalid_value, "file", path + " has no header");
    return header.fields.front();
}

Result<void> import_customers(NativeApi& api, const server::RunningServer& server, std::string path)
{
    const bool is_generated = path.empty();
    if (is_generated) {
        path = server.data + "/demo-customers.csv";
        TRY(write_private_file(path, generate_customers(generated_customers, generator_seed)));
    }
    ImportOptions options;
    options.key_field = TRY(first_column(path));
    options.declare = true;
    Importer importer(api, path, options);
    const auto result = importer.run();
    if (is_generated) std::remove(path.c_str());
    if (!result) return fail(result.error());
    return {};
}

Result<std::int64_t> make_group(NativeApi& api, const DemoGroup& wanted)
{
    const auto known = find_group(api, std::string(wanted.name));
    if (known || known.error().code != Code::not_found) return known;
    Json group = Json::object();
    group.set("name", wanted.name);
    group.set("description", wanted.description);
    return integer_member(TRY(api.post("/v1/groups", group)), "id");
}

Result<void> fill_group(NativeApi& api, const DemoGroup& wanted,
                        const std::vector<std::int64_t>& ids)
{
    const auto id = TRY(make_group(api, wanted));
    Json::Array items;
    for (const auto customer : ids) {
        if (customer % wanted.every != 0) continue;
        Json item = Json::object();
        item.set("customer_id", customer);
        items.push_back(std::move(item));
    }
    Json body = Json::object();
    body.set("items", std::move(items));
    TRY(api.post("/v1/groups/" + std::to_string(id) + "/members:batch", body));
    return {};
}

Result<void> make_groups(NativeApi& api)
{
    std::vector<std::int64_t> ids;
    TRY(each_item(api, "/v1/customers?fields=id", [&](const Json& customer) {
        ids.push_back(integer_member(customer, "id"));
        return Result<void>{};
    }));
    if (ids.size() > limits::bulk_items) ids.resize(limits::bulk_items);
    for (const auto& group : demo_groups) TRY(fill_group(api, group, ids));
    return {};
}

// A campaign whose texts are approved, made by country.
Result<void> make_campaign(NativeApi& api, std::string_view name, std::int64_t group,
                           std::string_view status)
{
    Json campaign = Json::object();
    campaign.set("name", name);
    campaign.set("group_id", group);
    campaign.set("segment_by", Json::Array{Json("country")});
    const auto id = integer_member(TRY(api.post("/v1/campaigns", campaign)), "id");
    const std::string path = "/v1/campaigns/" + std::to_string(id);
    Json review = Json::object();
    review.set("status", "review");
    TRY(api.patch(path, review));
    TRY(each_item(api, path + "/messages", [&](const Json& message) -> Result<void> {
        Json written = Json::object();
        written.set("text", "Dear friends in " + text_member(*message.find("segment"), "country") +
                                ", hello!");
        written.set("status", "approved");
        TRY(api.patch(path + "/messages/" + std::to_string(integer_member(message, "id")),
                      written));
        return {};
    }));
    if (status == "ready") return {};
    Json last = Json::object();
    last.set("status", status);
    TRY(api.patch(path, last));
    return {};
}

Result<void> make_campaigns(NativeApi& api, const model::Rows& rows, model::TenantId tenant)
{
    model::Query any;
    any.kind = model::Kind::campaign;
    any.tenant = tenant;
    if (TRY(rows.count(any)) > 0) return {}; // of an earlier start
    const auto group = TRY(find_group(api, std::string(demo_groups[1].name)));
    TRY(make_campaign(api, "Season's letter", group, "ready"));
    return make_campaign(api, "First letter", group, "published");
}

// Revokes the credentials of an earlier demonstration: their secrets are lost.
Result<void> revoke_earlier(NativeApi& api, const dialects::Dialect& dialect, const Json& bodies)
{
    std::vector<std::int64_t> earlier;
    TRY(each_item(api, "/v1/credentials", [&](const Json& credential) -> Result<void> {
        const Json* revoked = credential.find("revoked_at");
        if (revoked != nullptr && !revoked->is_null()) return {};
        if (text_member(credential, "dialect") != dialect.name) return {};
        for (const auto& body : *bodies.as_array()) {
            if (text_member(credential, "name") != text_member(body, "name")) continue;
            earlier.push_back(integer_member(credential, "id"));
            break;
        }
        return {};
    }));
    for (const auto id : earlier) TRY(api.remove("/v1/credentials/" + std::to_string(id)));
    return {};
}

// The dialect's part of demo.json.
Result<Json> make_credentials(NativeApi& api, const dialects::Dialect& dialect,
                              const model::Tenant& tenant)
{
    const auto bodies = TRY(parse_json(dialect.demo->credentials));
    TRY(revoke_earlier(api, dialect, bodies));
    Json created = Json::array();
    for (const auto& body : *bodies.as_array()) {
        created.push_back(TRY(api.post("/v1/credentials", body)));
    }
    return dialect.demo->describe(tenant, created);
}

std::string base_of(const server::RunningServer& server, const dialects::Dialect& dialect)
{
    return server.url + std::string(dialect.mount);
}

Result<Json> make_demo(const server::RunningServer& server, const std::string& customers)
{
    const auto administrator = in_process(server.service, server.administrator_key, {});
    const auto id = TRY(make_tenant(*administrator));
    const auto tenant =
        TRY(model::get(server.directory.rows(), model::system_tenant, model::TenantId{id}));
    const auto api = in_process(server.service, server.administrator_key, std::to_string(id));
    TRY(import_customers(*api, server, customers));
    TRY(make_groups(*api));
    TRY(make_campaigns(*api, server.directory.rows(), tenant.id));
    Json demo = Json::object();
    for (const auto* dialect : dialects::all()) {
        if (dialect->demo == nullptr) continue;
        Json part = Json::object();
        part.set("base", base_of(server, *dialect));
        auto described = TRY(make_credentials(*api, *dialect, tenant));
        for (auto& member : *described.as_object()) part.set(member.name, std::move(member.value));
        demo.set(dialect->name, std::move(part));
    }
    return demo;
}

// The demonstration of an earlier start, with the addresses of this start. Nothing when the store
// does not know its keys.
std::optional<Json> read_demo(const std::string& text, const server::RunningServer& server)
{
    auto demo = parse_json(text);
    const Json* own = demo ? demo->find(dialects::own().name) : nullptr;
    if (own == nullptr || !server::is_known_key(server.directory.rows(), text_member(*own, "key")))
        return std::nullopt;
    for (const auto* dialect : dialects::all()) {
        if (Json* part = demo->find(dialect->name)) part->set("base", base_of(server, *dialect));
    }
    return *std::move(demo);
}

} // namespace

Result<void> show_demo(const server::RunningServer& server, const std::string& customers,
                       std::ostream& out)
{
    const std::string path = server.data + "/demo.json";
    const auto earlier = read_file(path);
    if (!earlier && earlier.error().code != Code::not_found) return fail(earlier.error());
    auto known = earlier ? read_demo(*earlier, server) : std::nullopt;
    const auto demo = known ? *std::move(known) : TRY(make_demo(server, customers));
    TRY(write_private_file(path, demo.text() + '\n'));
    out << "\nThe credentials of the demonstration are in " << path
        << ". Try in another terminal:\n";
    for (const auto* dialect : dialects::all()) {
        const Json* part = demo.find(dialect->name);
        if (part == nullptr || dialect->demo == nullptr) continue;
        out << "\n# " << dialect->name << '\n'
            << dialect->demo->example(base_of(server, *dialect), *part) << '\n';
    }
    out.flush();
    return {};
}

} // namespace muster::cli
