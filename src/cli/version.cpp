// `muster version`: which program this is, for people and for scripts that install it.
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/program_version.h"

namespace muster::cli {

void print_version(const ConnectionOptions& how)
{
    const auto version = program_version();
    constexpr std::string_view compiler = __VERSION__;
    Json answer = Json::object();
    answer.set("version", version.number);
    answer.set("commit", version.commit);
    answer.set("compiler", compiler);
    print_done(how, answer,
               "muster " + std::string(version.number) + "\ncommit " + std::string(version.commit) +
                   "\ncompiler " + std::string(compiler));
}

} // namespace muster::cli
