package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.databricks.WorkspaceSession;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionProgress;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerRowSource;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Measures, in one run: the limits (the result drained through JDBC, the same rows encoded from memory) and the whole
 * extraction. docs/performance.md says how to run it.
 */
public final class ExtractionBenchmark {

    private static final int CHUNK_ROWS = 1_000_000;
    /** Enough that what repeats is outside the compressor's window, and the dictionaries see real variety. */
    private static final int ROWS_IN_MEMORY = 262_144;

    private static final long WARM_UP_ROWS = 1_000_000;
    private static final ParameterType KEY = new ParameterType(ParameterType.Kind.BIGINT, 0, 0);

    private final SmallRyeConfig settings = Settings.load();
    private final ExtractionConfig extraction = settings.getConfigMapping(ExtractionConfig.class);
    private final ParquetRowFileWriter writer =
            new ParquetRowFileWriter(settings.getConfigMapping(ParquetConfig.class), 1);
    private final Path folder;
    private final int repeat;

    private ExtractionBenchmark(Path folder, int repeat) {
        this.folder = folder;
        this.repeat = repeat;
    }

    /**
     * Runs. System properties: {@code bench.scale} (1), {@code bench.repeat} (1: how often each row is read, by a cross
     * join), {@code bench.only} ({@code extract} leaves the limits out), {@code bench.parts} (1,2,4: in how many parts the extraction
     * reads, one run for each number).
     */
    public static void main(String... arguments) throws Exception {
        Settings.quietLog();
        Path folder = Files.createTempDirectory("bridge-bench-");
        new ExtractionBenchmark(folder, Integer.getInteger("bench.repeat", 1)).run();
    }

