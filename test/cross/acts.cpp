// Reads the case files of the acts once and runs their steps.
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
        steps_[act].push_back(std::move(step));
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
    const auto found = steps_.find(act);
    if (found == steps_.end()) return {};
    for (const auto& step : found->second) {
        const std::string difference = test::play(caller, step);
        if (!difference.empty()) return std::string(caller.dialect().name) + ", " + difference;
    }
    return {};
}

void hand_over(const Caller& from, Caller& to)
{
    for (const auto* name : {"gid", "cid", "name", "first", "last", "email", "phone"}) {
        to.set(name, from.get(name));
    }
}

} // namespace muster::dialects::test
