// The wrappers of this API: the JSON around an answer and around a failure, which differs from call
// to call (promise 7). routes.cpp gives each route its wrapper.
#pragma once

#include <string>

#include "dialects/capillary/errors.h"
#include "dialects/dialect.h"

namespace muster::dialects::capillary {

enum class Wrapper {
    entity,  // failure: {"errors", "warnings"}
    list,    // failure: {"warnings", "errors"}
    paged,   // as list, with a pagination of zeros
    outcome, // as list, with "success": false
    blank,   // as entity, but unreadable requests get no body at all
};

// Most handlers of this API are functions that return the JSON body of status 200.
// customer_call and group_call below turn one into a handler of the pipeline.
using BodyHandler = Result<std::string> (*)(RequestContext&);

// Checks that precede every handler: the attribution headers; for group calls also that the
// organisation uses groups.
Result<void> check_request(const RequestContext& call);
Result<void> check_group_request(const RequestContext& call);

// Makes the response. A body becomes the answer, an error about this call the failure of its
// wrapper. Errors about the caller or the server are passed on: the pipeline renders them.
Result<http::Response> respond(const RequestContext& call, Wrapper wrapper,
                               Result<std::string> body);

template <Wrapper wrapper, BodyHandler work>
Result<http::Response> customer_call(RequestContext& call)
{
    if (auto checked = check_request(call); !checked) {
        return respond(call, wrapper, fail(std::move(checked).error()));
    }
    return respond(call, wrapper, work(call));
}

template <Wrapper wrapper, BodyHandler work>
Result<http::Response> group_call(RequestContext& call)
{
    if (auto checked = check_group_request(call); !checked) {
        return respond(call, wrapper, fail(std::move(checked).error()));
    }
    return respond(call, wrapper, work(call));
}

// {"warnings": [...], "errors": [], "success": true}
std::string write_outcome();

// Ends a list answer: empty "warnings" and "errors", then the object's end.
void end_list(JsonWriter& out);

struct Pagination {
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    std::int64_t total = 0;
};
void write_pagination(JsonWriter& out, const Pagination& page);

} // namespace muster::dialects::capillary
