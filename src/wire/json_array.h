// Makes NDJSON of a JSON array, piece by piece. Whether an element is JSON is for the reader of the
// lines to judge.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::wire {

// Each element becomes one line, at the number of the line on which it begins, when no other
// element begins there.
class JsonArrayLines {
public:
    // Appends what is known of the lines. Takes as long as the piece is long.
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);

private:
    void step(char c, std::string& out);
    void begin_element(std::string& out);
    void end_element(std::string& out);

    bool in_array_ = false;
    bool in_element_ = false;
    bool in_text_ = false;
    bool is_escaped_ = false;
    std::size_t depth_ = 0; // of objects and arrays inside the element
    std::size_t line_ = 1;  // of the array
    std::size_t written_line_ = 1;
};

} // namespace muster::wire
