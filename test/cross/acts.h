// The acts of README.md in each dialect: steps by name, which a caller runs. Knows no dialect.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dialects/player.h"

namespace muster::dialects::test {

class Acts {
public:
    // Reads the file of the dialect; there are no acts when it has none.
    static const Acts& of(const Dialect& dialect);

    bool has(std::string_view act) const { return steps_.contains(act); }
    // Returns why the act failed; empty when it succeeded, or when the dialect has no such act.
    std::string play(Caller& caller, std::string_view act) const;

private:
    explicit Acts(const Dialect& dialect);

    // Steps of the same name run one after the other.
    std::map<std::string, std::vector<CaseStep>, std::less<>> steps_;
};

// Copies variables of one caller to another: "gid", "name" …
void hand_over(const Caller& from, Caller& to);

} // namespace muster::dialects::test
