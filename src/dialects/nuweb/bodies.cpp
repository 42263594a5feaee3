// Collects problems, and reads a body as the vendor's framework does.
#include "dialects/nuweb/bodies.h"

#include "base/text.h"

namespace muster::dialects::nuweb {

void FieldProblems::add(std::string_view field, std::string_view message, Code code)
{
    add(Error{code, std::string(field), std::string(message), {}, {}, {}});
}

void FieldProblems::add(const Error& error)
{
    if (!first_) {
        first_ = error;
        return;
    }
    Error single = error;
    single.further.clear();
    first_->further.push_back(std::move(single));
    for (const auto& other : error.further) first_->further.push_back(other);
}

Result<void> FieldProblems::result() const
{
    if (first_) return fail(*first_);
    return {};
}

Result<Json> read_body(const RequestContext& call)
{
    if (trim(call.request.body).empty()) return Json::object();
    auto body = TRY(call.json());
    return body.is_object() ? body : Json::object();
}

} // namespace muster::dialects::nuweb
