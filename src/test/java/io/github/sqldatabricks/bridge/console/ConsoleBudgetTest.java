package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What pages may cost, with a store of many jobs, one of which has 62 queries, two of them running. Catches a page that grows, one that
 * asks the store once for each of its rows, a file of somebody else's, and a stream that sends what has not changed. Times are measured by
 * hand (docs/performance.md).
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class ConsoleBudgetTest {

    private static final int JOBS = 300;
    private static final int QUERIES = 62;
    private static final int FIRST_VISIT = 20 * 1024;
    private static final int PAGE = 12 * 1024;
    private static final int A_SECOND = 2 * 1024;

    /** A plot is sent every five seconds at most. */
    private static final int WITH_PLOT = 5 * A_SECOND;

    /** More often than anything else asks the store meanwhile, which is once or twice a second. */
    private static final int TIMES = 25;

    @Inject
    StoreConfig store;

    @Inject
    ScriptedRowSource source;

    private Connection connection;
    private String big;

    @BeforeEach
    void fill() throws SQLException {
        connection = DriverManager.getConnection(store.url());
        run("DELETE FROM bridge.job WHERE owner_name = 'flo'");
        source.reset();
        source.script(
                "q2",
                new FakeRowSource(3)
                        .failAfter(
                                1,
                                new BridgeException.RemotePermanent(
                                        ErrorCode.SQLSERVER_QUERY_FAILED,
                                        "Invalid column name 'amount_in_local_currency'.")));
        String made = as("flo")
                .body(
                        "{\"country\": \"bolivia\", \"queries\": [\"q1\", \"q2\"], \"destination\": \"/Volumes/main/bridge/"
                                + UUID.randomUUID() + "\"}")
                .post("/extract")
                .path("job_id");
        Api.awaitEnd("flo", made);
        big = UUID.randomUUID().toString();
        copy(made, big, "running");
        for (int i = 0; i < QUERIES; i++) {
            copyQuery(made, big, i, i == 0 ? "failed" : i < 3 ? "running" : i < 50 ? "completed" : "pending");
        }
        for (int i = 0; i < JOBS; i++) {
            String job = UUID.randomUUID().toString();
            copy(made, job, i % 10 == 0 ? "failed" : "completed");
            copyQuery(made, job, i, i % 10 == 0 ? "failed" : "completed");
        }
    }

    @AfterEach
    void empty() throws SQLException {
        run("DELETE FROM bridge.job WHERE owner_name = 'flo'");
        connection.close();
    }

    private void copy(String made, String job, String state) throws SQLException {
        run(
                "INSERT INTO bridge.job (job_id, owner_name, request, destination, state, error, cancel_requested, version,"
                        + " created_at, started_at, ended_at, country) SELECT ?, owner_name, request, destination, ?,"
                        + " CASE ? WHEN 'failed' THEN error END, 0, 1,"
                        + " DATEADD(SECOND, -CAST(RAND() * 100000 AS INT) - 500, created_at), DATEADD(SECOND, -499,"
                        + " created_at), CASE ? WHEN 'running' THEN NULL ELSE ended_at END, country FROM bridge.job WHERE"
                        + " job_id = ?",
                job,
                state,
                state,
                state,
                made);
    }

    /** One that runs has a lease that nobody takes; figures are as different as those of real ones. */
    private void copyQuery(String made, String job, int number, String state) throws SQLException {
        run(
                "INSERT INTO bridge.job_query (job_id, query_name, ordinal, folder, state, lease_owner, lease_until, fence,"
                        + " attempts, rows_extracted, bytes_written, elapsed_ms, started_at, ended_at, outcome) SELECT ?, ?, ?,"
                        + " folder, ?, 'another', DATEADD(DAY, 1, created_at), 1, 1, CAST(RAND() * 9000000 AS INT), CAST(RAND() *"
                        + " 900000000 AS INT), CAST(RAND() * 400000 AS INT), DATEADD(SECOND, -CAST(RAND() * 400 AS INT) - 60,"
                        + " j.started_at), CASE WHEN ? IN ('running', 'pending') THEN NULL ELSE j.started_at END, CASE WHEN ? IN"
                        + " ('running', 'pending') THEN NULL ELSE outcome END FROM bridge.job_query q INNER JOIN bridge.job j ON"
                        + " j.job_id = q.job_id WHERE q.job_id = ? AND query_name = ?",
                job,
                "sales_of_region_" + number,
                number,
                state,
                state,
                state,
                made,
                state.equals("failed") ? "q2" : "q1");
    }

    private void run(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Test
    void aFirstVisitIsSmallAndAsksNobodyElse() throws IOException {
        Fetched login = Fetched.of("/console/login", new Browser());
        Fetched overview = Fetched.of("/console/", Browser.of("flo"));
        for (Fetched page : new Fetched[] {login, overview}) {
            Set<String> files = page.files();
            int bytes = page.bytes();
            for (String file : files) {
                assertThat(file).startsWith("/console/assets/");
                bytes += Fetched.of(file, new Browser()).bytes();
            }
            assertThat(files).hasSizeBetween(3, 4);
            assertThat(bytes).isLessThanOrEqualTo(FIRST_VISIT);
        }
    }

    @ParameterizedTest
    @CsvSource({"/console/jobs, 50", "/console/jobs/{big}, 62", "/console/, 0"})
    void aPageOfManyRowsIsSmall(String path, int rows) throws IOException {
        Fetched page = Fetched.of(path.replace("{big}", big), Browser.of("flo"));
        assertThat(page.document().select("tbody tr:not(.why) td:first-child")).hasSizeGreaterThanOrEqualTo(rows);
        assertThat(page.bytes()).isLessThanOrEqualTo(PAGE);
    }

    /**
     * Beside these, each request asks for its session, and is recorded. The overview's counts, two statements more, and an
     * administrator's plots, one more, are asked for once in a while for all viewers of the same rights.
     */
    @ParameterizedTest
    @CsvSource({
        "/console/jobs, 2",
        "/console/jobs?state=failed&country=bolivia&query=sales_of_region_10, 2",
        "/console/jobs/{big}, 3",
        "/console/events, 1",
        "/console/blocked, 1",
        "/console/replications, 2",
        "/console/extract?country=bolivia, 0",
        "/console/health, 0",
        "/console/, 3"
    })
    void aPageAsksTheStoreAFewTimesHoweverManyRowsItHas(String path, int most) throws SQLException {
        Browser flo = Browser.of("flo");
        String address = path.replace("{big}", big);
        flo.page(address);
        run("SET QUERY_STATISTICS FALSE");
        run("SET QUERY_STATISTICS_MAX_ENTRIES 1000");
        run("SET QUERY_STATISTICS TRUE");
        for (int i = 0; i < TIMES; i++) {
            flo.get(address).then().statusCode(200);
        }
        assertThat(statementsOfEach()).isLessThanOrEqualTo(most);
        run("SET QUERY_STATISTICS FALSE");
    }

    /** What was asked each time; what this process asks by itself meanwhile, it asks less often. */
    private int statementsOfEach() throws SQLException {
        int statements = 0;
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(
                        "SELECT SQL_STATEMENT, EXECUTION_COUNT FROM INFORMATION_SCHEMA.QUERY_STATISTICS WHERE SQL_STATEMENT"
                                + " LIKE '%bridge.%' AND SQL_STATEMENT NOT LIKE '%bridge.audit_head%' AND SQL_STATEMENT NOT LIKE"
                                + " 'INSERT INTO bridge.audit_entry%' AND SQL_STATEMENT NOT LIKE '%bridge.console_session%'")) {
            while (row.next()) {
                statements += row.getInt("EXECUTION_COUNT") / TIMES;
            }
        }
        return statements;
    }

    /** As old as a job whose bars move 54 seconds from now. */
    private void makeBig1034SecondsOld() throws SQLException {
        LocalDateTime begun = LocalDateTime.now(ZoneOffset.UTC).minusSeconds(1034);
        run("UPDATE bridge.job SET created_at = ?, started_at = ? WHERE job_id = ?", begun, begun, big);
    }

    @Test
    void aViewerIsSentWhatHasChangedOnly() throws Exception {
        makeBig1034SecondsOld();
        try (BufferedReader stream = open(Browser.of("flo"), "/console/jobs/" + big)) {
            next(stream);
            for (int i = 1; i <= 2; i++) {
                run("UPDATE bridge.job_query SET rows_extracted = rows_extracted + 12345 WHERE state = 'running'");
                String change = next(stream);
                Set<String> parts =
                        new JsonObject(change).getJsonObject("parts").fieldNames();
                assertThat(parts)
                        .contains("q-sales_of_region_1", "q-sales_of_region_2")
                        .doesNotContain("q-sales_of_region_3", "asked", "head");
                assertThat(change.length()).isLessThanOrEqualTo(parts.contains("plot") ? WITH_PLOT : A_SECOND);
            }
        }
    }

    @Test
    void whatNeedsSomebodyComesFirst() {
        Document page = Browser.of("flo").page("/console/jobs/" + big);
        List<String> states = page.select("#queries > tbody .state").eachText();
        assertThat(states).hasSize(QUERIES).startsWith("running", "running", "failed", "pending");
        assertThat(page.select("#queries > tbody").get(2).text())
                .contains("sqlserver-query-failed", "amount_in_local_currency");
    }

    @Test
    void noJobComesTwiceOnPagesWhileOthersArrive() throws SQLException {
        Browser flo = Browser.of("flo");
        List<String> seen = new ArrayList<>();
        String made = flo.page("/console/jobs").select("#jobs tr").first().id().substring("j-".length());
        String next = "/console/jobs";
        while (next != null) {
            Document page = flo.page(next);
            seen.addAll(page.select("#jobs tr").eachAttr("id"));
            for (int i = 0; i < 7; i++) {
                String job = UUID.randomUUID().toString();
                copy(made, job, "completed");
                run(
                        "UPDATE bridge.job SET created_at = (SELECT DATEADD(HOUR, 1, created_at) FROM bridge.job WHERE job_id ="
                                + " ?) WHERE job_id = ?",
                        made,
                        job);
            }
            Element older = page.select(".pages a:contains(Older)").first();
            next = older == null ? null : older.attr("href");
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(JOBS + 2);
    }

    private static BufferedReader open(Browser browser, String path) throws IOException {
        HttpURLConnection stream =
                (HttpURLConnection) URI.create(root() + path).toURL().openConnection();
        stream.setRequestProperty("Accept", "text/event-stream");
        browser.cookies().forEach((name, value) -> stream.setRequestProperty("Cookie", name + "=" + value));
        return new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next change that tells of a row: time goes on in between, too. */
    private static String next(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data:") || !line.contains("q-sales_of_region_1")) {
            line = stream.readLine();
        }
        return line.substring("data:".length());
    }

    private static String root() {
        return "http://localhost:" + io.restassured.RestAssured.port;
    }

    /** Something as it comes over the wire, compressed. */
    private record Fetched(byte[] body, int bytes) {

        static Fetched of(String path, Browser browser) throws IOException {
            HttpURLConnection asked =
                    (HttpURLConnection) URI.create(root() + path).toURL().openConnection();
            asked.setRequestProperty("Accept", "text/html,*/*");
            asked.setRequestProperty("Accept-Encoding", "gzip");
            browser.cookies().forEach((name, value) -> asked.setRequestProperty("Cookie", name + "=" + value));
            byte[] wire = asked.getInputStream().readAllBytes();
            assertThat(asked.getHeaderField("Content-Encoding")).as(path).isEqualTo("gzip");
            byte[] body = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(wire)).readAllBytes();
            return new Fetched(body, wire.length);
        }

        Document document() {
            return Jsoup.parse(new String(body, StandardCharsets.UTF_8));
        }

        /** What a browser asks for as well. */
        Set<String> files() {
            Set<String> files = new LinkedHashSet<>();
            for (Element element : document().select("link[href], [src]")) {
                Stream.of("href", "src")
                        .map(element::attr)
                        .filter(file -> !file.isEmpty())
                        .forEach(files::add);
            }
            return files;
        }
    }
}
