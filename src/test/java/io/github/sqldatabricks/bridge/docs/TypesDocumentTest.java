package io.github.sqldatabricks.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches a type that docs/types.md does not have, or says something else of than the code does. */
class TypesDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/types.md");
    private static final String NOTHING = "-";

    /** One of each kind; decimals have three layouts. */
    private static final List<ColumnType> KINDS = List.of(
            new ColumnType.Bool(),
            new ColumnType.Int16(),
            new ColumnType.Int32(),
            new ColumnType.Int64(),
            new ColumnType.Float32(),
            new ColumnType.Float64(),
            new ColumnType.Decimal(9, 2),
            new ColumnType.Decimal(18, 4),
            new ColumnType.Decimal(38, 10),
            new ColumnType.Text(),
            new ColumnType.Bytes(),
            new ColumnType.Date(),
            new ColumnType.LocalTimestamp(6),
            new ColumnType.Instant(6));

    @TempDir
    Path folder;

    private final ParquetRowFileWriter writer = new ParquetRowFileWriter(
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(ParquetConfig.class)
                    .build()
                    .getConfigMapping(ParquetConfig.class),
            2);

    @Test
    void theDocumentHasEveryTypeAsTheCodeHasIt() throws IOException {
        String document = Files.readString(DOCUMENT);
        String expected = replace(document, "column types", columnTypes());
        expected = replace(expected, "sql server types", sqlServerTypes());
        expected = replace(expected, "target types", targetTypes());
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/types.md; rewrite it with: ./mvnw test -Dtest=TypesDocumentTest -Dupdate-docs=true")
                .isEqualTo(expected);
    }

    @Test
    void noKindOfTypeIsForgotten() {
        Set<Class<?>> kinds = KINDS.stream().map(ColumnType::getClass).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder(ColumnType.class.getPermittedSubclasses());
    }

    private String columnTypes() throws IOException {
        StringBuilder table = new StringBuilder("| Bridge | Parquet | Databricks |\n|---|---|---|\n");
        for (ColumnType type : KINDS) {
            TypeRow row = TypeRow.of(type, writer, folder);
            table.append(line(row.bridge(), '`' + row.parquet() + '`', '`' + row.databricks() + '`'));
        }
        return table.toString();
    }

    private String sqlServerTypes() throws IOException {
        StringBuilder table = new StringBuilder(
                "| SQL Server | for example | Bridge | Parquet | Databricks | What to know |\n|---|---|---|---|---|---|\n");
        for (SqlServerType type : SqlServerType.values()) {
            TypeRow row = row(type);
            table.append(line(
                    '`' + type.sqlName() + '`',
                    type.example().declaration(),
                    row.bridge(),
                    row.parquet(),
                    row.databricks(),
                    type.readNote()));
        }
        return table.toString();
    }

    private String targetTypes() throws IOException {
        StringBuilder table = new StringBuilder(
                "| SQL Server column | for example | takes from Databricks | Each value is checked |\n|---|---|---|---|\n");
        for (SqlServerType type : SqlServerType.values()) {
            table.append(line(
                    '`' + type.sqlName() + '`',
                    type.example().declaration(),
                    sources(type.example().target()),
                    type.writeNote()));
        }
        return table.toString();
    }

    private String sources(TargetType target) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (ColumnType kind : KINDS) {
            if (target.refusal(kind).isEmpty()) {
                names.add(TypeRow.of(kind, writer, folder).databricks().replaceFirst("\\(.*", ""));
            }
        }
        return names.isEmpty() ? NOTHING : String.join(", ", names);
    }

    private TypeRow row(SqlServerType type) throws IOException {
        Optional<ColumnType> columnType =
                type.columnType(type.example().precision(), type.example().scale());
        return columnType.isPresent()
                ? TypeRow.of(columnType.get(), writer, folder)
                : new TypeRow(NOTHING, NOTHING, NOTHING);
    }

    private static String line(String... cells) {
        return Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String replace(String document, String block, String content) {
        String begin = "<!-- generated: " + block + " -->\n";
        int start = document.indexOf(begin) + begin.length();
        return document.substring(0, start) + "\n" + content + "\n"
                + document.substring(document.indexOf("<!-- end -->", start));
    }
}
