package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with everything secret in its configuration, at the most talkative log level, whose both sides refuse it.
 * Catches a secret in a log, also in a library's, in a stack trace or in an answer.
 */
class SecretsIT {

    private static final String SQLSERVER_PASSWORD = "password-of-sqlserver";
    private static final String DATABRICKS_TOKEN = "dapi-token-of-databricks";
    private static final String USER_TOKEN = "token-of-the-only-user";
    private static final String PARAMETER = "value-of-a-secret-parameter";

    @TempDir
    private Path directory;

    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private HttpServer workspace;

    @BeforeEach
    void startWorkspace() throws IOException {
        workspace = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        workspace.createContext("/", this::refuse);
        workspace.start();
        Templates.write(directory, "orders", "SELECT id FROM dbo.Orders WHERE code = {api_password}");
        Files.writeString(
                Files.createDirectory(directory.resolve("secrets")).resolve("DATABRICKS_TOKEN"), DATABRICKS_TOKEN);
        Files.writeString(directory.resolve("config/bolivia.yaml"), "api_password: " + PARAMETER + "\n");
        Files.writeString(
                directory.resolve("config/permissions.yaml"),
                "users:\n  - {name: a, token: " + USER_TOKEN
                        + ", sources: ['*'], permissions: [{table: '*', access: read_write}]}\n");
    }

    @AfterEach
    void stopWorkspace() {
        workspace.stop(0);
    }

    private void refuse(HttpExchange call) throws IOException {
        authorizations.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
        byte[] body = "{\"error_code\": \"PERMISSION_DENIED\", \"message\": \"No.\"}".getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(403, body.length);
        try (OutputStream answer = call.getResponseBody()) {
            answer.write(body);
        }
    }

    @Test
    void noSecretIsInTheOutputOrInAnAnswer() throws IOException {
        try (BridgeProcess process = BridgeProcess.serve(directory, settings())) {
            Service service = Service.of(process, USER_TOKEN);
            String answers = answers(service);
            process.terminate();
            assertThat(authorizations).contains("Bearer " + DATABRICKS_TOKEN);
            assertThat(process.errors()).contains(" DEBUG ");
            for (String text : List.of(answers, process.errors(), process.output())) {
                assertThat(text)
                        .doesNotContain(SQLSERVER_PASSWORD)
                        .doesNotContain(DATABRICKS_TOKEN)
                        .doesNotContain(USER_TOKEN)
                        .doesNotContain(PARAMETER);
            }
        }
    }

    private Map<String, String> settings() {
        return Map.of(
                "LOG_LEVEL", "DEBUG",
                "SQLSERVER_HOST", "127.0.0.1",
                // Nobody listens there.
                "SQLSERVER_PORT", "1",
                "SQLSERVER_DATABASE", "Sales",
                "SQLSERVER_USERNAME", "reader",
                "SQLSERVER_PASSWORD", SQLSERVER_PASSWORD,
                "DATABRICKS_HOST", "http://127.0.0.1:" + workspace.getAddress().getPort(),
                "DATABRICKS_WAREHOUSE_ID", "0123456789abcdef",
                "MAX_RETRIES", "0");
    }

    private static String answers(Service service) {
        String id = service.extract("{\"country\": \"bolivia\", \"destination\": \"/Volumes/main/bridge/landing\"}");
        String job = service.awaitJob(id, "failed").prettify();
        return String.join(
                "\n",
                job,
                service.get("/health/ready").asString(),
                service.post("/sync/poller/trigger", "").asString(),
                service.get("/sync/poller/status").asString(),
                service.get("/jobs").asString(),
                service.get("/metrics").asString(),
                service.get("/openapi").asString());
    }
}
