package io.github.sqldatabricks.bridge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementsEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Warehouse;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A local Databricks that counts the statements it gets, by what they are for. */
final class CountedDatabricks implements Endpoint, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Warehouse warehouse;
    private final StatementsEndpoint statements;
    private final SandboxWorkspace workspace;
    private final String eventsTable;
    private final Map<String, Integer> counts = new TreeMap<>();

    /** @param eventsTable {@code catalog.schema.table}; its schema is made */
    CountedDatabricks(Path root, String eventsTable) throws IOException {
        this.eventsTable = eventsTable.substring(eventsTable.lastIndexOf('.') + 1);
        warehouse = new Warehouse(root);
        statements = new StatementsEndpoint(warehouse);
        workspace = SandboxWorkspace.start(root, 0, List.of(this));
        String[] names = eventsTable.split("\\.");
        warehouse.createSchema(names[0], names[1]);
    }

    URI uri() {
        return workspace.uri();
    }

    String token() {
        return workspace.logins().personalToken();
    }

    /** For what a Databricks job does; counted too. */
    DatabricksStatements statements(DatabricksConfig config) {
        Workspace login = new Workspace(uri(), new Workspace.Credentials.Token(token()), SandboxWorkspace.WAREHOUSE_ID);
        return new DatabricksStatements(() -> new DatabricksJdbc(login, config));
    }

    /** Statements since the last call. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> result = new TreeMap<>(counts);
        counts.clear();
        return result;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (!call.method().equals("POST") || !call.path().matches("/api/2\\.0/sql/statements/?")) {
            return statements.answer(call);
        }
        byte[] body = call.body().readAllBytes();
        count(JSON.readTree(body).path("statement").asText());
        return statements.answer(
                new Call(call.method(), call.path(), call.query(), call.headers(), new ByteArrayInputStream(body)));
    }

    private synchronized void count(String sql) {
        counts.merge(kind(sql), 1, Integer::sum);
    }

    private String kind(String sql) {
        if (!sql.contains(eventsTable)) {
            return sql.endsWith(" LIMIT 0") ? "source: columns" : "source: rows";
        }
        return "events table: " + sql.substring(0, sql.indexOf(' '));
    }

    @Override
    public void close() {
        workspace.close();
        warehouse.close();
    }
}
