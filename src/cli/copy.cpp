// `muster copy`: one store into another.
#include <iostream>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/listing.h"
#include "store/open.h"

namespace muster::cli {

namespace {

// One line on the terminal that is drawn over itself.
void draw(const store::sql::CopyProgress& progress)
{
    std::cerr << "\r\033[K" << (progress.is_verifying ? "comparing " : "copying ") << progress.rows
              << " of " << progress.total << " rows" << std::flush;
}

} // namespace

Result<void> copy_store(const ConnectionOptions& how, const std::string& from,
                        const std::string& to)
{
    for (const auto& [option, url] : {std::pair{"--from: ", from}, {"--to: ", to}}) {
        const auto known = store::check_url(url);
        if (!known) return fail(known.error().code, "store", option + known.error().message);
    }
    const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
    const auto done = store::copy_store(from, to, [&](const store::sql::CopyProgress& progress) {
        if (is_terminal) draw(progress);
    });
    if (is_terminal) std::cerr << "\r\033[K";
    if (!done) return fail(done.error());
    Json answer = Json::object();
    answer.set("rows", static_cast<std::int64_t>(done->rows));
    print_done(how, answer, std::to_string(done->rows) + " rows copied and compared");
    return {};
}

} // namespace muster::cli
