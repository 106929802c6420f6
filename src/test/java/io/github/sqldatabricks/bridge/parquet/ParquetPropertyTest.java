package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.testing.RandomTries;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Catches combinations that nobody thought of: types beside each other, nulls, batches, pages and row groups that end
 * anywhere. Pages and row groups are tiny, so that each file has many of both.
 */
class ParquetPropertyTest {

    private static final Map<String, String> TINY = Map.of(
            "bridge.parquet.row-group-size", "16K",
            "bridge.parquet.page-size", "1K",
            "bridge.parquet.page-rows", "20",
            "bridge.parquet.dictionary-size", "512");

    @TempDir
    Path folder;

    @Test
    void bothReadersReadWhatWasWritten() {
        RandomTries.of(100, values -> assertRead(AnyRows.of(values), values.between(1, 100)));
    }

    private void assertRead(AnyRows rows, int batchRows) throws IOException, SQLException {
        Path file = write(rows, batchRows);
        List<List<Object>> expected = comparable(rows.rows());
        assertThat(comparable(parquetJava(file, rows))).isEqualTo(expected);
        assertThat(comparable(DuckDbRows.read(file, rows.schema()))).isEqualTo(expected);
    }

    private Path write(AnyRows rows, int batchRows) throws IOException {
        Path file = folder.resolve("rows.parquet");
        Files.deleteIfExists(file);
        RowBatch batch = new RowBatch(rows.schema(), batchRows);
        try (RowFile out = ParquetFiles.writer(TINY).create(file, rows.schema(), Map.of())) {
            for (List<Object> row : rows.rows()) {
                fill(batch, row);
                if (batch.size() == batchRows) {
                    flush(batch, out);
                }
            }
            flush(batch, out);
            assertThat(out.rows()).isEqualTo(rows.rows().size());
            assertThat(out.finish()).isEqualTo(Files.size(file)).isEqualTo(out.bytes());
        }
        return file;
    }

    private static void fill(RowBatch batch, List<Object> row) {
        for (int column = 0; column < row.size(); column++) {
            VectorValues.set(batch.vector(column), batch.size(), row.get(column));
        }
        batch.endRow(8L * row.size());
    }

    /** In two writes, as when a file ends in the middle of a batch. */
    private static void flush(RowBatch batch, RowFile out) {
        int middle = batch.size() / 2;
        out.write(batch, 0, middle);
        out.write(batch, middle, batch.size());
        batch.clear();
    }

    private static List<List<Object>> parquetJava(Path file, AnyRows rows) throws IOException {
        List<List<Object>> read = new ArrayList<>();
        for (Group group : ParquetFiles.read(file)) {
            List<Object> row = new ArrayList<>();
            for (int column = 0; column < rows.schema().size(); column++) {
                Column declared = rows.schema().columns().get(column);
                row.add(
                        group.getFieldRepetitionCount(column) == 0
                                ? null
                                : ParquetFiles.value(group, column, declared.type()));
            }
            read.add(row);
        }
        return read;
    }

    /** Arrays have no equality of their own. */
    private static List<List<Object>> comparable(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(value ->
                                value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                        .collect(Collectors.toList()))
                .toList();
    }
}
