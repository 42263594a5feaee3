// Files as people have them: what other programs export goes in, and nothing is harmed in silence.
// Each test is one way in which a customer list was damaged, or did not go in at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Files : public FilesShop {};

constexpr auto two_new = "2 inserted, 0 updated, 0 unchanged, 0 refused";

} // namespace

TEST_F(Files, codes_that_look_like_decimals_stay_different_keys)
{
    EXPECT_EQ(counts(import("Card,name\n1.10,Ann\n1.1,Bob\n", "declare=true&key=Card")), two_new);
    EXPECT_THAT(field_types(), HasSubstr("Card:text"));
}

TEST_F(Files, numbers_that_would_print_differently_stay_text)
{
    const std::string text = "external_id,iccid,flat,version,spent\n"
                             "1,89490200001234567890,1E5,1.10,12.50\n"
                             "2,89490200001234567891,2E3,1.1,99.00\n";
    EXPECT_EQ(counts(import(text)), two_new);
    EXPECT_EQ(field_types(), "iccid:text flat:text version:text spent:decimal");
    EXPECT_THAT(export_of("columns=iccid,flat,version"),
                HasSubstr("89490200001234567891,2E3,1.1\r\n"));
}

TEST_F(Files, doubles_as_programs_print_them_are_numbers)
{
    const std::string text = "external_id,charges,mixed\n1,29.85,1.0\n2,84.0,1\n";
    EXPECT_EQ(counts(import(text)), two_new);
    EXPECT_EQ(field_types(), "charges:number mixed:text");
    EXPECT_EQ(counts(import(text)), "0 inserted, 0 updated, 2 unchanged, 0 refused");
}

TEST_F(Files, a_heading_is_the_member_that_it_names_without_case_and_blanks)
{
    const std::string text = "Email,First Name,Last Name,Company,Zip\n"
                             "ann@example.org,Ann,Lee,Acme,04101\n"
                             "Bob@Example.org,Bob,Ray,Acme,80331\n";
    EXPECT_EQ(counts(import(text, "declare=true&key=Email")), two_new);
    EXPECT_EQ(counts(import(text, "declare=true&key=Email")),
              "0 inserted, 0 updated, 2 unchanged, 0 refused");
    EXPECT_EQ(field_types(), "");
    EXPECT_THAT(export_of("columns=email,postal_code"), HasSubstr("ann@example.org,04101"));
}

TEST_F(Files, blanks_around_a_key_are_no_part_of_it)
{
    EXPECT_EQ(
        counts(import("email,name\nann@example.org,Ann\n Ann@Example.org ,Ann B\n", "key=email")),
        "1 inserted, 1 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(counts(import("external_id,email\nA1,bob@example.org\nA1 ,bo2@example.org\n")),
              "1 inserted, 1 updated, 0 unchanged, 0 refused");
    EXPECT_THAT(all(), HasSubstr("A1,bo2@example.org"));
}

