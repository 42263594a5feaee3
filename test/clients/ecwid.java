// As the vendor's Java client does it: a bearer token and a request id on each call, the content type
// with a charset on POST and PUT only, `offset` and `limit` on lists, blanks as `+`, `{}` as a body;
// anything but 200 is an error made of `errorMessage` and `errorCode`.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

class EcwidClient {
    static final String base = System.getenv("MUSTER_BASE") + "/api/v3/" + System.getenv("MUSTER_STORE_ID");
    static final HttpClient client = HttpClient.newHttpClient();
    static int status;

    static String call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + System.getenv("MUSTER_TOKEN"))
            .header("X-Ecwid-Api-Request-Id", "a1b2c3d4");
        if (body != null) request.header("Content-Type", "application/json; charset=UTF-8");
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        status = answer.statusCode();
        return answer.body();
    }

    static String expect(int wanted, String text, String method, String path, String body) throws Exception {
        String answer = call(method, path, body);
        if (status != wanted || !answer.contains(text))
            throw new AssertionError(method + " " + path + ": " + status + " " + answer + ", not " + wanted + " " + text);
        return answer;
    }

    static String number(String answer) {
        var found = Pattern.compile("\"id\":(\\d+)").matcher(answer);
        if (!found.find()) throw new AssertionError("no id in " + answer);
        return found.group(1);
    }

    public static void main(String[] arguments) throws Exception {
        String group = number(expect(200, "\"id\":", "POST", "/customer_groups", "{\"name\":\"Partners (Java)\"}"));
        expect(200, "\"updateCount\":1", "PUT", "/customer_groups/" + group, "{\"name\":\"Partners\"}");
        expect(200, "\"name\":\"Partners\"", "GET", "/customer_groups?offset=0&limit=100", null);

        String id = number(expect(200, "\"id\":", "POST", "/customers",
            "{\"email\":\"java@shop.example\",\"name\":\"Jo Ann Müller\",\"customerGroupId\":" + group + "}"));
        expect(200, "\"total\":1,", "GET", "/customers?email=java%40shop.example&offset=0&limit=100", null);
        expect(200, "\"total\":1,", "GET", "/customers?keyword=Jo+Ann+M%C3%BCller&offset=0&limit=100", null);
        expect(200, "\"name\":\"Jo Ann Müller\"", "GET", "/customers/" + id, null);

        expect(200, "\"updateCount\":1", "PUT", "/customers/" + id, "{}");
        expect(200, "\"updateCount\":1", "PUT", "/customers/" + id, "{\"name\":\"Jo Ann\",\"customerGroupId\":0}");
        String after = expect(200, "\"name\":\"Jo Ann\"", "GET", "/customers/" + id, null);
        if (after.contains("\"customerGroupId\":" + group)) throw new AssertionError("still in the group: " + after);

        String ticket = expect(200, "\"ticket\":", "POST", "/batch",
            "[{\"id\":\"one\",\"path\":\"/customers/" + id + "\",\"method\":\"GET\"}]");
        ticket = ticket.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        String done = "";
        for (int i = 0; i < 100 && !done.contains("COMPLETED"); ++i) {
            done = expect(200, "\"status\":", "GET", "/batch?ticket=" + ticket, null);
            Thread.sleep(50);
        }
        if (!done.contains("Jo Ann")) throw new AssertionError("the batch: " + done);

        expect(404, "\"errorCode\":", "GET", "/customers/2000000000", null);
        expect(400, "\"errorMessage\":", "POST", "/customers", "{\"email\":\"no address\"}");
        expect(200, "\"deleteCount\":1", "DELETE", "/customers/" + id, null);
        expect(404, "\"errorMessage\":", "GET", "/customers/" + id, null);
        expect(200, "\"deleteCount\":1", "DELETE", "/customer_groups/" + group, null);
    }
}
