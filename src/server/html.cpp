// See html.h. The style sheet of all pages stands here: one column, readable on a phone, light and
// dark, without scripts and without requests to anywhere.
#include "server/html.h"

#include "base/secrets.h"
#include "base/text.h"

namespace muster::server {

namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe3e8;--box:#f5f7f9;
--back:#fff;--link:#0b5cad;--get:#0b6b50;--post:#0b5cad;--put:#8a5a00;--patch:#7a4bb0;
--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa6b5;--line:#323a46;
--box:#1d232c;--back:#14181f;--link:#7db6f5;--get:#5fc7a4;--post:#7db6f5;--put:#dcab4d;
--patch:#bd9bea;--delete:#f0857d}}
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--back);margin:0 auto;
max-width:64rem;padding:1.5rem 1.25rem 5rem}
h1{font-size:2rem;line-height:1.2;margin:.6em 0 .3em}
h2{font-size:1.35rem;margin:2.6em 0 .6em;padding-bottom:.25em;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
h4{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);
margin:1.4em 0 .4em}
p{margin:.5em 0;max-width:46rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre{font:.88em/1.5 ui-monospace,monospace}
code{background:var(--box);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}
pre{background:var(--box);border:1px solid var(--line);border-radius:8px;padding:.8em 1em;
overflow-x:auto;margin:.6em 0}
pre code{background:none;padding:0;overflow-wrap:normal}
section{border:1px solid var(--line);border-radius:10px;padding:1.1rem 1.25rem;margin:1rem 0;
scroll-margin-top:1rem}
.verb{font:700 .8rem/1 ui-monospace,monospace;color:var(--back);background:var(--soft);
border-radius:5px;padding:.35em .55em;margin-right:.5em;vertical-align:.1em}
.GET{background:var(--get)}.POST{background:var(--post)}.PUT{background:var(--put)}
.PATCH{background:var(--patch)}.DELETE{background:var(--delete)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
td,th{text-align:left;vertical-align:top;padding:.4em 1em .4em 0;border-top:1px solid var(--line)}
th{font-weight:600;color:var(--soft);border-top:0}
td:first-child{white-space:nowrap}
.soft{color:var(--soft)}
.promise{border-left:3px solid var(--line);padding-left:.9em;color:var(--soft)}
nav ul{list-style:none;margin:0;padding:0}
nav li{margin:.15em 0;overflow-wrap:anywhere}
details>summary{cursor:pointer;color:var(--link)}
@media(max-width:40rem){h1{font-size:1.6rem}
section{padding:.9rem}td:first-child{white-space:normal}}
)css";

} // namespace

std::string html_text(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string html_prose(std::string_view markdown)
{
    std::string html;
    bool in_code = false;
    bool is_bold = false;
    for (std::size_t at = 0; at < markdown.size(); ++at) {
        if (markdown[at] == '`') {
            html += in_code ? "</code>" : "<code>";
            in_code = !in_code;
        } else if (!in_code && markdown.substr(at, 2) == "**") {
            html += is_bold ? "</b>" : "<b>";
            is_bold = !is_bold;
            ++at;
        } else {
            html += html_text(markdown.substr(at, 1));
        }
    }
    if (in_code) html += "</code>";
    if (is_bold) html += "</b>";
    return html;
}

std::string html_code(std::string_view text) { return "<code>" + html_text(text) + "</code>"; }

std::string html_document(std::string_view title, std::string_view body)
{
    std::string page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta "
                       "name=\"viewport\" content=\"width=device-width\"><title>Muster: ";
    page.append(html_text(title)).append("</title><style>").append(style);
    return page.append("</style><body>").append(body).append("</body></html>");
}

std::string html_policy()
{
    return "default-src 'none'; style-src 'sha256-" + to_base64(sha256(style)) +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

} // namespace muster::server
