// Makes and hashes secrets. Stores none.
#include "dialects/native/identity/secret.h"

#include "base/text.h"
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

} // namespace

Result<SecretWish> take_secret_wish(Json& body)
{
    SecretWish wish;
    wish.secret = TRY(take_text(body, "secret")).value_or("");
    wish.prefix = TRY(take_text(body, "prefix")).value_or("");
    const auto form = TRY(take_text(body, "secret_form")).value_or("plain");
    if (form != "plain" && form != "md5") {
        return bad_member("/secret_form", "must be plain or md5");
    }
    wish.form = form == "md5" ? SecretForm::md5 : SecretForm::plain;
    if (wish.prefix.size() > most_prefix_chars) {
        return bad_member("/prefix", "must have at most 32 characters");
    }
    return wish;
}

Result<void> check_secret_wish(const SecretWish& wish, model::CredentialKind kind)
{
    const bool is_key = kind == model::CredentialKind::key;
    if (is_key && wish.form != SecretForm::plain) {
        return bad_member("/secret_form", "must be plain for kind key");
    }
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

std::string secret_from(const RequestContext& call, const SecretWish& wish, const std::string& seed)
{
    if (!wish.secret.empty()) return wish.secret;
    DerivedRandom derived(call.services.signing_key, "credential secret\n" + seed);
    return wish.prefix + random_token(derived, secret_chars);
}

Result<std::string> hash_secret(const std::string& secret, const SecretWish& wish,
                                model::CredentialKind kind)
{
    if (kind == model::CredentialKind::key) return directory::key_hash(secret);
    return hash_password(wish.form == SecretForm::md5 ? md5_hex(secret) : secret);
}

} // namespace muster::dialects::native
