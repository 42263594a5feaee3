// What the columns of a CSV file mean: a core member, a declared field, or one to be declared with
// the type that its values show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace muster::app {

enum class Meaning {
    core,     // member of the native API's customer
    declared, // declared field
    unknown,  // nobody knows it
    ignored,  // kept by the server: id, created_at, …
};

struct Column {
    std::string name;
    Meaning meaning = Meaning::unknown;
    std::string type;           // "integer", … as the native API names it; of core members "text"
    std::string address_member; // "city" of "address"; empty for other members
};

// The column's meaning, before declared fields are known.
Column core_column(std::string name);

// Narrows the type of a column as its values come by; blanks say nothing.
class TypeGuess {
public:
    void see(std::string_view cell);
    std::string type() const;   // "text" when there was no value at all
    std::string format() const; // of a decimal: its number of places
    std::int64_t blanks() const { return blanks_; }

private:
    enum class Form { integer, decimal, number, boolean, date, datetime };
    static bool fits(Form form, std::string_view cell);
    void narrow_places(std::string_view cell);

    unsigned candidates_ = ~0U; // bit per Form
    std::size_t places_ = 0;
    std::int64_t values_ = 0;
    std::int64_t blanks_ = 0;
};

// A cell as the native API wants it: numbers as JSON numbers, text otherwise; blank is null. What
// does not fit the type goes as text, so that the server can say what is wrong with it.
Json cell_value(const Column& column, std::string_view cell);

} // namespace muster::app
