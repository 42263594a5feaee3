// The calls that list the extended fields and configure how clients show them (promise 29).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "dialects/dialect.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

// A declaration as answers show it.
struct DeclarationView {
    const model::CustomField& field;
    std::string_view entity;
    std::chrono::minutes offset;
};

// The configuration of a field for clients, as a client has sent it.
struct FieldConfiguration {
    model::FieldId field;
    bool hide_display = false;
    bool is_mandatory = false;
    bool is_updatable = false;
    bool is_pii = false;
    bool is_psi = false;
    std::optional<std::int64_t> position;
};

const wire::Record<DeclarationView>& declaration_record();
const wire::Record<FieldConfiguration>& configuration_record(); // bodies, and what is stored
const wire::Record<FieldConfiguration>& configured_record();
const wire::Record<FieldConfiguration>& listed_configuration_record();

Result<std::string> list_declarations(RequestContext& call);
Result<std::string> configure_field(RequestContext& call);
Result<std::string> list_configurations(RequestContext& call);

} // namespace muster::dialects::capillary
