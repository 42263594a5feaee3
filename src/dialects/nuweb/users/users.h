// The users of a company: credentials of kind login that belong to it (promises 50 to 56).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/resources.h"

namespace muster::dialects::nuweb {

enum class WhichUsers { working, restorable, all }; // restorable: working ones, too

// By the parameter id, else email, of the call. missing_field, invalid_value, not_found "user".
Result<model::Credential> find_user(const RequestContext& call, const model::Rows& rows,
                                    WhichUsers which);
// Of the company of the call; not_found "user".
Result<model::Credential> find_user_by_id(const RequestContext& call, const model::Rows& rows,
                                          std::int64_t id, WhichUsers which);
Result<model::Credential> find_user_by_email(const RequestContext& call, const model::Rows& rows,
                                             std::string_view email, WhichUsers which);

// Writes users and collects what they include.
class UserDocument {
public:
    explicit UserDocument(ResourceView view);
    void write(JsonWriter& out, const model::Credential& user);
    void write_included(JsonWriter& out) const;

private:
    void write_relationships(JsonWriter& out, const model::Credential& user);

    ResourceView view_;
    wire::Selection selection_;
    Inclusions inclusions_;
};

// {"data": the user, "included"}
http::Response user_response(UserDocument document, const model::Credential& user);

// Changes of users are writes in the system tenant, where credentials are stored.
template <class DecideIn>
auto write_user(const RequestContext& call, DecideIn&& decide)
{
    return call.directory().write(call.principal, model::system_tenant,
                                  std::forward<DecideIn>(decide));
}

// forbidden when the user can do something that the caller cannot: by setting the password the
// caller could act as that user.
Result<void> check_rank(const RequestContext& call, const model::Credential& user);
// invalid_value "email" outside the company's login spaces (directory/credentials.h).
Result<void> check_email_space(const RequestContext& call, std::string_view email);
struct NewUser {
    std::string email;
    std::string name;
    std::string password; // empty: no password works
    std::string registration_source;
};
// A new user without rights. Its e-mail must be in a space of the company.
Result<model::Credential> draft_user(const RequestContext& call, const NewUser& user);
// The problems of the core in the words of this API.
Result<model::Credential> with_user_names(Result<model::Credential> written);

} // namespace muster::dialects::nuweb
