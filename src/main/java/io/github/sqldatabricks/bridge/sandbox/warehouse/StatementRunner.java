package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.sqldatabricks.bridge.sandbox.warehouse.DatabricksSql.TranslatedSql;
import io.github.sqldatabricks.bridge.sandbox.warehouse.ResultColumn.ResultType;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ChunkEncoder;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ResultSpool;
import io.github.sqldatabricks.bridge.sandbox.warehouse.TableHistory.TableCommit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs one statement in DuckDB and spools its result. */
final class StatementRunner {

    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "VALUES", "FROM", "(", "TABLE", "EXPLAIN");
    private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

    /** DuckDB loses the message of an error that happens while a result streams; filling a table first keeps it. */
    private static final String RESULT_TABLE = "temp.main.bridge_result";

    private final Catalogs catalogs;
    private final TableDefinitions definitions;
    private final TableHistory history;
    private final SandboxVolumes volumes;
    private final CopyInto copyInto;
    private final ResultSpool spool;

    StatementRunner(Catalogs catalogs, TableDefinitions definitions, SandboxVolumes volumes, ResultSpool spool) {
        this.catalogs = catalogs;
        this.definitions = definitions;
        this.history = new TableHistory(catalogs, definitions);
        this.volumes = volumes;
        this.copyInto = new CopyInto(volumes);
        this.spool = spool;
    }

    /**
     * @param sessionChange takes the session after a statement that changed it
     * @throws StatementFailure when the statement fails
     */
    StatementResult run(RunningStatement running, WarehouseSession session, Consumer<WarehouseSession> sessionChange)
            throws IOException {
        List<SqlToken> statement = withoutEnd(SqlLexer.tokens(running.request().statement()));
        try {
            Optional<WarehouseSession> changed = session.after(statement, catalogs);
            changed.ifPresent(sessionChange);
            if (changed.isPresent()) {
                return StatementResult.EMPTY;
            }
            boolean alone = TableDefinitions.isAlone(statement, session);
            StatementResult result = alone ? StatementResult.EMPTY : execute(running, statement, session);
            definitions.learn(statement, session);
            history.record(statement, session)
                    .filter(TableCommit::startsAnew)
                    .ifPresent(commit -> copyInto.forget(commit.table()));
            return result;
        } catch (SQLException e) {
            throw StatementFailure.of(e);
        }
    }

    private static List<SqlToken> withoutEnd(List<SqlToken> statement) {
        int end = statement.size();
        while (end > 0 && statement.get(end - 1).isSymbol(";")) {
            end--;
        }
        if (end == 0) {
            throw StatementFailure.syntax("Expected a statement, but got nothing");
        }
        return statement.subList(0, end);
    }

    private StatementResult execute(RunningStatement running, List<SqlToken> statement, WarehouseSession session)
            throws SQLException, IOException {
        try (Connection connection = catalogs.connect(session)) {
            Optional<CopyInto.Load> load = copyInto.plan(statement, session);
            if (load.isPresent()) {
                return load(running, connection, load.get(), session);
            }
            Optional<TranslatedSql> metadata = volumes.run(statement, session);
            if (metadata.isEmpty()) {
                metadata = MetadataCommands.translate(statement, session, history, connection);
            }
            if (metadata.isPresent()) {
                return query(running, connection, metadata.get(), session);
            }
            Optional<ReplacingInsert> replacing =
                    ReplacingInsert.plan(statement, session, part -> translate(part, running, session));
            if (replacing.isPresent()) {
                long rows = replacing.get().run(running, connection);
                return query(running, connection, counts("INSERT", rows), session);
            }
            TranslatedSql sql = translate(statement, running, session);
            String verb = statement.get(0).value().toUpperCase(Locale.ROOT);
            return QUERIES.contains(verb)
                    ? query(running, connection, sql, session)
                    : change(running, connection, sql, session, verb);
        }
    }

    private TranslatedSql translate(List<SqlToken> tokens, RunningStatement running, WarehouseSession session) {
        return DatabricksSql.translate(tokens, running.request().parameters(), session, volumes, history);
    }

    private StatementResult load(
            RunningStatement running, Connection connection, CopyInto.Load load, WarehouseSession session)
            throws SQLException, IOException {
        if (load.files().isEmpty()) {
            return query(running, connection, counts("INSERT", 0), session);
        }
        StatementResult result = change(running, connection, load.sql(), session, "INSERT");
        copyInto.done(load);
        return result;
    }

    private StatementResult change(
            RunningStatement running, Connection connection, TranslatedSql sql, WarehouseSession session, String verb)
            throws SQLException, IOException {
        long count;
        try (PreparedStatement statement = running.running(connection.prepareStatement(sql.text()))) {
            sql.bind(statement);
            statement.execute();
            count = statement.getUpdateCount();
        }
        return CHANGES.contains(verb)
                ? query(running, connection, counts(verb, count), session)
                : StatementResult.EMPTY;
    }

    private static TranslatedSql counts(String verb, long count) {
        String inserted = verb.equals("INSERT") ? ", CAST(? AS BIGINT) AS num_inserted_rows" : "";
        String text = "SELECT CAST(? AS BIGINT) AS num_affected_rows" + inserted;
        String value = Long.toString(count);
        return new TranslatedSql(text, inserted.isEmpty() ? List.of(value) : List.of(value, value));
    }

    private StatementResult query(
            RunningStatement running, Connection connection, TranslatedSql sql, WarehouseSession session)
            throws SQLException, IOException {
        List<ResultColumn> columns = columns(connection, sql);
        long limit = running.request().rowLimit();
        long rows = fill(running, connection, sql, columns, limit);
        boolean truncated = limit > 0 && rows > limit;
        String select = "SELECT * FROM " + RESULT_TABLE + (truncated ? " LIMIT " + limit : "");
        ChunkEncoder encoder = encoder(running.request(), columns, session);
        try (PreparedStatement statement = running.running(connection.prepareStatement(select));
                ResultSet result = statement.executeQuery()) {
            return new StatementResult(columns, spool.write(result, encoder), truncated);
        }
    }

    private static List<ResultColumn> columns(Connection connection, TranslatedSql sql) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            ResultSetMetaData metadata = statement.getMetaData();
            for (int index = 1; index <= metadata.getColumnCount(); index++) {
                columns.add(ResultColumn.ofDuckType(metadata.getColumnName(index), metadata.getColumnTypeName(index)));
            }
        }
        return List.copyOf(columns);
    }

    /** One row more than the limit shows that the limit cut the result. */
    private static long fill(
            RunningStatement running, Connection connection, TranslatedSql sql, List<ResultColumn> columns, long limit)
            throws SQLException {
        String names = columnNames(columns.size());
        String selections = IntStream.range(0, columns.size())
                .mapToObj(index -> columns.get(index).type().selection("c" + index) + " AS c" + index)
                .collect(Collectors.joining(", "));
        String fill = "CREATE TEMP TABLE " + RESULT_TABLE + " AS SELECT " + selections + " FROM (" + sql.text()
                + ") AS query(" + names + ")" + (limit > 0 ? " LIMIT " + (limit + 1) : "");
        try (PreparedStatement statement = running.running(connection.prepareStatement(fill))) {
            sql.bind(statement);
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    private static String columnNames(int count) {
        return IntStream.range(0, count).mapToObj(index -> "c" + index).collect(Collectors.joining(", "));
    }

    private static ChunkEncoder encoder(StatementRequest request, List<ResultColumn> columns, WarehouseSession session)
            throws IOException {
        return switch (request.format()) {
            case JSON_ARRAY -> new JsonChunkEncoder(columns);
            case ARROW_STREAM -> new ArrowChunkEncoder(columns, session.zone());
        };
    }

    /** Chunks as JSON: an array of rows, each an array of strings and nulls. */
    static final class JsonChunkEncoder implements ChunkEncoder {

        private static final JsonFactory FACTORY = new JsonFactory();

        private final List<ResultColumn> columns;
        private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        private JsonGenerator generator;

        JsonChunkEncoder(List<ResultColumn> columns) throws IOException {
            this.columns = columns;
            begin();
        }

        private void begin() throws IOException {
            chunk.reset();
            generator = FACTORY.createGenerator(chunk);
            generator.writeStartArray();
        }

        @Override
        public void append(ResultSet row) throws SQLException {
            try {
                generator.writeStartArray();
                for (int index = 0; index < columns.size(); index++) {
                    generator.writeString(text(row, columns.get(index).type(), index + 1));
                }
                generator.writeEndArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long length() {
            return chunk.size() + (long) generator.getOutputBuffered();
        }

        @Override
        public void write(OutputStream out) throws IOException {
            generator.writeEndArray();
            generator.close();
            chunk.writeTo(out);
            begin();
        }

        private static String text(ResultSet row, ResultType type, int position) throws SQLException {
            if (row.getObject(position) == null) {
                return null;
            }
            return switch (type) {
                case DATE -> LocalDate.ofEpochDay(row.getInt(position)).toString();
                case TIMESTAMP -> instant(row.getLong(position)).toString();
                case TIMESTAMP_NTZ ->
                    LocalDateTime.ofInstant(instant(row.getLong(position)), ZoneOffset.UTC)
                            .toString();
                case BINARY -> Base64.getEncoder().encodeToString(row.getBytes(position));
                case DECIMAL -> row.getBigDecimal(position).toPlainString();
                case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, STRING, ARRAY, MAP, STRUCT, VARIANT, NULL ->
                    row.getString(position);
            };
        }

        private static Instant instant(long microseconds) {
            return Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
        }
    }
}
