// Reads the act files once and plays their steps.
#include "cross/acts.h"

#include <array>
#include <stdexcept>

namespace muster::dialects::test {

Acts::Acts(const Dialect& dialect)
{
    const std::filesystem::path path = std::filesystem::path(MUSTER_SOURCE_DIR) / "test/cross" /
                                       (std::string(dialect.name) + ".case");
    if (!std::filesystem::exists(path)) return;
    auto file = read_case_file(path);
    if (!file) throw std::invalid_argument(path.string() + ": " + file.error().message);
    for (auto& step : file->steps) {
        const std::string act = step.title;
        steps_.emplace(act, std::move(step));
    }
}

const Acts& Acts::of(const Dialect& dialect)
{
    static std::map<std::string_view, Acts> known;
    const auto found = known.find(dialect.name);
    return found != known.end() ? found->second
                                : known.emplace(dialect.name, Acts(dialect)).first->second;
}

std::string Acts::play(Caller& caller, std::string_view act) const
{
    const auto step = steps_.find(act);
    if (step == steps_.end()) return {};
    const std::string difference = test::play(caller, step->second);
    if (difference.empty()) return {};
    return std::string(caller.dialect().name) + ", " + difference;
}

void hand_over(const Caller& from, Caller& to)
{
    for (const auto* name : {"gid", "cid", "name", "first", "last", "email", "phone"}) {
        to.set(name, from.get(name));
    }
}

} // namespace muster::dialects::test
