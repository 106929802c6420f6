package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Catches what only a process of its own shows: a Hadoop class that the service would miss at run time, and memory that
 * grows with the table.
 */
class ParquetProcessTest {

    private static final int BATCH_ROWS = 4096;
    private static final int COLUMNS = 24;
    private static final int BATCHES = 40;

    @TempDir
    Path folder;

    @Test
    void twoFilesAtOnceNeedNoHadoopAndLittleMemory() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx72m",
                        "-cp",
                        classPathWithoutHadoop(),
                        Writers.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> text(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        for (String name : List.of("0", "1")) {
            List<BlockMetaData> groups =
                    ParquetFiles.footer(folder.resolve(name)).getBlocks();
            assertThat(groups).hasSizeGreaterThan(2);
            assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum())
                    .isEqualTo((long) BATCHES * BATCH_ROWS);
        }
    }

    private static String classPathWithoutHadoop() {
        List<String> entries =
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> others = entries.stream()
                .filter(entry -> !entry.contains("hadoop-common"))
                .toList();
        assertThat(others).hasSizeLessThan(entries.size());
        return String.join(File.pathSeparator, others);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The process: two files of wide rows at once, each several row groups, as two queries would write them. */
    public static final class Writers {

        private Writers() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<Future<?>> files = Stream.of("0", "1")
                    .<Future<?>>map(name -> threads.submit(() -> write(folder.resolve(name))))
                    .collect(Collectors.toList());
            threads.shutdown();
            for (Future<?> file : files) {
                file.get();
            }
        }

        private static void write(Path file) {
            RowBatch batch = new RowBatch(schema(), BATCH_ROWS);
            Random random = new Random(1);
            try (RowFile rows = ParquetFiles.writer(Map.of("bridge.parquet.row-group-size", "8M"))
                    .create(file, batch.schema(), Map.of())) {
                for (int number = 0; number < BATCHES; number++) {
                    batch.clear();
                    fill(batch, random);
                    rows.write(batch, 0, batch.size());
                }
                rows.finish();
            }
        }

        private static RowSchema schema() {
            return new RowSchema(IntStream.range(0, COLUMNS)
                    .mapToObj(number -> new Column("c" + number, new ColumnType.Text(), true, "varchar(40)"))
                    .toList());
        }

        /** Half of the values repeat, so that every column has a dictionary and outgrows it. */
        private static void fill(RowBatch batch, Random random) {
            for (int row = 0; row < BATCH_ROWS; row++) {
                for (int column = 0; column < COLUMNS; column++) {
                    long number = random.nextBoolean() ? random.nextLong() : random.nextInt(100);
                    ((ColumnVector.Objects) batch.vector(column)).set(row, Long.toString(number, Character.MAX_RADIX));
                }
                batch.endRow(COLUMNS * 30L);
            }
        }
    }
}
