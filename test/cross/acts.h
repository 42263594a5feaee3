// How each dialect does the acts of README.md: steps by name, played by a caller. Knows no dialect.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dialects/player.h"

namespace muster::dialects::test {

class Acts {
public:
    // Of that dialect's file; none when there is no file.
    static const Acts& of(const Dialect& dialect);

    bool has(std::string_view act) const { return steps_.contains(act); }
    // Why it failed; empty when it went as the file says, or when the dialect has no such act.
    std::string play(Caller& caller, std::string_view act) const;

private:
    explicit Acts(const Dialect& dialect);

    // Steps of the same name are played one after the other.
    std::map<std::string, std::vector<CaseStep>, std::less<>> steps_;
};

// Hands one caller's variables to another: "gid", "name" …
void hand_over(const Caller& from, Caller& to);

} // namespace muster::dialects::test
