package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sandbox.warehouse.ResultColumn.ResultType;
import io.github.sqldatabricks.bridge.sandbox.warehouse.RunningStatement.State;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementRequest.Disposition;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementRequest.Format;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ResultChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes what the Statement Execution API says about a statement.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/statementexecution/getstatement">Get status, manifest, and
 *     result first chunk</a>
 */
final class StatementAnswers {

    static final String RESULTS = "/sandbox/results/";
    static final Duration LINK_LIFETIME = Duration.ofMinutes(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A chunk that comes inside the answer; a bigger one comes by link. */
    private static final long MAX_ATTACHMENT_BYTES = 1L << 20;

    /** How many links one answer holds. */
    private static final int LINKS = 16;

    private StatementAnswers() {}

    /** @param host of the links, {@code host:port} */
    static ObjectNode statement(RunningStatement statement, String host) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("statement_id", statement.id());
        ObjectNode status = answer.putObject("status");
        State state = statement.answeredState();
        status.put("state", state.name());
        if (state == State.FAILED) {
            failure(status, statement.failure().orElseThrow());
        } else if (state == State.SUCCEEDED) {
            StatementResult result = statement.result().orElseThrow();
            answer.set("manifest", manifest(result, statement.request().format()));
            answer.set("result", chunk(statement, result, 0, host));
        }
        return answer;
    }

    private static void failure(ObjectNode status, Throwable failure) {
        boolean known = failure instanceof StatementFailure;
        status.put("sql_state", known ? ((StatementFailure) failure).sqlState() : "XX000");
        status.putObject("error")
                .put("error_code", known ? "BAD_REQUEST" : "INTERNAL_ERROR")
                .put("message", String.valueOf(failure.getMessage()));
    }

    private static ObjectNode manifest(StatementResult result, Format format) {
        ObjectNode manifest = JSON.createObjectNode().put("format", format.name());
        ObjectNode schema = manifest.putObject("schema")
                .put("column_count", result.columns().size());
        ArrayNode columns = schema.putArray("columns");
        for (ResultColumn column : result.columns()) {
            columns.add(column(column, columns.size()));
        }
        manifest.put("total_chunk_count", result.chunks().size());
        manifest.put("total_row_count", result.rowCount());
        manifest.put("total_byte_count", result.byteCount());
        manifest.put("truncated", result.truncated());
        manifest.put("result_compression", "NONE");
        ArrayNode chunks = manifest.putArray("chunks");
        result.chunks().forEach(chunk -> chunks.add(extent(JSON.createObjectNode(), chunk)));
        return manifest;
    }

    private static ObjectNode column(ResultColumn column, int position) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", column.name())
                .put("type_text", column.typeText())
                .put("type_name", column.type().name())
                .put("position", position);
        if (column.type() == ResultType.DECIMAL) {
            node.put("type_precision", column.precision()).put("type_scale", column.scale());
        }
        return node;
    }

    private static ObjectNode extent(ObjectNode node, ResultChunk chunk) {
        return node.put("chunk_index", chunk.index())
                .put("row_offset", chunk.rowOffset())
                .put("row_count", chunk.rowCount())
                .put("byte_count", chunk.byteCount());
    }

    /** The chunk, or links to it and those after it. An empty result has no chunk. */
    static ObjectNode chunk(RunningStatement statement, StatementResult result, int index, String host)
            throws IOException {
        if (result.chunks().isEmpty()) {
            return JSON.createObjectNode();
        }
        ResultChunk chunk = result.chunk(index);
        Disposition disposition = statement.request().disposition();
        boolean small = result.chunks().size() == 1 && chunk.byteCount() <= MAX_ATTACHMENT_BYTES;
        if (disposition == Disposition.INLINE || (disposition == Disposition.INLINE_OR_EXTERNAL_LINKS && small)) {
            return inline(statement, result, chunk);
        }
        return links(statement, result, index, host);
    }

    private static ObjectNode inline(RunningStatement statement, StatementResult result, ResultChunk chunk)
            throws IOException {
        ObjectNode node = extent(JSON.createObjectNode(), chunk);
        if (statement.request().format() == Format.JSON_ARRAY) {
            node.set("data_array", JSON.readTree(chunk.file().toFile()));
        } else {
            node.put("attachment", Files.readAllBytes(chunk.file()));
        }
        return next(node, statement, result, chunk);
    }

    private static ObjectNode links(RunningStatement statement, StatementResult result, int first, String host) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode links = node.putArray("external_links");
        Instant expiration = Instant.now().plus(LINK_LIFETIME);
        int end = Math.min(result.chunks().size(), first + LINKS);
        for (ResultChunk chunk : result.chunks().subList(first, end)) {
            ObjectNode link = extent(links.addObject(), chunk)
                    .put("external_link", link(statement, chunk, host, expiration))
                    .put("expiration", expiration.toString());
            next(link, statement, result, chunk);
        }
        return node;
    }

    /** The statement's random id is what makes the link a secret. */
    private static String link(RunningStatement statement, ResultChunk chunk, String host, Instant expiration) {
        return "http://" + host + RESULTS + statement.id() + "/" + chunk.index() + "?expires="
                + expiration.toEpochMilli();
    }

    private static ObjectNode next(
            ObjectNode node, RunningStatement statement, StatementResult result, ResultChunk chunk) {
        int next = chunk.index() + 1;
        if (next < result.chunks().size()) {
            node.put("next_chunk_index", next);
            node.put(
                    "next_chunk_internal_link",
                    StatementsEndpoint.STATEMENTS + "/" + statement.id() + "/result/chunks/" + next);
        }
        return node;
    }
}
