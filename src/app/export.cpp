// `muster export`: customers as CSV or NDJSON, a page a call.
#include <fstream>
#include <iostream>

#include "app/api.h"
#include "app/columns.h"
#include "app/commands.h"
#include "app/listing.h"
#include "app/table.h"
#include "base/text.h"
#include "wire/csv.h"

namespace muster::app {

namespace {

// Columns that an import takes back, with the id in front.
constexpr std::array<std::string_view, 17> plain_columns{
    "id",          "external_id",   "email",         "phone",    "name",
    "first_name",  "last_name",     "company",       "language", "birth_date",
    "consent",     "address_line1", "address_line2", "city",     "region",
    "postal_code", "country"};

std::string cell_of(const Json& customer, std::string_view name)
{
    const Column column = core_column(std::string(name));
    const Json* holder = column.address_member.empty() ? &customer : customer.find("address");
    const std::string_view member = column.address_member.empty() ? name : column.address_member;
    const Json* value = holder == nullptr ? nullptr : holder->find(member);
    return value == nullptr ? std::string{} : plain_text(*value);
}

std::string field_of(const Json& customer, std::string_view key)
{
    const Json* fields = customer.find("fields");
    const Json* value = fields == nullptr ? nullptr : fields->find(key);
    if (value == nullptr) return {};
    const auto* list = value->as_array();
    if (list == nullptr) return plain_text(*value);
    std::string text;
    for (const auto& item : *list) text += (text.empty() ? "" : ",") + plain_text(item);
    return text;
}

class CsvExport {
public:
    CsvExport(std::ostream& out, std::vector<std::string> fields)
        : out_(out), fields_(std::move(fields))
    {
        std::vector<std::string> header(plain_columns.begin(), plain_columns.end());
        header.insert(header.end(), fields_.begin(), fields_.end());
        put(header);
    }

    void write(const Json& customer)
    {
        std::vector<std::string> cells;
        for (const auto name : plain_columns) cells.push_back(cell_of(customer, name));
        for (const auto& key : fields_) cells.push_back(field_of(customer, key));
        put(cells);
    }

private:
    void put(const std::vector<std::string>& cells)
    {
        std::string line;
        wire::write_csv_record(line, cells);
        out_ << line;
    }

    std::ostream& out_;
    std::vector<std::string> fields_;
};

Result<std::vector<std::string>> declared_keys(Api& api)
{
    std::vector<std::string> keys;
    TRY(each_item(api, "/v1/fields?entity=customer", [&](const Json& field) {
        keys.push_back(plain_text(*field.find("key")));
        return Result<void>{};
    }));
    return keys;
}

Result<void> write_all(Api& api, const ExportOptions& options, std::ostream& out)
{
    std::string target = "/v1/customers?sort=id";
    if (!options.group.empty()) {
        const auto group = TRY(find_group(api, options.group));
        target += "&group=" + std::to_string(group);
    }
    if (options.format == "ndjson") {
        return each_item(api, target, [&](const Json& customer) {
            out << customer.text() << '\n';
            return Result<void>{};
        });
    }
    CsvExport csv(out, TRY(declared_keys(api)));
    return each_item(api, target, [&](const Json& customer) {
        csv.write(customer);
        return Result<void>{};
    });
}

} // namespace

Result<void> export_customers(const ServerOptions& server, const ExportOptions& options)
{
    const auto api = TRY(connect(server));
    if (options.output == "-") {
        TRY(write_all(*api, options, std::cout));
        std::cout.flush();
        return {};
    }
    std::ofstream file(options.output, std::ios::binary | std::ios::trunc);
    if (!file) return fail(Code::unavailable, "output", "cannot write " + options.output);
    TRY(write_all(*api, options, file));
    file.close();
    if (!file) return fail(Code::unavailable, "output", "cannot write " + options.output);
    return {};
}

} // namespace muster::app
