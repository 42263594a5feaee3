// The keys of the house: the administrator's and the one that signs tokens. Made on first start,
// kept in files of the data directory.
#pragma once

#include <string>

#include "directory/directory.h"

namespace muster::server {

struct HouseKeys {
    std::string signing_key;   // DATA/signing.key
    std::string administrator; // DATA/admin.key
    bool is_new = false;       // the administrator's key was made just now: show it once
};

// Makes what is missing: an administrator's credential only while the house has none, or while
// the file holds no valid key of one.
Result<HouseKeys> open_house(directory::Directory& directory, const std::string& data);

} // namespace muster::server
