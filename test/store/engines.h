// The engines that every contract story runs on. A new engine is one line in engines.cpp.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/store.h"

namespace muster::store::test {

struct Engine {
    std::string name;
    // An empty store; the folder is empty, the engine's own, and outlives the store.
    std::function<std::unique_ptr<model::Store>(const std::filesystem::path& folder)> open;
};

const std::vector<Engine>& engines();

// An empty folder that is removed with its content.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace muster::store::test
