// Declares, changes and removes custom fields.
#pragma once

#include "directory/directory.h"
#include "directory/rule_references.h"
#include "directory/transaction.h"

namespace muster::directory {

// Key: letters, digits, '_', '-', '.', blanks inside; unique per entity without case. Enums need
// values. Decimals need a format: their number of places, 0 to 9.
// invalid_value, missing_field, already_exists, too_large.
Result<CustomField> declare_field(Transaction& transaction, CustomField draft);

// Whether any entity has a value of this field.
Result<bool> has_values(Transaction& transaction, const CustomField& field);

// Type, format and unique cannot change while any entity has a value: conflict. A new key takes the
// values along; conflict when the rule of a group names the old one.
Result<CustomField> update_field(Transaction& transaction, FieldId id,
                                 const Edit<CustomField>& edit,
                                 std::optional<Revision> expected = {});

// Also removes its values from all entities.
Result<void> remove_field(Transaction& transaction, FieldId id,
                          std::optional<Revision> expected = {},
                          RulesThatName named = RulesThatName::lose_the_part);
// Takes the values away in pieces, so that the write that then removes the field is short. Errors
// as remove_field(). When the server stops between the pieces, the field stays declared, rules have
// lost the part that names it, and some values are gone; removing it again completes the removal.
Result<void> drop_values_in_pieces(Directory& directory, const Principal& principal,
                                   TenantId tenant, FieldId id,
                                   std::optional<Revision> expected = {},
                                   RulesThatName named = RulesThatName::lose_the_part);
// For a dry run: the errors that remove_field() would return. Changes nothing when rules refuse.
Result<CustomField> check_field_removal(Transaction& transaction, FieldId id,
                                        std::optional<Revision> expected, RulesThatName named);

} // namespace muster::directory
