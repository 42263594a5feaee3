// Reads bodies and collects everything that is wrong with them.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "dialects/dialect.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

// All problems of one request, in the order in which they were found.
class FieldProblems {
public:
    void add(std::string_view field, std::string_view message, Code code = Code::invalid_value);
    void add(const Error& error); // and every error of error.further
    template <class T>
    void add(const Result<T>& result)
    {
        if (!result) add(result.error());
    }
    Result<void> result() const;

private:
    std::optional<Error> first_;
};

// An empty body and JSON that is not an object count as {}, as in the vendor's framework.
// invalid_value "body" when the body is not JSON.
Result<Json> read_body(const RequestContext& call);

// The body as a record of its own; members that the record does not name are ignored.
template <class T>
Result<T> read_body_as(const RequestContext& call, const wire::Record<T>& record)
{
    const auto body = TRY(read_body(call));
    T object{};
    TRY(wire::read_members(body, record, object, {.purpose = wire::Purpose::create}));
    return object;
}

// 200 with the record as the whole body.
template <class T>
http::Response record_response(const wire::Record<T>& record, const T& object)
{
    std::string body;
    JsonWriter out(body);
    wire::write_object(out, record, object);
    return json_response(std::move(body));
}

} // namespace muster::dialects::nuweb
