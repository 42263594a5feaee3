// What shops, newsletter tools and address books export goes in with one call and no option. The
// headings are those of their public column lists; the people are made up.
#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using test::Caller;
using test::World;
using testing::HasSubstr;

struct ForeignExport {
    std::string name;
    std::string text;
    // The customer as "external_id|email|phone|first|last|company|city|zip|country|consent".
    std::string customer;
    std::string fields; // some of the fields that are declared, with their types
};

const std::vector<ForeignExport> foreign_exports{
    {"Shopify",
     "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
     "Default Address Address1,Default Address Address2,Default Address City,"
     "Default Address Province Code,Default Address Country Code,Default Address Zip,"
     "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,"
     "Tax Exempt,Tags\n"
     "'7210448301001,Ana,Diaz,ana@example.org,yes,Acme,1 Main St,,Bern,BE,CH,'3011,,"
     "'+41791234567,no,135.20,3,,no,\"VIP, wholesale\"\n",
     "7210448301001|ana@example.org|+41791234567|Ana|Diaz|Acme|Bern|3011|CH|true",
     "Total Spent:decimal Total Orders:integer Tax Exempt:boolean Tags:list"},
    {"Mailchimp",
     "\"Email Address\",\"First Name\",\"Last Name\",Address,\"Phone Number\",Birthday,"
     "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,"
     "DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
     "ana@example.org,Ana,Diaz,\"1 Main St  Bern\",+41791234567,05/31,2,"
     "\"2024-05-31 09:12:00\",,\"2024-05-31 09:12:00\",192.0.2.1,46.9,7.4,1,2,Europe/Zurich,"
     "CH,BE,\"2024-06-01 10:00:00\",123456789,a1b2c3,,\"\"\"VIP\"\",\"\"new\"\"\"\n",
     "|ana@example.org|+41791234567|Ana|Diaz|||||", "Birthday:text OPTIN_TIME:datetime TAGS:list"},
    {"Magento",
     "email,_website,_store,confirmation,created_at,created_in,disable_auto_group_change,dob,"
     "firstname,gender,group_id,lastname,middlename,password_hash,prefix,rp_token,"
     "rp_token_created_at,store_id,suffix,taxvat,website_id,password\n"
     "ana@example.org,base,default,,2019-03-25 06:02:49,Default,0,1990-05-31,Ana,Female,1,"
     "Diaz,,abc:def,,t0k,2019-03-25 06:02:49,1,,CHE-123,1,\n",
     "|ana@example.org||Ana|Diaz|||||", "group_id:integer taxvat:text"},
    {"WooCommerce",
     "Name,Username,\"Last active\",\"Date registered\",Email,Orders,\"Total spend\",AOV,"
     "\"Country / Region\",City,Region,\"Postal code\"\n"
     "\"Ana Diaz\",ana,2024-05-31,2019-03-25,ana@example.org,3,135.20,45.07,CH,Bern,BE,3011\n",
     "|ana@example.org||Ana|Diaz||Bern|3011|CH|", "Orders:integer Total spend:decimal"},
    {"HubSpot",
     "\"Record ID\",\"First Name\",\"Last Name\",Email,\"Phone Number\",\"Contact owner\","
     "\"Last Activity Date\",\"Lead Status\",\"Marketing contact status\",\"Create Date\","
     "\"Associated Company\"\n"
     "151,Ana,Diaz,ana@example.org,+41791234567,,2024-05-31 09:12,New,"
     "\"Marketing contact\",2019-03-25 06:02,Acme\n",
     "151|ana@example.org|+41791234567|Ana|Diaz|Acme||||", "Lead Status:text"},
    {"Google Contacts",
     "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,Organization Name,"
     "Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
     "E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,"
     "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
     "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country\n"
     "Ana,,Diaz,,,Acme,CTO,1990-05-31,,,* myContacts ::: Friends,Work,ana@example.org,Home,"
     "a@example.com,Mobile,+41 79 123 45 67,Home,\"1 Main St\nBern\",1 Main St,Bern,,BE,3011,"
     "CH\n",
     "|ana@example.org|+41 79 123 45 67|Ana|Diaz|Acme|Bern|3011|CH|",
     "E-mail 2 - Value:text Labels:list"},
    {"Outlook",
     "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,"
     "Home Phone,Mobile Phone,Business Phone,Company,Job Title,Home Street,Home City,"
     "Home State,Home Postal Code,Home Country/Region,Birthday,Notes,Categories\n"
     "Ana,,Diaz,,,ana@example.org,,,+41791234567,+41312345678,Acme,CTO,1 Main St,Bern,BE,3011,"
     "CH,1990-05-31,,VIP\n",
     "|ana@example.org|+41791234567|Ana|Diaz|Acme|Bern|3011|CH|", "Business Phone:text"},
    {"Brevo",
     "CONTACT ID;EMAIL;FIRSTNAME;LASTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;ADDED_TIME;"
     "MODIFIED_TIME\n"
     "17;ana@example.org;Ana;Diaz;41791234567;No;No;31-05-2024 09:12:00;01-06-2024 10:00:00\n",
     "17|ana@example.org|41791234567|Ana|Diaz|||||", "EMAIL_BLACKLISTED:boolean"},
    {"Ecwid",
     "customer_id;email;name;phone;company;address;city;postal_code;state;country;"
     "customer_group;accepts_marketing;registered;orders_count\n"
     "1001;ana@example.org;Ana Diaz;+41791234567;Acme;1 Main St;Bern;3011;BE;CH;VIP;true;"
     "2019-03-25;3\n",
     "1001|ana@example.org|+41791234567|Ana|Diaz|Acme|Bern|3011|CH|true",
     "customer_group:text orders_count:integer"},
    {"German spreadsheet",
     "Kundennummer;Vorname;Nachname;E-Mail-Adresse;Telefon;Firma;Stra\u00DFe;PLZ;Ort;Land;"
     "Geburtsdatum\n"
     "K-7;Ana;Diaz;ana@example.org;030 1234;Acme;Hauptstr. 1;03011;K\u00F6ln;DE;1990-05-31\n",
     "K-7|ana@example.org|030 1234|Ana|Diaz|Acme|K\u00F6ln|03011|DE|", ""},
};

