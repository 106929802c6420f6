package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter.LocalFile;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter.ParquetRowFile;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches values that are cut or shifted silently, failures of the disk that say nothing, and halves of files. */
class ParquetFailureTest {

    private static final ColumnType.Int64 INT64 = new ColumnType.Int64();
    private static final ColumnType LOCAL = new ColumnType.LocalTimestamp(6);
    private static final ColumnType INSTANT = new ColumnType.Instant(6);
    /** 0001-01-01T00:00:00 in microseconds since 1970. */
    private static final long FIRST_MICROSECOND = -62_135_596_800_000_000L;
    /** 9999-12-31T23:59:59.999999 in microseconds since 1970. */
    private static final long LAST_MICROSECOND = 253_402_300_799_999_999L;

    @TempDir
    Path folder;

    static Stream<Arguments> valuesThatDoNotFit() {
        return Stream.of(
                Arguments.of("bool", OneColumn.nullable(new ColumnType.Bool(), 2L)),
                Arguments.of("int16", OneColumn.nullable(new ColumnType.Int16(), 32_768L)),
                Arguments.of("int32", OneColumn.nullable(new ColumnType.Int32(), 2_147_483_648L)),
                Arguments.of("before year 1", OneColumn.nullable(new ColumnType.Date(), -719_163L)),
                Arguments.of("after year 9999", OneColumn.nullable(new ColumnType.Date(), 2_932_897L)),
                Arguments.of("clock before year 1", OneColumn.nullable(LOCAL, FIRST_MICROSECOND - 1)),
                Arguments.of("clock after year 9999", OneColumn.nullable(LOCAL, LAST_MICROSECOND + 1)),
                Arguments.of("instant before year 1", OneColumn.nullable(INSTANT, FIRST_MICROSECOND - 1)),
                Arguments.of("instant after year 9999", OneColumn.nullable(INSTANT, LAST_MICROSECOND + 1)),
                Arguments.of("int16 below", OneColumn.nullable(new ColumnType.Int16(), -32_769L)),
                Arguments.of("int32 below", OneColumn.nullable(new ColumnType.Int32(), -2_147_483_649L)),
                Arguments.of("decimal of 1 digit", OneColumn.nullable(new ColumnType.Decimal(1, 0), 10L)),
                Arguments.of(
                        "decimal of 18 digits",
                        OneColumn.nullable(new ColumnType.Decimal(18, 18), 1_000_000_000_000_000_000L)),
                Arguments.of(
                        "decimal of 19 digits",
                        OneColumn.nullable(
                                new ColumnType.Decimal(19, 4),
                                BigInteger.TEN.pow(19).negate())),
                Arguments.of("decimal in 4 bytes", OneColumn.nullable(new ColumnType.Decimal(9, 2), 1_000_000_000L)),
                Arguments.of("decimal in 8 bytes", OneColumn.nullable(new ColumnType.Decimal(10, 0), -10_000_000_000L)),
                Arguments.of(
                        "decimal in 16 bytes",
                        OneColumn.nullable(new ColumnType.Decimal(38, 5), BigInteger.TEN.pow(38))),
                Arguments.of("high surrogate alone", OneColumn.nullable(new ColumnType.Text(), "a\uD83Dz")),
                Arguments.of("low surrogate alone", OneColumn.nullable(new ColumnType.Text(), "\uDE00")),
                Arguments.of("pair in wrong order", OneColumn.nullable(new ColumnType.Text(), "\uDE00\uD83D")),
                Arguments.of("half after a pair", OneColumn.nullable(new ColumnType.Text(), "\uD83D\uDE00\uD83D")),
                Arguments.of("half after a NUL", OneColumn.nullable(new ColumnType.Text(), "\0\uDBFF")),
                Arguments.of(
                        "half as the eighth character", OneColumn.nullable(new ColumnType.Text(), "1234567\uDBFF89")),
                Arguments.of(
                        "half in a long text", OneColumn.nullable(new ColumnType.Text(), "abcdefgh\uDBFFabcdefgh")),
                Arguments.of(
                        "half at the end of a long text",
                        OneColumn.nullable(new ColumnType.Text(), "\u00ff\uD83D\uDE00abcdefgh\uDBFF")),
                Arguments.of("null where none may be", OneColumn.required(INT64, 1L, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valuesThatDoNotFit")
    void aValueThatDoesNotFitFailsTheQueryNamingTheColumn(String name, RowBatch batch) {
        try (RowFile file = create(batch)) {
            BridgeException failure =
                    catchThrowableOfType(BridgeException.class, () -> file.write(batch, 0, batch.size()));
            assertThat(failure.code()).isEqualTo("value-does-not-fit");
            assertThat(failure.retryable()).isFalse();
            assertThat(failure).hasMessageContaining("Column 'v' (test)").hasMessageContaining("CAST");
            assertThatThrownBy(file::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aQuestionMarkAndAWholeSurrogatePairAreText() throws IOException {
        RowBatch batch = OneColumn.nullable(new ColumnType.Text(), "why?", "\uD83D\uDE00?");
        try (RowFile file = create(batch)) {
            file.write(batch, 0, 2);
            file.finish();
        }
        assertThat(ParquetFiles.read(folder.resolve("rows.parquet")))
                .extracting(row -> row.getString(0, 0))
                .containsExactly("why?", "\uD83D\uDE00?");
    }

    @Test
    void aFinishedFileTakesNoMoreRows() {
        RowBatch batch = OneColumn.nullable(INT64, 1L);
        try (RowFile file = create(batch)) {
            file.finish();
            assertThatThrownBy(() -> file.write(batch, 0, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(file::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.parquet"), "precious");
        assertThatThrownBy(() -> create(OneColumn.nullable(INT64, 1L)))
                .isInstanceOf(BridgeException.RemotePermanent.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void aFolderThatWasDeletedIsWorthAnotherAttempt() {
        Path gone = folder.resolve("gone").resolve("rows.parquet");

        assertThatThrownBy(() -> ParquetFiles.writer()
                        .create(gone, OneColumn.nullable(INT64, 1L).schema(), Map.of()))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        failure -> assertThat(failure.code()).isEqualTo("spool-deleted"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096})
    void aFullDiskIsReportedWithTheSettingThatHelps(int buffer) throws IOException {
        assumeTrue(Files.isWritable(FullDisk.DEVICE), "only Linux has a disk that is always full");
        FullDisk disk = new FullDisk(buffer);
        BridgeException failure = catchThrowableOfType(BridgeException.class, () -> writeTo(disk));
        assertThat(failure).isInstanceOf(BridgeException.RemotePermanent.class);
        assertThat(failure.code()).isEqualTo("spool-write-failed");
        assertThat(failure)
                .hasMessageContaining("bridge.extraction.spool-path")
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(disk.handle.getChannel().isOpen()).as("handle open").isFalse();
    }

    private static void writeTo(FullDisk disk) {
        RowBatch batch = OneColumn.nullable(new ColumnType.Text(), "a".repeat(100), "b");
        FileFormat format = new FileFormat(batch.schema(), Map.of(), ParquetFiles.config(Map.of()), 2);
        try (RowFile file = ParquetRowFile.create(format, new LocalFile(FullDisk.DEVICE, disk))) {
            file.write(batch, 0, 2);
            file.finish();
        }
    }

    private RowFile create(RowBatch batch) {
        return ParquetFiles.writer().create(folder.resolve("rows.parquet"), batch.schema(), Map.of());
    }

    /** Linux' device on which every write fails with ENOSPC; the buffer decides which call meets it. */
    private static final class FullDisk extends LocalOutputFile {
        private static final Path DEVICE = Path.of("/dev/full");

        private final FileOutputStream handle = new FileOutputStream(DEVICE.toFile());
        private final int buffer;

        FullDisk(int buffer) throws IOException {
            super(DEVICE);
            this.buffer = buffer;
        }

        @Override
        public PositionOutputStream create(long blockSize) {
            return new DelegatingPositionOutputStream(new BufferedOutputStream(handle, buffer)) {
                @Override
                public long getPos() {
                    return 0;
                }
            };
        }
    }
}
