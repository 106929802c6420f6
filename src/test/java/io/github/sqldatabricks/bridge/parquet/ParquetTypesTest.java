package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Catches a type whose values two independent readers, DuckDB and parquet-java, do not read as they were written. */
class ParquetTypesTest {

    private static final List<String> ZONES = List.of("UTC", "Europe/Zurich", "America/La_Paz", "Pacific/Apia");

    @TempDir
    Path folder;

    static Stream<Arguments> casesInZones() {
        return ParquetCase.all().stream().flatMap(value -> ZONES.stream().map(zone -> Arguments.of(value, zone)));
    }

    @ParameterizedTest
    @MethodSource("casesInZones")
    void duckDbReadsWhatWasWritten(ParquetCase value, String zone) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            List<String> expected = new ArrayList<>(value.duckDbTexts());
            expected.add(null);
            assertThat(duckDbTexts(write(value))).isEqualTo(expected);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @MethodSource("casesInZones")
    void parquetJavaReadsWhatWasWritten(ParquetCase value, String zone) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            List<Group> groups = ParquetFiles.read(write(value));
            assertThat(groups).hasSize(value.values().size() + 1);
            for (int row = 0; row < value.values().size(); row++) {
                assertThat(ParquetFiles.value(groups.get(row), 0, value.type()))
                        .isEqualTo(value.values().get(row));
            }
            assertThat(groups.get(value.values().size()).getFieldRepetitionCount(0))
                    .isZero();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void everyTypeHasACase() {
        Set<Class<?>> tested =
                ParquetCase.all().stream().map(value -> value.type().getClass()).collect(Collectors.toSet());
        assertThat(tested).containsAll(Arrays.asList(ColumnType.class.getPermittedSubclasses()));
    }

    private Path write(ParquetCase value) {
        RowSchema schema = new RowSchema(List.of(new Column("v", value.type(), true, "test")));
        RowBatch batch = new RowBatch(schema, value.values().size() + 1);
        for (Object one : value.values()) {
            VectorValues.set(batch.vector(0), batch.size(), one);
            batch.endRow(1);
        }
        batch.vector(0).setNull(batch.size());
        batch.endRow(1);
        Path file = folder.resolve("types.parquet");
        try (RowFile rows = ParquetFiles.writer().create(file, schema, Map.of())) {
            rows.write(batch, 0, batch.size());
            rows.finish();
        }
        return file;
    }

    private static List<String> duckDbTexts(Path file) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet rows = statement.executeQuery("SELECT CAST(v AS VARCHAR) FROM read_parquet('" + file
                    + "', file_row_number = true)" + " ORDER BY file_row_number")) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }
}