std::string answer_of(Caller& caller, Verb verb, const std::string& target, std::string body = {})
{
    return caller
        .send(verb, target, std::move(body),
              {{"Authorization", "Bearer " + caller.get("key.foreign")}})
        .body;
}

// An empty directory, but for what every tenant of the tests has.
void clear(Caller& caller)
{
    for (int id = 1; id <= 7; ++id) {
        answer_of(caller, Verb::remove, "/v1/customers/" + std::to_string(id));
    }
}

std::string member_of_row(const std::string& csv)
{
    std::string row = csv.substr(csv.find("\r\n") + 2);
    row.resize(std::min(row.find("\r\n"), row.size()));
    std::replace(row.begin(), row.end(), ',', '|');
    return row;
}

} // namespace

TEST(ExportsOfOthers, go_in_with_one_call_and_twice_change_nothing)
{
    for (const auto& one : foreign_exports) {
        SCOPED_TRACE(one.name);
        World world;
        Caller caller(world, own());
        clear(caller);
        answer_of(caller, Verb::post, "/v1/imports?declare=true", one.text);
        world.work(own());
        const auto first = answer_of(caller, Verb::get, "/v1/imports/1");
        EXPECT_THAT(first, HasSubstr(R"("status":"done")"));
        EXPECT_THAT(first, HasSubstr(R"("inserted":1,"updated":0,"unchanged":0,"refused":0)"));
        answer_of(caller, Verb::post,
                  "/v1/exports?columns=external_id,email,phone,first_name,"
                  "last_name,company,city,postal_code,country,consent");
        world.work(own());
        EXPECT_EQ(member_of_row(answer_of(caller, Verb::get, "/v1/exports/2/content")),
                  one.customer);
        const auto fields = answer_of(caller, Verb::get, "/v1/fields?entity=customer");
        EXPECT_EQ(fields.find("password"), fields.npos) << fields;
        std::istringstream wanted(one.fields);
        for (std::string part; wanted >> part;) {
            const auto colon = part.find(':');
            if (colon == part.npos) continue;
            EXPECT_THAT(fields, HasSubstr(R"("type":")" + part.substr(colon + 1) + '"'));
        }
        answer_of(caller, Verb::post, "/v1/imports?declare=true", one.text);
        world.work(own());
        EXPECT_THAT(answer_of(caller, Verb::get, "/v1/imports/3"),
                    HasSubstr(R"("inserted":0,"updated":0,"unchanged":1,"refused":0)"));
    }
}

// Promise 13: of several addresses in one cell none is dropped without a word.
TEST(ExportsOfOthers, a_list_takes_all_values_of_a_cell_and_one_member_refuses_them)
{
    World world;
    Caller caller(world, own());
    clear(caller);
    answer_of(caller, Verb::post, "/v1/imports?declare=true",
              "First Name,Labels,E-mail 1 - Value\n"
              "Ana,* myContacts ::: Friends,ana@example.org\n"
              "Ben,* myContacts,ben@example.org ::: ben@example.com\n");
    world.work(own());
    EXPECT_THAT(answer_of(caller, Verb::get, "/v1/imports/1"),
                HasSubstr(R"("inserted":1,"updated":0,"unchanged":0,"refused":1)"));
    EXPECT_THAT(
        answer_of(caller, Verb::get, "/v1/imports/1/refused"),
        HasSubstr(
            "3,email,invalid_value,must be one value; the cell holds several with ::: between"));
    EXPECT_THAT(answer_of(caller, Verb::get, "/v1/customers"),
                HasSubstr(R"("Labels":["* myContacts","Friends"])"));
}

} // namespace muster::dialects::native
