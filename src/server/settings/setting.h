// The one table of settings: what a setting is called in the file, on the command line and in the
// environment, which type it has, and what it is when it is not given. `muster settings` prints it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/settings/options.h"

namespace muster::server {

// The type that a person writes. Outside of the file each is a text: a list is repeated on the
// command line, and separated by commas in the environment.
enum class SettingForm {
    text,
    count, // a whole number above 0
    flag,  // true or false
    list,  // one or more texts
    pairs, // dialect to text: a table of the file, otherwise DIALECT=TEXT
};

using SettingTexts = std::vector<std::string>;

struct Setting {
    std::string_view name; // the key in the file: "tls.certificate" is `certificate` in [tls]
    SettingForm form;
    std::string_view option;   // "--tls-cert"
    std::string_view variable; // "MUSTER_TLS_CERT"
    std::string_view initial;  // what it is when it is not given, for people
    std::string_view right;    // completes "must be ...": "a PEM file"
    std::string_view help;
    // Gets at least one text, none of them empty. An error completes "muster: PLACE: ...".
    Result<void> (*apply)(const SettingTexts& texts, ServeOptions& options);
    // Errors show it. Not so where it may have a password.
    bool is_shown = true;
    bool is_in_file = true; // false: it decides which file is read, or is meant for one start
};

std::span<const Setting> settings();
std::string_view name_of(SettingForm form);

// "must be ...": what would be right for this setting.
Failure wrong_setting(std::string_view right);

} // namespace muster::server
