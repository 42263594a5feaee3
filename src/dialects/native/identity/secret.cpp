// Makes and hashes secrets. Stores none.
#include "dialects/native/identity/secret.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/native/body.h"
#include "directory/credentials.h"

namespace muster::dialects::native {

namespace {

constexpr std::size_t secret_chars = 43; // 256 bits
// Keys are stored as a plain SHA-256, so that a lookup is fast. So they must be too long to guess.
constexpr std::size_t least_key_chars = 16;
constexpr std::size_t most_prefix_chars = 32;

// Pseudorandom bytes, derived from a key and a purpose: equal inputs give equal bytes.
class DerivedRandom final : public Random {
public:
    DerivedRandom(std::string key, std::string purpose)
        : key_(std::move(key)), purpose_(std::move(purpose))
    {}

    std::string bytes(std::size_t count) override
    {
        std::string bytes;
        while (bytes.size() < count) {
            bytes += hmac_sha256(key_, purpose_ + '\n' + std::to_string(blocks_++));
        }
        bytes.resize(count);
        return bytes;
    }

private:
    std::string key_;
    std::string purpose_;
    std::int64_t blocks_ = 0;
};

// Header of the stored answer, in place of the secret: see secret_from().
constexpr std::string_view seed_header = "Secret-Seed";

std::string take_header(http::Response& response, std::string_view name)
{
    std::string value;
    std::erase_if(response.headers, [&](http::Header& header) {
        if (header.name != name) return false;
        value = std::move(header.value);
        return true;
    });
    return value;
}

// {"id": …} becomes {"id": …, "secret": "…"}, in the answer that is sent, not in the one that is
// stored.
void show_secret(http::Response& response, const std::string& secret)
{
    std::string member;
    JsonWriter(member).name("secret").text(secret);
    response.body.insert(response.body.size() - 1, ',' + member);
    response.headers.push_back({"Cache-Control", "no-store"});
}

constexpr std::array<std::string_view, 2> form_names{"plain", "md5"}; // by SecretForm

Result<void> check_secret(const SecretWish& wish, bool is_key)
{
    if (wish.secret.empty()) return {};
    if (!wish.prefix.empty()) return bad_member("/prefix", "must be absent when secret is given");
    if (is_key && wish.secret.size() < least_key_chars) {
        return bad_member("/secret", "must have at least 16 characters");
    }
    if (!is_key && count_chars(wish.secret) < limits::password_chars) {
        return bad_member("/secret", "must have at least " +
                                         std::to_string(limits::password_chars) + " characters");
    }
    if (wish.secret.size() > limits::line_chars) {
        return bad_member("/secret", "must have at most 255 bytes");
    }
    return {};
}

// A secret that is stored in another form than that in which clients send it never fits.
Result<SecretForm> wanted_form(const SecretWish& wish, const model::Credential& credential)
{
    const auto* dialect = dialects::find(credential.dialect);
    const auto rows = dialect == nullptr ? std::span<const CredentialRow>{} : dialect->credentials;
    const auto row = std::ranges::find(rows, credential.kind, &CredentialRow::kind);
    if (row == rows.end()) return wish.form.value_or(SecretForm::plain);
    if (!wish.form || *wish.form == row->secret) return row->secret;
    const auto kind = credential_kind_names[static_cast<std::size_t>(credential.kind)];
    return bad_member("/secret_form",
                      "must be " + std::string(form_names[static_cast<std::size_t>(row->secret)]) +
                          ": so the clients of " + credential.dialect + " send the secret of a " +
                          std::string(kind));
}

} // namespace

Result<SecretWish> take_secret_wish(Json& body)
{
    SecretWish wish;
    wish.secret = TRY(take_text(body, "secret")).value_or("");
    wish.prefix = TRY(take_text(body, "prefix")).value_or("");
    if (const auto form = TRY(take_text(body, "secret_form"))) {
        const auto named = std::ranges::find(form_names, *form);
        if (named == form_names.end()) return bad_member("/secret_form", "must be plain or md5");
        wish.form = static_cast<SecretForm>(named - form_names.begin());
    }
    if (wish.prefix.size() > most_prefix_chars) {
        return bad_member("/prefix", "must have at most 32 characters");
    }
    return wish;
}

Result<SecretForm> check_secret_wish(const SecretWish& wish, const model::Credential& credential)
{
    const auto form = TRY(wanted_form(wish, credential));
    TRY(check_secret(wish, credential.kind == model::CredentialKind::key));
    return form;
}

std::string secret_from(const RequestContext& call, const SecretWish& wish, const std::string& seed)
{
    if (!wish.secret.empty()) return wish.secret;
    DerivedRandom derived(call.services.signing_key, "credential secret\n" + seed);
    return wish.prefix + random_token(derived, secret_chars);
}

Result<std::string> hash_secret(const std::string& secret, SecretForm form,
                                model::CredentialKind kind)
{
    if (kind == model::CredentialKind::key) return directory::key_hash(secret);
    return hash_password(form == SecretForm::md5 ? md5_hex(secret) : secret);
}

Result<std::chrono::seconds> take_overlap(Json& body)
{
    constexpr std::int64_t most = std::chrono::seconds(limits::secret_overlap).count();
    const auto seconds = TRY(take_integer(body, "overlap_seconds")).value_or(0);
    if (seconds >= 0 && seconds <= most) return std::chrono::seconds(seconds);
    return bad_member("/overlap_seconds", "must be from 0 to " + std::to_string(most));
}

Result<http::Response> reply_with_secret(
    const RequestContext& call, const SecretWish& wish,
    const std::function<Result<http::Response>(const std::string& secret, const ShowSecret& show)>&
        save)
{
    const std::string fresh_seed = to_hex(call.directory().random().bytes(32));
    auto response = TRY(save(secret_from(call, wish, fresh_seed), [&](http::Response& answer) {
        answer.headers.push_back({std::string(seed_header), fresh_seed});
    }));
    const std::string seed = take_header(response, seed_header);
    show_secret(response, secret_from(call, wish, seed));
    return response;
}

} // namespace muster::dialects::native
