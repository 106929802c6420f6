package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.sqldatabricks.bridge.sandbox.warehouse.ResultColumn.ResultType;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ChunkEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Chunks as JSON: an array of rows, each an array of strings and nulls. */
final class JsonChunkEncoder implements ChunkEncoder {

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
