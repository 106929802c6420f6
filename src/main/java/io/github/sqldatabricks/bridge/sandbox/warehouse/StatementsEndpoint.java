package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ResultChunk;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Sessions, statements and results of a SQL warehouse, as the JDBC driver and the SDK call them.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/statementexecution">Statement Execution API</a>
 */
public final class StatementsEndpoint implements Endpoint {

    static final String STATEMENTS = "/api/2.0/sql/statements";

    private static final String SESSIONS = "/api/2.0/sql/sessions";
    private static final String WAREHOUSES = "/api/2.0/sql/warehouses/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Warehouse warehouse;

    /** @param warehouse closed by its owner */
    public StatementsEndpoint(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        try {
            return route(call);
        } catch (NoSuchElementException e) {
            return Optional.of(error(404, "NOT_FOUND", e.getMessage()));
        } catch (IllegalArgumentException | StatementFailure e) {
            return Optional.of(error(400, "INVALID_PARAMETER_VALUE", e.getMessage()));
        }
    }

    private Optional<Answer> route(Call call) throws IOException {
        String path = call.path().replaceAll("/+$", "");
        boolean warehouseSession = path.startsWith(WAREHOUSES) && path.endsWith("/sessions");
        if (call.method().equals("POST") && (warehouseSession || path.equals(SESSIONS))) {
            return Optional.of(openSession(body(call)));
        }
        if (call.method().equals("DELETE") && path.startsWith(SESSIONS + "/")) {
            warehouse.closeSession(path.substring(SESSIONS.length() + 1));
            return Optional.of(Answer.json(200, "{}"));
        }
        if (call.method().equals("GET") && path.startsWith(StatementAnswers.RESULTS)) {
            return Optional.of(download(call, path.substring(StatementAnswers.RESULTS.length())));
        }
        return path.startsWith(STATEMENTS) ? statement(call, path.substring(STATEMENTS.length())) : Optional.empty();
    }

    private Answer openSession(JsonNode request) {
        JsonNode settings = request.path("session_confs");
        ZoneId zone = WarehouseSession.zone(
                settings.path("TIMEZONE").asText(settings.path("timezone").asText("UTC")));
        String id = warehouse.openSession(
                request.path("catalog").asText(), request.path("schema").asText(), zone);
        return json(JSON.createObjectNode().put("session_id", id));
    }

    private Optional<Answer> statement(Call call, String path) throws IOException {
        List<String> parts = List.of(path.substring(Math.min(1, path.length())).split("/"));
        String route = call.method() + " " + parts.size() + (parts.size() == 2 ? " " + parts.get(1) : "");
        return switch (route) {
            case "POST 1" -> Optional.of(execute(call));
            case "GET 1" -> Optional.of(answer(warehouse.statement(parts.get(0)), call));
            case "DELETE 1" -> Optional.of(close(parts.get(0)));
            case "POST 2 cancel" -> Optional.of(cancel(warehouse.statement(parts.get(0))));
            case "GET 4" -> Optional.of(chunk(parts, call));
            default -> Optional.empty();
        };
    }

    private Answer execute(Call call) throws IOException {
        StatementRequest request = StatementRequest.from(body(call));
        RunningStatement statement = warehouse.submit(request);
        try {
            statement.await(request.waitTime());
            if (request.cancelAfterWait() && !statement.isDone()) {
                cancel(statement);
            }
            return answer(statement, call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The workspace stopped while a statement ran.");
        }
    }

    private static Answer answer(RunningStatement statement, Call call) throws IOException {
        return json(StatementAnswers.statement(statement, host(call)));
    }

    private Answer close(String id) {
        warehouse.closeStatement(id);
        return Answer.json(200, "{}");
    }

    private static Answer cancel(RunningStatement statement) throws IOException {
        try {
            statement.cancel();
            return Answer.json(200, "{}");
        } catch (SQLException e) {
            throw new IOException("DuckDB did not take the cancel.", e);
        }
    }

    private Answer chunk(List<String> parts, Call call) throws IOException {
        RunningStatement statement = warehouse.statement(parts.get(0));
        return json(StatementAnswers.chunk(statement, result(statement), Integer.parseInt(parts.get(3)), host(call)));
    }

    /** An expired link answers as an object store does. */
    private Answer download(Call call, String path) throws IOException {
        long expires = Long.parseLong(call.query().getOrDefault("expires", "0"));
        if (expires < System.currentTimeMillis()) {
            return error(403, "PERMISSION_DENIED", "The link has expired.");
        }
        List<String> parts = List.of(path.split("/"));
        ResultChunk chunk = result(warehouse.statement(parts.get(0))).chunk(Integer.parseInt(parts.get(1)));
        return new Answer(
                200,
                Map.of("Content-Type", "application/octet-stream"),
                chunk.byteCount(),
                out -> Files.copy(chunk.file(), out));
    }

    private static StatementResult result(RunningStatement statement) {
        return statement.result().orElseThrow(() -> new NoSuchElementException("The statement has no result."));
    }

    /** The server still needs the stream afterwards, so it must not be closed here, as Jackson would. */
    private static JsonNode body(Call call) throws IOException {
        return JSON.readTree(call.body().readAllBytes());
    }

    private static String host(Call call) {
        return call.headers().getOrDefault("host", "localhost");
    }

    private static Answer json(ObjectNode node) {
        return Answer.json(200, node.toString());
    }

    private static Answer error(int status, String code, String message) {
        return Answer.json(
                status,
                JSON.createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }
}
