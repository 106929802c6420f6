package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches files that are right but badly laid out: no statistics, unbounded row groups, another codec, open handles. */
class ParquetLayoutTest {

    private static final int MEBI = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aFileWithoutRowsHasTheSchema() throws IOException {
        Path file = folder.resolve("empty.parquet");
        try (RowFile rows = ParquetFiles.writer().create(file, numbersAndText(), Map.of())) {
            assertThat(rows.finish()).isEqualTo(Files.size(file));
        }
        assertThat(ParquetFiles.read(file)).isEmpty();
        assertThat(ParquetFiles.footer(file).getFileMetaData().getSchema().getFieldCount())
                .isEqualTo(2);
    }

    @Test
    void theFooterHasTheMetadataAndSaysProlepticGregorian() throws IOException {
        ParquetMetadata footer = ParquetFiles.footer(write(numbersAndText(), 10, 5, Map.of()));
        assertThat(footer.getFileMetaData().getKeyValueMetaData())
                .containsEntry("bridge.job", "j1")
                .containsEntry("org.apache.spark.version", "4.0.0");
        assertThat(footer.getFileMetaData().getCreatedBy()).startsWith("parquet-mr");
    }

    @Test
    void everyColumnHasStatisticsPageIndexesAndZstandard() throws IOException {
        Path file = write(numbersAndText(), 50_000, 5, Map.of());
        try (ParquetFileReader reader = ParquetFiles.open(file)) {
            for (ColumnChunkMetaData chunk : reader.getRowGroups().get(0).getColumns()) {
                assertThat(chunk.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
                assertThat(chunk.getStatistics().hasNonNullValue()).isTrue();
                assertThat(reader.readColumnIndex(chunk).getMinValues()).hasSizeGreaterThan(1);
                assertThat(reader.readOffsetIndex(chunk).getPageCount()).isGreaterThan(1);
            }
            assertThat(reader.getRowGroups()
                            .get(0)
                            .getColumns()
                            .get(0)
                            .getStatistics()
                            .minAsString())
                    .isEqualTo("0");
            assertThat(reader.getRowGroups()
                            .get(0)
                            .getColumns()
                            .get(0)
                            .getStatistics()
                            .maxAsString())
                    .isEqualTo("49999");
        }
    }

    @Test
    void rowGroupsStayNearTheirSizeEvenWhenWideRowsFollowNarrowOnes() throws IOException {
        Path file = folder.resolve("wide.parquet");
        try (RowFile rows = ParquetFiles.writer(Map.of("bridge.parquet.row-group-size", "4M"))
                .create(file, numbersAndText(), Map.of())) {
            rows.write(batch(numbersAndText(), 100_000, 1), 0, 100_000);
            for (int more = 0; more < 20; more++) {
                rows.write(batch(numbersAndText(), 100, 20_000), 0, 100);
            }
            rows.finish();
        }
        List<BlockMetaData> groups = ParquetFiles.footer(file).getBlocks();
        assertThat(groups)
                .hasSizeGreaterThan(5)
                .allSatisfy(group -> assertThat(group.getTotalByteSize()).isLessThan(16L * MEBI));
        assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(102_000);
    }

    /** Else 64 queries at once keep 64 row groups of their full size in memory, whatever the heap is. */
    @Test
    void filesThatAreWrittenAtOnceShareTheMemory() throws IOException {
        int atOnce = 256;
        Path file = folder.resolve("shared.parquet");
        ParquetConfig config = ParquetFiles.config(Map.of("bridge.parquet.row-group-size", "1G"));
        try (RowFile rows = new ParquetRowFileWriter(config, atOnce).create(file, numbersAndText(), Map.of())) {
            for (int more = 0; more < 20; more++) {
                rows.write(batch(numbersAndText(), 100, 20_000), 0, 100);
            }
            rows.finish();
        }
        long share = Runtime.getRuntime().maxMemory() / 8 / atOnce;
        assertThat(ParquetFiles.footer(file).getBlocks())
                .hasSizeGreaterThan(5)
                .allSatisfy(group -> assertThat(group.getTotalByteSize()).isLessThan(4 * share));
    }

    @Test
    void aRowWiderThanAPageAndARowGroupIsWritten() throws IOException {
        Path file = write(
                numbersAndText(),
                3,
                3 * MEBI,
                Map.of("bridge.parquet.row-group-size", "1M", "bridge.parquet.page-size", "64K"));
        assertThat(ParquetFiles.read(file))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.getString(1, 0)).hasSize(3 * MEBI));
    }

    @Test
    void aThousandColumnsAreWritten() throws IOException {
        RowSchema schema = new RowSchema(IntStream.range(0, 1000)
                .mapToObj(number -> new Column("c" + number, new ColumnType.Int32(), true, "int"))
                .toList());
        RowBatch batch = new RowBatch(schema, 2);
        for (int column = 0; column < 1000; column++) {
            ((ColumnVector.Longs) batch.vector(column)).set(0, column);
            batch.vector(column).setNull(1);
        }
        batch.endRow(1);
        batch.endRow(1);
        Path file = folder.resolve("thousand.parquet");
        try (RowFile rows = ParquetFiles.writer().create(file, schema, Map.of())) {
            rows.write(batch, 0, 2);
            rows.finish();
        }
        assertThat(ParquetFiles.read(file).get(0).getInteger(999, 0)).isEqualTo(999);
    }

    @Test
    void aFileThatIsGivenUpLeavesNoOpenHandle() throws IOException {
        Path handles = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(handles), "only Linux lists open handles there");
        Path file = folder.resolve("abandoned.parquet");
        try (RowFile rows = ParquetFiles.writer().create(file, numbersAndText(), Map.of())) {
            rows.write(batch(numbersAndText(), 1000, 100), 0, 1000);
        }
        try (Stream<Path> open = Files.list(handles)) {
            assertThat(open.map(ParquetLayoutTest::target)).noneMatch(file.toString()::equals);
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    private Path write(RowSchema schema, int count, int textLength, Map<String, String> settings) {
        Path file = folder.resolve("rows.parquet");
        try (RowFile rows = ParquetFiles.writer(settings).create(file, schema, Map.of("bridge.job", "j1"))) {
            rows.write(batch(schema, count, textLength), 0, count);
            assertThat(rows.bytes()).isPositive();
            rows.finish();
        }
        return file;
    }

    private static RowSchema numbersAndText() {
        return new RowSchema(List.of(
                new Column("id", new ColumnType.Int64(), false, "bigint"),
                new Column("text", new ColumnType.Text(), true, "nvarchar(max)")));
    }

    /** Text is random, so that nothing is dictionary-encoded or compressed away. */
    private static RowBatch batch(RowSchema schema, int count, int textLength) {
        Random random = new Random(1);
        RowBatch batch = new RowBatch(schema, count);
        for (int row = 0; row < count; row++) {
            ((ColumnVector.Longs) batch.vector(0)).set(row, row);
            ((ColumnVector.Objects) batch.vector(1)).set(row, text(random, textLength));
            batch.endRow(textLength);
        }
        return batch;
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 'a', 'z' + 1).forEach(text::appendCodePoint);
        return text.toString();
    }
}