TEST_F(Files, people_known_by_phone_only_are_not_doubled)
{
    const std::string text = "phone,name\n+49 30 901820,Ann\n(030) 901821,Bob\n"
                             "004930901820,Ann again\n";
    EXPECT_EQ(counts(import(text, "key=phone")), "2 inserted, 1 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(counts(import(text, "key=phone&country=DE")).substr(0, 10), "1 inserted");
    EXPECT_THAT(all(), HasSubstr("+4930901821"));
}

// Two people with one telephone are two people.
TEST_F(Files, of_several_keys_a_later_one_never_names_somebody_else)
{
    EXPECT_EQ(counts(import("email,phone,name\nann@example.org,+49301,Ann\n,+49302,Bob\n",
                            "key=email,phone")),
              two_new);
    EXPECT_EQ(counts(import("email,phone,name\nbob@example.org,+49302,Bob\n"
                            "eve@example.org,+49301,Eve\n",
                            "key=email,phone")),
              "0 inserted, 1 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("already_exists"));
    EXPECT_THAT(all(), HasSubstr("ann@example.org,+49301,Ann"));
}

TEST_F(Files, rows_without_values_make_no_customers)
{
    const auto job = import("email,name,city\nann@example.org,Ann,York\n,,\n,,\n", "mode=create");
    EXPECT_EQ(counts(job), "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(integer(job, "blank_rows"), 2);
    EXPECT_EQ(integer(job, "rows"), 1);
}

TEST_F(Files, windows_1252_is_read_and_its_refused_rows_come_back_byte_for_byte)
{
    const std::string text = "email;name;city\r\nann@example.org;J\xF6rg M\xFCller;K\xF6ln\r\n"
                             "bob;B\xF6"
                             "b;\xD6lde\r\n";
    EXPECT_EQ(counts(import(text)), "1 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(all(), HasSubstr("J\u00F6rg M\u00FCller,K\u00F6ln"));
    EXPECT_THAT(refused(), StartsWith("refused_line;refused_field;refused_reason;refused_right;"
                                      "email;name;city\r\n3;email;invalid_value;"));
    EXPECT_THAT(refused(), HasSubstr(";bob;B\xF6"
                                     "b;\xD6lde\r\n"));
    // ... and corrected they go in.
    auto corrected = refused();
    corrected.replace(corrected.find(";bob;"), 5, ";bob@example.org;");
    EXPECT_EQ(counts(import(corrected)), "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_THAT(all(), HasSubstr("\u00D6lde"));
}

// A broken character is never replaced by something that looks like a value.
TEST_F(Files, a_row_that_is_no_text_is_refused_as_it_is)
{
    const std::string text = "email,name\nann@example.org,J\xC3\xB6rg\nbob@example.org,B\xFF\n"
                             "cy@example.org,K\xC3\xB6hl\n";
    EXPECT_EQ(counts(import(text)), "2 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr(",bob@example.org,B\xFF\n"));
}

// The refused rows alone look like Windows-1252: a byte order mark says that they are not.
TEST_F(Files, refused_rows_that_are_no_text_are_refused_again_when_they_are_sent_again)
{
    constexpr auto one_refused = "0 inserted, 0 updated, 0 unchanged, 1 refused";
    struct DamagedFile {
        std::string text, query;
    };
    const std::string mark = "\xEF\xBB\xBF";
    const std::vector<DamagedFile> files{
        {"email,city\nann@example.org,K\xC3\xB6ln\n0@example.org,B\xF6\n"
         "cy@example.org,K\xC3\xB6ln\n",
         ""},
        {mark + "email,city\nann@example.org,Bonn\n1@example.org,B\xF6\n", ""},
        {"{\"email\":\"ann@example.org\",\"address\":{\"city\":\"K\xC3\xB6ln\"}}\n"
         "{\"email\":\"2@example.org\",\"address\":{\"city\":\"B\xF6\"}}\n"
         "{\"email\":\"cy@example.org\",\"address\":{\"city\":\"K\xC3\xB6ln\"}}\n",
         ""},
        {"email,city\n3@example.org,B\xF6\n", "encoding=utf-8"},
    };
    for (std::size_t i = 0; i < files.size(); ++i) {
        SCOPED_TRACE(files[i].text);
        EXPECT_EQ(integer(import(files[i].text, files[i].query), "refused"), 1);
        for (int times = 0; times < 2; ++times) {
            EXPECT_EQ(counts(import(refused(), "")), one_refused);
            EXPECT_THAT(refused(), StartsWith(mark));
            EXPECT_EQ(refused().find("refused_line"), refused().rfind("refused_line"));
        }
        const auto customer = std::to_string(i) + "@example.org,,";
        EXPECT_THAT(all(), Not(HasSubstr(customer)));
        auto corrected = refused();
        corrected.replace(corrected.find('\xF6'), 1, "\xC3\xB6");
        EXPECT_EQ(counts(import(corrected, "")), "1 inserted, 0 updated, 0 unchanged, 0 refused");
        EXPECT_THAT(all(), HasSubstr(customer + ",B\u00F6"));
    }
}

TEST_F(Files, utf_16_of_a_spreadsheet_is_read)
{
    std::string text = "\xFF\xFE";
    for (const char c : std::string("email\tname\r\nann@example.org\tAnn\r\nbob\tBob\r\n")) {
        text += c;
        text += '\0';
    }
    EXPECT_EQ(counts(import(text)), "1 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), StartsWith("\xFF\xFE"));
    EXPECT_THAT(refused(), HasSubstr(std::string("\0b\0o\0b\0\t\0", 9)));
}

// An import that fails as a whole leaves nothing behind.
TEST_F(Files, a_failed_import_declares_no_field)
{
    const auto job = import("a;b\n1;2\n", "declare=true&key=email");
    EXPECT_THAT(job.text(), HasSubstr("the file has no column email"));
    EXPECT_EQ(field_types(), "");
    const auto broken = import("email,hat\nann@example.org,\"top\n");
    EXPECT_THAT(broken.text(), HasSubstr("line 2: this quote is never closed"));
    EXPECT_EQ(field_types(), "");
    EXPECT_THAT(all(), Not(HasSubstr("ann")));
}

TEST_F(Files, surplus_commas_and_repeated_headings_without_values_are_dropped_and_named)
{
    const auto job = import("email,first_name,,UNSUB,UNSUB\nann@example.org,Ann,,,\n"
                            "bob@example.org,Bob,,,,\n");
    EXPECT_EQ(counts(job), two_new);
    EXPECT_THAT(job.text(), HasSubstr("no heading and no values"));
    EXPECT_EQ(field_types(), "");
}

TEST_F(Files, two_columns_of_one_meaning_are_refused_with_what_to_do)
{
    EXPECT_THAT(import("email,Email\na@example.org,b@example.org\n").text(),
                HasSubstr("are both email; map or skip one of them"));
    EXPECT_EQ(counts(import("email,Email\na@example.org,b@example.org\n", "skip=%232")),
              "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_THAT(import("email,\na@example.org,b\n").text(),
                HasSubstr("column 2 has values and no heading"));
}

TEST_F(Files, a_heading_that_cannot_be_a_key_stays_as_the_label)
{
    EXPECT_EQ(
        counts(import("Email,Born (customer.facts.birth_date)\nana@example.org,1990-05-31\n")),
        "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(field_types(), "Born (customer_facts_birth_date):date");
    EXPECT_THAT(send(Verb::get, "/v1/fields?entity=customer").body,
                HasSubstr("Born (customer.facts.birth_date)"));
    EXPECT_EQ(counts(import("Email,Born (customer.facts.birth_date)\nana@example.org,1990-06-01\n",
                            "key=email")),
              "0 inserted, 1 updated, 0 unchanged, 0 refused");
}

TEST_F(Files, quotes_inside_values_do_not_sink_the_rows_behind)
{
    EXPECT_EQ(counts(import("external_id,name,company\n1,Ann Lee,Acme\n"
                            "2,Robert \"Bob\" Ray,Acme 5\" Pipes\n3,\"Cy\"x,Beta\n4,Dot,Beta\n")),
              "3 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(all(), HasSubstr("\"Robert \"\"Bob\"\" Ray\""));
    EXPECT_THAT(refused(), HasSubstr(",3,\"Cy\"x,Beta\n"));
}

TEST_F(Files, a_date_of_zeros_is_no_value_and_a_birth_date_may_have_a_time)
{
    EXPECT_EQ(counts(import("external_id,birth_date\n1,0000-00-00\n2,1980-05-31 00:00:00\n")),
              two_new);
    EXPECT_THAT(all(), HasSubstr("1980-05-31"));
}

TEST_F(Files, words_orders_and_signs_of_values_can_be_said)
{
    const std::string text = "external_id;spent;joined;vip\n1;1.234,50;31.05.2024;oui\n"
                             "2;NULL;01.02.2024;non\n";
    EXPECT_EQ(counts(import(text, "declare=true&null=NULL,N/A&date_order=dmy&decimal_comma=true"
                                  "&true=oui&false=non")),
              two_new);
    EXPECT_EQ(field_types(), "spent:decimal joined:date vip:boolean");
    EXPECT_THAT(export_of("columns=spent,joined,vip"),
                HasSubstr("1234.50,2024-05-31,true\r\n,2024-02-01,false\r\n"));
}

// The dry run says which options would make more of the file, and why.
TEST_F(Files, a_dry_run_maps_each_column_and_proposes_options)
{
    const auto job = import("external_id;spent;joined;score\n1;1.234,50;31.05.2024;7\n2;2,00;"
                            "01.02.2024;N/A\n",
                            "declare=true&dry_run=true")
                         .text();
    EXPECT_THAT(job, HasSubstr(R"("option":"decimal_comma=true")"));
    EXPECT_THAT(job, HasSubstr(R"("option":"date_order=dmy")"));
    EXPECT_THAT(job, HasSubstr(R"("option":"null=N/A")"));
    EXPECT_THAT(job, HasSubstr(R"("delimiter":";")"));
    EXPECT_THAT(job, HasSubstr(R"("heading":"score","member":"fields.score")"));
    EXPECT_THAT(job, HasSubstr(R"("blanks":0,"distinct":2,"examples":["7","N/A"])"));
    EXPECT_EQ(field_types(), "");
}

// Each word that the file has is proposed, and what is proposed is understood.
TEST_F(Files, a_dry_run_proposes_words_for_yes_and_no)
{
    const std::string text = "external_id,consent,VIP,Gold,Size,Only\n"
                             "1,Ja,oui,Y,on,x\n2,Nein,non,-,4,x\n3,Ja,OUI,N,off,x\n";
    const auto study = import(text, "declare=true&dry_run=true").text();
    EXPECT_THAT(study, HasSubstr(R"("option":"true=ja,oui,y","reason":"makes boolean of cells )"
                                 R"(such as Ja in consent, VIP, Gold")"));
    EXPECT_THAT(study, HasSubstr(R"("option":"false=nein,non,n",)"));
    EXPECT_THAT(study, HasSubstr(R"("option":"null=-",)"));
    EXPECT_THAT(study, HasSubstr(R"("refused":3,)"));
    EXPECT_EQ(counts(import(text, "declare=true&true=ja,oui,y&false=nein,non,n&null=-")),
              "3 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_EQ(field_types(), "VIP:boolean Gold:boolean Size:text Only:text");
}

TEST_F(Files, booleans_and_lists_are_inferred_as_they_are_read)
{
    EXPECT_EQ(counts(import("external_id,a,b,c,d,Tags\n1,TRUE,Yes,1,true,\"VIP, new\"\n"
                            "2,FALSE,No,0,false,VIP\n")),
              two_new);
    EXPECT_EQ(field_types(), "a:boolean b:boolean c:integer d:boolean Tags:list");
}

TEST_F(Files, ndjson_with_lists_is_declared)
{
    const std::string text =
        "{\"email\":\"ann@example.org\",\"fields\":{\"tags\":[\"vip\",\"b2b\"],"
        "\"score\":7}}\n"
        "{\"email\":\"bob@example.org\",\"fields\":{\"tags\":[],\"score\":8}}\n";
    EXPECT_EQ(counts(import(text)), two_new);
    EXPECT_EQ(field_types(), "tags:list score:integer");
}

TEST_F(Files, a_json_array_is_read_and_its_refused_objects_come_back)
{
    EXPECT_EQ(counts(import(
                  "\xEF\xBB\xBF[\n {\"email\": \"ann@example.org\"},\n {\"email\": \"bob\"}\n]\n")),
              "1 inserted, 0 updated, 0 unchanged, 1 refused");
    EXPECT_THAT(refused(), StartsWith(R"({"refused_line":3,"refused_field":"email",)"));
    EXPECT_THAT(refused(), HasSubstr(R"(,"email": "bob"})"));
    auto corrected = refused();
    corrected.replace(corrected.find("bob"), 3, "bob@example.org");
    EXPECT_EQ(counts(import(corrected)), "1 inserted, 0 updated, 0 unchanged, 0 refused");
}

// Promise 42: an export read again changes nothing, whatever the values look like.
TEST_F(Files, exports_read_again_change_nothing)
{
    const std::string text =
        "external_id,phone,name,note,bal,tags\n"
        "1,+49 30 901820,J\u00F6rg,\"=HYPERLINK(\"\"http://x.example\"\")\",-5,\"[\"\"Smith, "
        "John\"\",\"\"b\"\"]\"\n"
        "2,-,Ann,@home,3,\"a,b\"\n"
        "3,030 1,'quoted',x,4,\n"
        "4,04101,''123,''=x,5,\n"
        "5,1,x,\"'=\"\"7\"\"\",5,\n";
    ASSERT_EQ(counts(import(text)), "5 inserted, 0 updated, 0 unchanged, 0 refused");
    const auto plain = export_of("");
    EXPECT_THAT(plain, HasSubstr("\"[\"\"Smith, John\"\",\"\"b\"\"]\""));
    EXPECT_THAT(plain, HasSubstr("'quoted'"));
    const auto sheet = export_of("spreadsheet=true");
    EXPECT_THAT(sheet, StartsWith("\xEF\xBB\xBFid,external_id,"));
    EXPECT_THAT(sheet, HasSubstr("'+49 30 901820"));
    EXPECT_THAT(sheet, Not(HasSubstr(",-,")));
    for (const auto& file : {plain, sheet}) {
        EXPECT_EQ(counts(import(file)), "0 inserted, 0 updated, 5 unchanged, 0 refused");
    }
    EXPECT_EQ(export_of(""), plain);
}

// Spreadsheets trim cells, and know the signs of full width.
TEST_F(Files, a_spreadsheet_runs_no_cell_and_no_heading)
{
    const std::string text =
        "external_id,=cmd|calc,note\n1,x,\" =3\"\n2,y,\"a\n@y\"\n3,z,\uFF1D1\n4,w,\"\n@y\"\n";
    ASSERT_EQ(counts(import(text)), "4 inserted, 0 updated, 0 unchanged, 0 refused");
    const auto sheet = export_of("spreadsheet=true");
    EXPECT_THAT(sheet, HasSubstr(",'=cmd|calc,"));
    for (const auto* cell : {",' =3", ",\"'\n@y\"", ",'\uFF1D1", ",\"a\n@y\""}) {
        EXPECT_THAT(sheet, HasSubstr(cell));
    }
    EXPECT_EQ(counts(import(sheet)), "0 inserted, 0 updated, 4 unchanged, 0 refused");
}

// The whole export has a column external_id, in which nobody has a value.
TEST_F(Files, the_key_is_a_column_that_has_values)
{
    import("email,name\nann@example.org,Ann\n", "");
    for (const auto* form : {"format=csv", "format=ndjson"}) {
        EXPECT_EQ(counts(import(export_of(form), "")),
                  "0 inserted, 0 updated, 1 unchanged, 0 refused");
    }
}

TEST_F(Files, guards_of_spreadsheets_are_removed)
{
    EXPECT_EQ(counts(import(
                  "Customer ID,Email,Zip\n'7210448301001,ana@example.org,\"=\"\"04101\"\"\"\n")),
              "1 inserted, 0 updated, 0 unchanged, 0 refused");
    EXPECT_THAT(export_of("columns=external_id,postal_code"), HasSubstr("7210448301001,04101"));
}

TEST_F(Files, a_withdrawn_consent_survives_an_old_file)
{
    import("email,consent\nann@example.org,false\n", "key=email");
    const auto job = import("email,consent\nann@example.org,yes\n", "key=email");
    EXPECT_EQ(counts(job), "0 inserted, 0 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(integer(job, "consents_kept"), 1);
    EXPECT_EQ(
        counts(import("email,consent\nann@example.org,yes\n", "key=email&overwrite_consent=true")),
        "0 inserted, 1 updated, 0 unchanged, 0 refused");
}

TEST_F(Files, blank_cells_can_leave_values_as_they_are)
{
    import("external_id,name,city\n1,Ann,York\n");
    EXPECT_EQ(counts(import("external_id,name,city\n1,Ann,\n", "keep_blank=true")),
              "0 inserted, 0 updated, 1 unchanged, 0 refused");
    EXPECT_EQ(counts(import("external_id,name,city\n1,Ann,\n")),
              "0 inserted, 1 updated, 0 unchanged, 0 refused");
}

TEST_F(Files, only_new_customers_can_be_taken)
{
    import("external_id,name\n1,Ann\n");
    EXPECT_EQ(counts(import("external_id,name\n1,Eve\n2,Bob\n2,Bo\n", "only_new=true")),
              "1 inserted, 0 updated, 2 unchanged, 0 refused");
    EXPECT_EQ(counts(import("external_id,name\n1,Eve\n3,Cy\n3,C\n", "only_new=true&dry_run=true")),
              "1 inserted, 0 updated, 2 unchanged, 0 refused");
    EXPECT_THAT(all(), Not(HasSubstr("Eve")));
}

TEST_F(Files, dates_of_creation_are_kept_or_said_to_be_dropped)
{
    const std::string text = "external_id,created_at,id\nx1,2019-03-25T06:02:49.000Z,500\n";
    EXPECT_THAT(import(text).text(), HasSubstr("keep_dates keeps that of the file"));
    EXPECT_THAT(send(Verb::get, job_).body, HasSubstr("the server gives ids"));
    import("external_id,created_at\nx2,2019-03-25T06:02:49.000Z\nx3,2999-01-01\n",
           "keep_dates=true");
    EXPECT_THAT(export_of("columns=external_id,created_at"), HasSubstr("x2,2019-03-25T06:02:49"));
    EXPECT_THAT(refused(), HasSubstr("must not be in the future"));
    // ... and the log still tells the creation with its values.
    EXPECT_THAT(send(Verb::get, "/v1/changes").body, HasSubstr("x2"));
}

} // namespace muster::dialects::native