    private void run() throws Exception {
        try (Connection connection = Settings.connect()) {
            LineItemTable.loadOnce(connection, Double.parseDouble(System.getProperty("bench.scale", "1")));
        }
        System.out.printf(Locale.ROOT, "Java %s, %d processors, heap of at most %d MiB%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20);
        SqlServerConfig config = settings.getConfigMapping(SqlServerConfig.class);
        try (WorkspaceProcess workspace = WorkspaceProcess.start(folder.resolve("volumes"));
                SqlServerPools pools = new SqlServerPools(config)) {
            SqlServerRowSource source = new SqlServerRowSource(
                    pools, config.temporalPolicy(), config.maxValueSize().asLongValue());
            if (!"extract".equals(System.getProperty("bench.only"))) {
                limits(source, workspace);
            } else {
                extracts(source, workspace);
            }
        }
    }

    private void limits(SqlServerRowSource source, WorkspaceProcess workspace) throws Exception {
        List<RowBatch> rows = inMemory(source);
        drain(WARM_UP_ROWS);
        encode(rows, WARM_UP_ROWS);
        extract(source, workspace, List.of(query(OptionalLong.of(WARM_UP_ROWS))));
        Measured drain = show(Measured.of("limit: drain", () -> drain(Long.MAX_VALUE)));
        Measured encode = show(Measured.of("limit: encode", () -> encode(rows, drain.rows())));
        rows.clear();
        double cpu = drain.cpuSeconds() + encode.cpuSeconds();
        double slowest = Math.max(drain.wallSeconds(), encode.wallSeconds());
        double sum = drain.wallSeconds() + encode.wallSeconds();
        for (Measured whole : extracts(source, workspace)) {
            System.out.printf(Locale.ROOT, "%-22s CPU / (drain + encode) = %.2f (to reach: at most 1.10);"
                    + " wall / slowest of both = %.2f, / their sum = %.2f%n", whole.name(),
                    whole.cpuSeconds() / cpu, whole.wallSeconds() / slowest, whole.wallSeconds() / sum);
        }
    }

    private List<Measured> extracts(SqlServerRowSource source, WorkspaceProcess workspace) throws Exception {
        List<Measured> all = new ArrayList<>();
        for (String parts : System.getProperty("bench.parts", "1,2,4").split(",")) {
            int count = Integer.parseInt(parts);
            all.add(show(Measured.of(
                    count == 1 ? "extract" : "extract, " + count + " parts",
                    () -> extract(source, workspace, inParts(count)))));
        }
        return all;
    }

    /** By ranges of the key of the same width, which is what Spark does too. */
    private List<RowQuery> inParts(int count) throws SQLException {
        if (count == 1) {
            return List.of(query(OptionalLong.empty()));
        }
        long largest;
        try (Connection connection = Settings.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT MAX(l_orderkey) FROM " + LineItemTable.NAME);
                ResultSet result = statement.executeQuery()) {
            result.next();
            largest = result.getLong(1);
        }
        List<ParameterValue.Scalar> borders = LongStream.range(1, count)
                .<ParameterValue.Scalar>mapToObj(border -> new ParameterValue.Typed(KEY, largest * border / count))
                .toList();
        return RowRange.between(borders).stream()
                .map(range -> new RowQuery(new Country("bench"), new QueryName("lineitem"),
                        select() + " WHERE " + range.condition("l_orderkey", "CAST(? AS bigint)"), range.borders(),
                        OptionalLong.empty(), Map.of()))
                .toList();
    }

    private static Measured show(Measured measured) {
        System.out.println(measured);
        return measured;
    }

    /** Every column of every row fetched as the type that it is, and nothing done with it. */
    private long[] drain(long limit) throws SQLException {
        long rows = 0;
        long check = 0;
        try (Connection connection = Settings.connect();
                PreparedStatement statement = connection.prepareStatement(select());
                ResultSet result = statement.executeQuery()) {
            while (rows < limit && result.next()) {
                check += result.getLong(1) + result.getInt(2) + result.getInt(3) + result.getInt(4);
                for (int column = 5; column <= 8; column++) {
                    check += result.getBigDecimal(column).scale();
                }
                check += result.getString(9).length() + result.getString(10).length();
                for (int column = 11; column <= 13; column++) {
                    check += result.getObject(column, LocalDateTime.class).getNano();
                }
                check += result.getString(14).length() + result.getString(15).length() + result.getString(16).length();
                rows++;
            }
            if (rows == limit) {
                connection.abort(Runnable::run);
            }
        }
        return new long[] {rows, check == 0 ? 1 : 0};
    }

    private List<RowBatch> inMemory(SqlServerRowSource source) {
        List<RowBatch> batches = new ArrayList<>();
        try (RowStream stream = source.open(query(OptionalLong.empty()), new Cancellation())) {
            while (batches.size() * extraction.batchRows() < ROWS_IN_MEMORY) {
                RowBatch batch = new RowBatch(stream.schema(), extraction.batchRows());
                stream.fill(batch, extraction.batchSize().asLongValue());
                batches.add(batch);
            }
        }
        return batches;
    }

    private long[] encode(List<RowBatch> batches, long rows) throws Exception {
        long done = 0;
        long bytes = 0;
        while (done < rows) {
            Path file = folder.resolve("encode.parquet");
            try (RowFile parquet = writer.create(file, batches.get(0).schema(), Map.of())) {
                for (int next = 0; parquet.rows() < CHUNK_ROWS && done + parquet.rows() < rows; next++) {
                    RowBatch batch = batches.get(next % batches.size());
                    parquet.write(batch, 0, batch.size());
                }
                done += parquet.rows();
                bytes += parquet.finish();
            }
            Files.delete(file);
        }
        return new long[] {done, bytes};
    }

    private long[] extract(SqlServerRowSource source, WorkspaceProcess workspace, List<RowQuery> parts) {
        DatabricksConfig databricks = settings.getConfigMapping(DatabricksConfig.class);
        WorkspaceSession session = new WorkspaceSession(workspace.workspace(), databricks.requestTimeout());
        PlannedQuery query = new PlannedQuery(
                parts.size() == 1 ? parts.get(0) : query(OptionalLong.empty()), "", Map.of(), Map.of(), SecretParameters.NONE, new VolumePath("/Volumes/main/bridge/bench/lineitem"), true, CHUNK_ROWS)
                .inParts(parts);
        try (VolumeLandingZone landing = new VolumeLandingZone(session, LandingSettings.of(databricks), WorkContext.NONE);
                ExtractionService service = new ExtractionService(extraction, source, writer, landing, WorkContext.NONE, "bench")) {
            QueryOutcome.Extracted outcome = (QueryOutcome.Extracted)
                    service.run(JobId.random(), query, ExtractionProgress.NONE, new Cancellation());
            return new long[] {outcome.rows(), outcome.bytes()};
        }
    }

    private RowQuery query(OptionalLong limit) {
        return new RowQuery(
                new Country("bench"), new QueryName("lineitem"), select(), List.of(), limit, Map.of());
    }

    private String select() {
        if (repeat == 1) {
            return LineItemTable.SELECT;
        }
        StringBuilder values = new StringBuilder("(0)");
        for (int number = 1; number < repeat; number++) {
            values.append(", (").append(number).append(')');
        }
        return LineItemTable.SELECT + " CROSS JOIN (VALUES " + values + ") AS again (number)";
    }
}
