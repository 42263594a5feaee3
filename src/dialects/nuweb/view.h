// The contents of an answer, as the query string asks: include, only, except and withTrashed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "http/request.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

class ResourceView {
public:
    ResourceView() = default; // all attributes, no included resources

    // Names without a dot belong to main_type. invalid_value names the parameter.
    static Result<ResourceView> read(const http::Request& request, std::string_view main_type);
    // All attributes, and everything that resources of this type can include.
    static ResourceView whole(std::string_view main_type);

    bool includes(std::string_view type) const;
    bool includes_any() const { return !includes_.empty(); }
    bool with_trashed() const { return with_trashed_; }
    // The attributes of a record that are shown.
    wire::Selection select(std::string_view type, const wire::AnyRecord& record) const;

private:
    using Attribute = std::pair<std::string, std::string>; // type, name

    bool shows(std::string_view type, std::string_view attribute) const;
    Result<void> check_sides() const;
    void add_shown(std::string& names, std::string_view type, const wire::AnyRecord& record) const;

    std::vector<std::string> includes_; // only known types, each once
    std::vector<Attribute> only_;
    std::vector<Attribute> except_;
    bool with_trashed_ = false;
};

// "true" and "1" are true; "false", "0" and absence are false; invalid_value otherwise.
Result<bool> read_flag(const http::Request& request, std::string_view name);

} // namespace muster::dialects::nuweb
