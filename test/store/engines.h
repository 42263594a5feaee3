// The engines that every contract test runs on. A new engine is one line in engines.cpp.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/store.h"

namespace muster::store::test {

// The tenant of most tests.
inline constexpr model::TenantId tenant{1};

struct TestedEngine {
    std::string name;
    // Gives an empty store. The folder is empty, belongs to the engine, and must outlive the store.
    std::function<std::unique_ptr<model::Store>(const std::filesystem::path& folder)> open;
};

const std::vector<TestedEngine>& engines();

// An empty folder that is removed with its content.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace muster::store::test
