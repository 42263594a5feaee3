// The five wrappers of this API: what stands around an answer, and around its failure (promise 7).
#pragma once

#include <string>

#include "dialects/capillary/errors.h"
#include "dialects/dialect.h"

namespace muster::dialects::capillary {

enum class Wrapper {
    entity,  // W1, W2, W5: the object itself
    list,    // W3
    paged,   // W3 whose failure has a pagination of zeros
    outcome, // W4
    blank,   // W1 whose unusable requests are answered without a body
};

// A handler's work: the body of its answer.
using Work = Result<std::string> (*)(RequestContext&);

// What every call is asked before its work.
Result<void> admit(const RequestContext& call);
Result<void> admit_to_groups(const RequestContext& call);

// The body as an answer; a problem as a failure in the wrapper's form. Errors that are not about
// the call itself go on to the pipeline.
Result<http::Response> settle(const RequestContext& call, Wrapper wrapper,
                              Result<std::string> body);

template <Wrapper wrapper, Work work>
Result<http::Response> customer_call(RequestContext& call)
{
    if (auto admitted = admit(call); !admitted) {
        return settle(call, wrapper, fail(std::move(admitted).error()));
    }
    return settle(call, wrapper, work(call));
}

template <Wrapper wrapper, Work work>
Result<http::Response> group_call(RequestContext& call)
{
    if (auto admitted = admit_to_groups(call); !admitted) {
        return settle(call, wrapper, fail(std::move(admitted).error()));
    }
    return settle(call, wrapper, work(call));
}

// {"warnings": [...], "errors": [], "success": true}
std::string write_outcome();

// Closes W3: the lists of warnings and errors, then the object.
void end_list(JsonWriter& out);

struct PageOf {
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    std::int64_t total = 0;
};
void write_pagination(JsonWriter& out, const PageOf& page);

} // namespace muster::dialects::capillary
