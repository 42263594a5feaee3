// /v1/fields: declared custom fields of customers and groups, addressed by entity and key.
#include "directory/fields.h"

#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::CustomField;

namespace {

// The field that the path names; its key is compared without case.
Result<CustomField> named_field(const RequestContext& call, const model::Rows& rows)
{
    const auto entity = model::parse_field_entity(call.parameter("entity"));
    const auto declared = TRY(model::load_declared(rows, call.tenant.id));
    const CustomField* field = entity ? declared.find(*entity, call.parameter("key")) : nullptr;
    if (field != nullptr) return *field;
    return fail(Code::not_found, "field",
                "no such field is declared; paths are "
                "/v1/fields/customer/<key> and /v1/fields/group/<key>");
}

constexpr auto refuse_field_removal = directory::RulesThatName::refuse_removal;

// How many customers or groups have a value.
HandlerResult preview_field_removal(const RequestContext& call)
{
    const auto expected = TRY(expected_revision(call));
    const auto field = TRY(named_field(call, call.rows()));
    TRY(rehearse(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        TRY(directory::check_field_removal(transaction, field.id, expected, refuse_field_removal));
        return reply_nothing();
    }));
    model::Query query;
    query.kind =
        field.entity == model::FieldEntity::customer ? model::Kind::customer : model::Kind::group;
    query.tenant = call.tenant.id;
    query.filter = model::negate(model::has_no("fields." + field.key));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("values_removed").integer(TRY(call.rows().count(query))).end_object();
    return json_response(std::move(body));
}

} // namespace

HandlerResult list_fields(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::field;
    query.tenant = call.tenant.id;
    return reply_listed<CustomField>(call, std::move(query), field_filters);
}

HandlerResult declare_field(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        CustomField field;
        TRY(merge_members(draft, field, wire::Purpose::create));
        field = TRY(located(directory::declare_field(transaction, field), field_record()));
        return reply_created(field, "/v1/fields/" + std::string(model::name_of(field.entity)) +
                                        '/' + encode_segment(field.key));
    });
}

HandlerResult get_field(RequestContext& call)
{
    return reply_read(call, TRY(named_field(call, call.rows())));
}

HandlerResult update_field(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    const auto expected = TRY(expected_revision(call));
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known = TRY(named_field(call, transaction.rows()));
        const auto edit = [&](CustomField& field) { return merge_members(draft, field); };
        return reply(TRY(located(directory::update_field(transaction, known.id, edit, expected),
                                 field_record())));
    });
}

HandlerResult remove_field(RequestContext& call)
{
    if (TRY(flag_parameter(call, "dry_run"))) return preview_field_removal(call);
    const auto expected = TRY(expected_revision(call));
    // A repeated call only gets its stored answer: the field of this name may be another one now.
    const bool is_repeated = TRY(stored_part(call, 0)).has_value();
    if (const auto known = named_field(call, call.rows()); known && !is_repeated) {
        TRY(directory::drop_values_in_pieces(call.directory(), call.principal, call.tenant.id,
                                             known->id, expected, refuse_field_removal));
    }
    return write(call, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known = TRY(named_field(call, transaction.rows()));
        TRY(directory::remove_field(transaction, known.id, expected, refuse_field_removal));
        return reply_nothing();
    });
}

} // namespace muster::dialects::native
