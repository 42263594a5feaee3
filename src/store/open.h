// Opens, checks and backs up the store that a URL names. The only header by which other rooms reach
// an engine: they pass the URL and never learn which engine it is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/store.h"
#include "store/health.h"
#include "store/node_lease.h"
#include "store/problem.h"
#include "store/sql/table_copy.h"
#include "store/stand_by.h"

namespace muster::store {

// For help texts.
inline constexpr std::string_view url_forms =
    "sqlite:PATH, postgres://USER@HOST/DATABASE or memory:";
inline constexpr std::string_view default_url_form = "sqlite:DATA/muster.db";
// The URL of the store that a server opens in its data directory when no other is configured.
std::string default_url(const std::string& data_directory);

// invalid_value when the URL has none of the url_forms. Opens nothing.
Result<void> check_url(std::string_view url);

// In builds without NDEBUG the store is wrapped in CheckedStore. invalid_value when the URL has
// none of the url_forms; else the errors of the engine.
Result<std::unique_ptr<model::Store>>
open_store(std::string_view url,
           const std::shared_ptr<StoreHealth>& health = std::make_shared<StoreHealth>(),
           const NodeOptions& node = {});

// Whether several nodes can use the store, one at a time.
bool has_nodes(std::string_view url);
// A node that waits for its turn. invalid_value when the engine of the URL is for one node only.
Result<std::unique_ptr<StandBy>>
stand_by(std::string_view url, const std::shared_ptr<StoreHealth>& health, const NodeOptions& node);

// The file of the store is missing or empty; false when the engine has no file.
bool is_missing(std::string_view url);

// Reads everything and reports what is wrong with it. The store need not be open. unsupported when
// the engine has no files to check.
Result<std::vector<StoreProblem>> check_store(std::string_view url);

// Puts a backup in the place of the store, which no server may have open; see
// sqlite/files/restore.h. Gives the name under which the old file stays. unsupported when the
// engine has no files.
Result<std::string> restore_store(std::string_view url, const std::string& backup);

// Copies a store, which may be open, into an empty one, also of another engine; see
// sql/table_copy.h. unsupported for memory:.
Result<sql::CopyProgress> copy_store(std::string_view from, std::string_view to,
                                     const std::function<void(const sql::CopyProgress&)>& report);

// Copies the open store to a new file while it is read and written. Empty when the engine has no
// files to copy.
using BackUpTo = std::function<Result<void>(const std::string& destination)>;
BackUpTo backup_of(std::string_view url);

} // namespace muster::store
