// As Java programs with HttpClient do it: a log-in with the API key, then a bearer token; PUT creates,
// POST reads, DELETE has a body; ids are texts.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

class NudgescribeClient {
    static final String base = System.getenv("MUSTER_BASE") + "/v1";
    static final String workspace = System.getenv("MUSTER_WORKSPACE_ID");
    static final HttpClient client = HttpClient.newHttpClient();
    static String token = "";

    static String expect(int wanted, String text, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
        if (token.isEmpty()) request.header("x-api-key", System.getenv("MUSTER_API_KEY"));
        else request.header("Authorization", "Bearer " + token);
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != wanted || !answer.body().contains(text))
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body() + ", not " + wanted + " " + text);
        return answer.body();
    }

    static String member(String name, String answer) {
        var found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer);
        if (!found.find()) throw new AssertionError("no " + name + " in " + answer);
        return found.group(1);
    }

    static String body(String rest) { return "{\"workspace_id\":\"" + workspace + "\"" + rest + "}"; }

    public static void main(String[] arguments) throws Exception {
        String credentials = "{\"email\":\"" + System.getenv("MUSTER_EMAIL") + "\",\"password\":\"%s\"}";
        expect(403, "\"error\":", "POST", "/auth", credentials.formatted("wrong"));
        String login = expect(200, "\"token_type\":\"Bearer\"", "POST", "/auth", credentials.formatted(System.getenv("MUSTER_PASSWORD")));
        token = member("access_token", login);

        String group = member("customer_group_id", expect(200, "\"group_name\":\"Java readers\"", "PUT", "/cg", body(",\"group_name\":\"Java readers\"")));
        String in_group = ",\"customer_group_id\":\"" + group + "\"";
        expect(400, "\"error\":\"Bad Request\"", "PUT", "/cg", body(",\"group_name\":\"Java readers\""));
        expect(200, "\"group_name\":\"Readers\"", "PATCH", "/cg", body(in_group + ",\"group_name\":\"Readers\""));
        expect(200, "\"customer_group_id\":\"" + group + "\"", "POST", "/cg", body(""));

        String ann = "{\"external_id\":\"java-1\",\"email\":\"ann@java.example\",\"name\":\"Ann Müller\"}";
        String bob = "{\"external_id\":\"java-2\",\"email\":\"bob@java.example\",\"name\":\"Bob\"}";
        expect(200, "\"inserted_count\":2", "POST", "/customer/check", body(in_group + ",\"customers\":[" + ann + "," + bob + "]"));
        expect(200, "\"total_pages\":1", "POST", "/customer/pages", body(in_group));
        String page = expect(200, "\"name\":\"Ann Müller\"", "POST", "/customer", body(in_group + ",\"page\":1"));
        String id = member("customer_id", page);

        expect(200, "\"updated_count\":1", "PATCH", "/customer", body(in_group + ",\"customers\":[" + bob.replace("Bob", "Robert") + "]"));
        expect(200, "\"name\":\"Robert\"", "POST", "/customer", body(in_group + ",\"page\":1"));
        expect(200, "\"deleted_count\":1", "DELETE", "/customer", body(",\"customer_ids\":[\"" + id + "\"]"));
        if (expect(200, "Robert", "POST", "/customer", body(in_group + ",\"page\":1")).contains("Ann"))
            throw new AssertionError("Ann is still there");

        expect(401, "\"message\":\"Missing: workspace_id\"", "POST", "/cg", "{}");
        expect(400, "\"error\":", "POST", "/cg", "{");
        expect(200, "\"customer_group_id\":\"" + group + "\"", "DELETE", "/cg", body(in_group));
        expect(400, "\"error\":\"Bad Request\"", "POST", "/customer", body(in_group + ",\"page\":1"));
        token = "wrong";
        expect(403, "\"error\":\"Unauthorised\"", "POST", "/cg", body(""));
    }
}
