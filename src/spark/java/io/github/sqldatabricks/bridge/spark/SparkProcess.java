package io.github.sqldatabricks.bridge.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A SQL warehouse whose statements run on real Spark with Delta, in a process of its own: their libraries and the bridge's
 * don't get along. Statements go there as the bridge's driver sent them, one at a time.
 */
final class SparkProcess implements Endpoint, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLES = "/api/2.1/unity-catalog/tables/";
    private static final Path BUILT = Path.of("target", "spark");
    /** Of org.apache.spark.launcher.JavaModuleOptions. */
    private static final List<String> OPEN = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;

    private SparkProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts Spark and waits until it takes statements; what it logs goes to {@code target/spark/log}.
     *
     * @param folder of the tables
     * @param volumes the folder that stands for {@code /Volumes}
     * @param catalogs the first parts of names
     */
    static SparkProcess start(Path folder, Path volumes, String... catalogs) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx3g", "-XX:+ExitOnOutOfMemoryError"));
        OPEN.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        String libraries = Files.readString(BUILT.resolve("classpath")).strip();
        command.addAll(List.of("-cp", BUILT.resolve("classes") + File.pathSeparator + libraries));
        command.addAll(List.of("io.github.sqldatabricks.bridge.spark.SparkEngine", folder.toString(), volumes.toString()));
        command.addAll(List.of(catalogs));
        SparkProcess spark = new SparkProcess(new ProcessBuilder(command)
                .redirectError(BUILT.resolve("log").toFile())
                .start());
        spark.read();
        return spark;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (call.method().equals("POST") && call.path().endsWith("/sessions")) {
            return json(
                    JSON.createObjectNode().put("session_id", UUID.randomUUID().toString()));
        }
        if (call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?")) {
            return json(statement(run(JSON.readTree(call.body().readAllBytes()))));
        }
        if (call.method().equals("GET") && call.path().startsWith(TABLES)) {
            return Optional.of(table(call.path().substring(TABLES.length())));
        }
        return call.method().equals("DELETE") ? json(JSON.createObjectNode()) : Optional.empty();
    }

    /** What Unity Catalog says of a table, of Spark's own catalog. */
    private Answer table(String name) throws IOException {
        JsonNode found = run(JSON.createObjectNode().put("table", name));
        JsonNode columns = found.path("columns");
        return columns.isMissingNode()
                ? Answer.json(404, JSON.createObjectNode()
                        .put("error_code", "TABLE_DOES_NOT_EXIST")
                        .put("message", "Table '" + name + "' does not exist.")
                        .toString())
                : Answer.json(200, JSON.createObjectNode()
                        .put("table_id", found.path("id").asText())
                        .set("columns", columns)
                        .toString());
    }

    private static Optional<Answer> json(ObjectNode answer) {
        return Optional.of(Answer.json(200, answer.toString()));
    }

    private synchronized JsonNode run(JsonNode request) throws IOException {
        requests.write(request.toString());
        requests.write('\n');
        requests.flush();
        return read();
    }

    private JsonNode read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new EOFException("Spark has ended; see " + BUILT.resolve("log"));
        }
        return JSON.readTree(line);
    }

    private static ObjectNode statement(JsonNode outcome) {
        ObjectNode answer =
                JSON.createObjectNode().put("statement_id", UUID.randomUUID().toString());
        ObjectNode status = answer.putObject("status");
        if (outcome.has("error")) {
            status.put("state", "FAILED").put("sql_state", outcome.path("state").asText());
            status.putObject("error")
                    .put("error_code", "BAD_REQUEST")
                    .put("message", outcome.path("error").asText());
            return answer;
        }
        status.put("state", "SUCCEEDED");
        ArrayNode rows = (ArrayNode) outcome.path("rows");
        ArrayNode columns = (ArrayNode) outcome.path("columns");
        answer.set("manifest", manifest(columns, rows.size()));
        answer.set("result", chunk(rows.size()).set("data_array", rows));
        return answer;
    }

    private static ObjectNode manifest(ArrayNode columns, int rows) {
        ObjectNode manifest =
                JSON.createObjectNode().put("format", "JSON_ARRAY").put("truncated", false);
        ObjectNode schema = manifest.putObject("schema").put("column_count", columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ((ObjectNode) columns.get(i)).put("position", i);
        }
        schema.set("columns", columns);
        manifest.put("total_chunk_count", 1).put("total_row_count", rows);
        manifest.putArray("chunks").add(chunk(rows));
        return manifest;
    }

    private static ObjectNode chunk(int rows) {
        return JSON.createObjectNode()
                .put("chunk_index", 0)
                .put("row_offset", 0)
                .put("row_count", rows);
    }

    /** The end of its input ends Spark. */
    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
