// Certificates for the tests, created in a temporary folder.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace muster::http {

class TestFolder {
public:
    TestFolder()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "muster-http-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TestFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }

    std::string write(const std::string& name, const std::string& content) const
    {
        std::ofstream(file(name)) << content;
        return file(name);
    }

private:
    std::filesystem::path path_;
};

enum class TestKey { ec, rsa };

// A key and its self-signed certificate: the PEM files NAME.crt and NAME.key.
struct TestCertificate {
    TestCertificate(const TestFolder& folder, const std::string& name,
                    const std::string& valid_for = "IP:127.0.0.1,DNS:localhost",
                    TestKey kind = TestKey::ec)
        : certificate(folder.file(name + ".crt")), key(folder.file(name + ".key"))
    {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(
            kind == TestKey::ec ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048), EVP_PKEY_free);
        const std::unique_ptr<X509, decltype(&X509_free)> paper(X509_new(), X509_free);
        X509* const x = paper.get();
        X509_set_version(x, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
        X509_gmtime_adj(X509_getm_notBefore(x), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x), 3600);
        X509_set_pubkey(x, pair.get());
        const std::string common_name = name;
        X509_NAME_add_entry_by_NID(X509_get_subject_name(x), NID_commonName, MBSTRING_ASC,
                                   bytes_of(common_name), -1, -1, 0);
        X509_set_issuer_name(x, X509_get_subject_name(x));
        X509_EXTENSION* names =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, valid_for.c_str());
        X509_add_ext(x, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(x, pair.get(), EVP_sha256());
        save(certificate, [&](std::FILE* file) { PEM_write_X509(file, x); });
        save(key, [&](std::FILE* file) {
            PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }

    std::string certificate;
    std::string key;

private:
    static const unsigned char* bytes_of(const std::string& text)
    {
        const void* bytes = text.data();
        return static_cast<const unsigned char*>(bytes);
    }

    template <class Write>
    static void save(const std::string& path, Write write)
    {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"),
                                                                   std::fclose);
        write(file.get());
    }
};

} // namespace muster::http
