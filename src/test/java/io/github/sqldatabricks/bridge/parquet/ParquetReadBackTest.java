package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches files that an independent reader (DuckDB) reads otherwise than they were written. */
class ParquetReadBackTest {

    @TempDir
    Path folder;

    @Test
    void numbersAndTextComeBackAsTheyWere() throws Exception {
        RowSchema schema = new RowSchema(List.of(
                new Column("id", new ColumnType.Int64(), false, "bigint"),
                new Column("name", new ColumnType.Text(), true, "nvarchar(20)")));
        RowBatch batch = new RowBatch(schema, 3);
        for (int row = 0; row < 3; row++) {
            ((ColumnVector.Longs) batch.vector(0)).set(row, row * 1_000_000_000_000L);
            if (row == 1) {
                batch.vector(1).setNull(row);
            } else {
                ((ColumnVector.Objects) batch.vector(1)).set(row, "Zürich " + row);
            }
            batch.endRow(20);
        }
        Path file = folder.resolve("rows.parquet");
        ParquetConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ParquetConfig.class)
                .build()
                .getConfigMapping(ParquetConfig.class);
        try (RowFile rows = new ParquetRowFileWriter(config).create(file, schema, Map.of("bridge", "test"))) {
            rows.write(batch, 0, 3);
            assertThat(rows.rows()).isEqualTo(3);
            assertThat(rows.finish()).isEqualTo(file.toFile().length());
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery("SELECT string_agg(id || ':' || coalesce(name, '-'), ','"
                        + " ORDER BY id) FROM read_parquet('" + file + "')")) {
            result.next();
            assertThat(result.getString(1)).isEqualTo("0:Zürich 0,1000000000000:-,2000000000000:Zürich 2");
        }
    }
}
