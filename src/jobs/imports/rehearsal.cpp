#include "jobs/imports/rehearsal.h"

#include "model/keys.h"

namespace muster::jobs {

namespace {

std::size_t hash_of_id(model::CustomerId id)
{
    return EarlierRows::hash_of({model::Kind::customer, {}, "id", std::to_string(id.value)});
}

} // namespace

Result<void> Rehearsal::write_one(directory::Transaction& transaction, const RowOrigin& origin,
                                  const FileRow& row, ImportProgress& progress)
{
    auto touched = TRY(keys_in(transaction, origin.rows, row));
    const auto earlier = earlier_.about(touched);
    if (!earlier) return count_repeated(progress);
    for (const auto& place : *earlier) {
        TRY(repeat(transaction, origin.options, place, progress));
    }
    const auto before = directory::find_row(transaction, row.customer); // write_ has the errors
    const auto changes = progress.changes();
    const auto customer = TRY(write_(transaction, row, progress));
    if (progress.changes() == changes) return {};
    if (before && *before) {
        touched.push_back(hash_of_id(customer));
        TRY(add_keys_of(transaction, **before, touched));
    }
    const auto after = TRY(transaction.get(customer));
    TRY(add_keys_of(transaction, after, touched));
    earlier_.note(row, std::move(touched));
    return {};
}

Result<void> Rehearsal::repeat(directory::Transaction& transaction, const SourceOptions& options,
                               const RowPlace& place, ImportProgress uncounted) const
{
    FileRow row;
    const auto source = TRY(open_rows(options, place));
    if (!TRY(source->next(row)) || row.error) return {};
    const auto done = write_(transaction, row, uncounted);
    if (done || is_of_row(done.error().code)) return {};
    return fail(done.error());
}

// Of so many rows about one customer that the dry run does not write them all again.
Result<void> Rehearsal::count_repeated(ImportProgress& progress) const
{
    if (plan_.mode == directory::RowMode::create && !plan_.only_new) {
        return fail(Code::already_exists, "key", "an earlier row has this key");
    }
    ++(plan_.only_new ? progress.unchanged : progress.updated);
    return {};
}

// By which the row finds its customer, and which the customer has afterwards.
Result<EarlierRows::Touched> Rehearsal::keys_in(directory::Transaction& transaction,
                                                const RowSource& rows, const FileRow& row) const
{
    const auto& named = row.customer;
    EarlierRows::Touched touched;
    if (named.id) touched.push_back(hash_of_id(named.id));
    if (named.key) touched.push_back(EarlierRows::hash_of(*named.key));
    for (const auto& key : named.other_keys) touched.push_back(EarlierRows::hash_of(key));
    if (named.fresh) {
        add_keys(named.fresh->keys_after, touched);
        return touched;
    }
    model::Customer made; // what the row says of a customer
    if (rows.merge(row, made)) TRY(add_keys_of(transaction, made, touched));
    return touched;
}

// Those that only one customer can have.
void Rehearsal::add_keys(const std::vector<model::Key>& keys, EarlierRows::Touched& touched) const
{
    for (const auto& key : keys) {
        const bool is_unique = key.name == "external_id" || key.name.starts_with("fields.") ||
                               key.name.starts_with("number.") || plan_.has_key(key.name);
        if (is_unique) touched.push_back(EarlierRows::hash_of(key));
    }
}

Result<void> Rehearsal::add_keys_of(directory::Transaction& transaction,
                                    const model::Customer& customer,
                                    EarlierRows::Touched& touched) const
{
    const auto* declared = TRY(transaction.declared());
    add_keys(model::keys_of(customer, tenant_, *declared), touched);
    return {};
}

} // namespace muster::jobs
