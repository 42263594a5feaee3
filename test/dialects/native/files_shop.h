// A shop in which tests import and export files.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::native {

// A shop without customers and fields.
class FilesShop : public testing::Test {
protected:
    FilesShop()
    {
        for (int id = 1; id <= 7; ++id) {
            send(http::Verb::remove, "/v1/customers/" + std::to_string(id));
        }
        const auto fields = json_of(send(http::Verb::get, "/v1/fields?entity=customer"));
        const Json* items = fields.find("items");
        if (items == nullptr || !items->is_array()) return;
        for (const auto& field : *items->as_array()) {
            send(http::Verb::remove, "/v1/fields/customer/" + *field.find("key")->as_text());
        }
    }

    http::Response send(http::Verb verb, const std::string& target, std::string body = {})
    {
        return caller_.send(verb, target, std::move(body),
                            {{"Authorization", "Bearer " + caller_.get("key.foreign")}});
    }

    static Json json_of(const http::Response& response)
    {
        auto json = parse_json(response.body);
        return json ? *std::move(json) : Json();
    }

    // Imports the text and returns the job when it is over.
    Json import(const std::string& text, const std::string& query = "declare=true")
    {
        const auto made = send(http::Verb::post, "/v1/imports?" + query, text);
        EXPECT_EQ(made.status, 201) << made.body;
        job_ = "/v1/imports/" + std::to_string(integer(json_of(made), "id"));
        world_.work(dialect_);
        return json_of(send(http::Verb::get, job_));
    }
    std::string refused() { return send(http::Verb::get, job_ + "/refused").body; }

    std::string export_of(const std::string& query)
    {
        const auto made = json_of(send(http::Verb::post, "/v1/exports?" + query));
        world_.work(dialect_);
        return send(http::Verb::get,
                    "/v1/exports/" + std::to_string(integer(made, "id")) + "/content")
            .body;
    }
    std::string all() { return export_of("columns=external_id,email,phone,name,city,birth_date"); }

    static std::int64_t integer(const Json& json, const std::string& name)
    {
        const Json* member = json.find(name);
        const auto* value = member == nullptr ? nullptr : member->as_integer();
        return value == nullptr ? -1 : *value;
    }
    // "2 inserted, 0 updated, 0 unchanged, 0 refused"
    static std::string counts(const Json& job)
    {
        if (job.find("status") == nullptr || *job.find("status") != Json("done")) return job.text();
        std::string text;
        for (const std::string name : {"inserted", "updated", "unchanged", "refused"}) {
            text += (text.empty() ? "" : ", ") + std::to_string(integer(job, name)) + ' ' + name;
        }
        return text;
    }
    std::string field_types()
    {
        std::string types;
        const auto answer = json_of(send(http::Verb::get, "/v1/fields?entity=customer"));
        const Json* items = answer.find("items");
        if (items == nullptr || !items->is_array()) return answer.text();
        for (const auto& field : *items->as_array()) {
            types += (types.empty() ? "" : " ") + *field.find("key")->as_text() + ':' +
                     *field.find("type")->as_text();
        }
        return types;
    }

    test::World world_;
    const Dialect& dialect_ = own();
    test::Caller caller_{world_, dialect_};
    std::string job_;
};

} // namespace muster::dialects::native
