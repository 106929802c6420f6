package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.operator.query.SqlServerSource;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The Spark data source as Spark calls it. Catches a value that is another one in Spark's rows, a row that two partitions have or
 * none, and a secret in what Spark shows. Runs when the environment names a server; sdk/tests runs it in Spark itself.
 */
class SqlServerSparkSourceTest {

    static final List<String> ZONES = TimeZones.TRICKY;

    private final String table = RealSqlServer.uniqueTable();
    private final Map<String, String> options = new HashMap<>();
    private TestSqlServerConfig config;
    private RealSqlServer server;

    @BeforeEach
    void connect() {
        config = RealSqlServer.config();
        server = new RealSqlServer(config);
        options.put("host", config.host);
        options.put("port", Integer.toString(config.port));
        options.put("database", config.database);
        options.put("username", config.username);
        options.put("password", config.password);
        options.put("trust-certificate", Boolean.toString(config.trustCertificate));
    }

    @AfterEach
    void dropTable() throws SQLException {
        if (server != null) {
            server.execute("DROP TABLE IF EXISTS " + table);
            server.close();
        }
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void nullMinimumAndMaximumOfEveryTypeAreReadExactly(String zone) throws Exception {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, "
                + joined(type -> type.column() + " " + type.declaration() + " NULL") + ")");
        server.execute("INSERT INTO " + table + " VALUES (1, " + joined(type -> "NULL") + ")");
        server.execute("INSERT INTO " + table + " VALUES (2, " + joined(TypeCase::minimum) + ")");
        server.execute("INSERT INTO " + table + " VALUES (3, " + joined(TypeCase::maximum) + ")");
        options.put("query", "SELECT * FROM " + table + " ORDER BY id");
        TimeZones.in(zone, () -> {
            List<List<Object>> rows = read();
            for (int column = 0; column < TypeCase.ALL.size(); column++) {
                TypeCase type = TypeCase.ALL.get(column);
                assertThat(rows.get(0).get(column + 1))
                        .as("null %s", type.type())
                        .isNull();
                assertThat(rows.get(1).get(column + 1))
                        .as("minimum %s", type.type())
                        .isEqualTo(type.least());
                assertThat(rows.get(2).get(column + 1))
                        .as("maximum %s", type.type())
                        .isEqualTo(type.most());
            }
        });
    }

    @Test
    void aDescribedQueryIsNotRun() throws SQLException {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, price decimal(10, 2) NULL)");
        server.execute("INSERT INTO " + table + " VALUES (0, 1.5)");
        options.put("query", "SELECT id, price, 1 / id AS never FROM " + table);
        assertThat(new SqlServerSource().inferSchema(new CaseInsensitiveStringMap(options)))
                .isEqualTo(new StructType()
                        .add("id", DataTypes.IntegerType)
                        .add("price", DataTypes.createDecimalType(10, 2))
                        .add("never", DataTypes.IntegerType));
    }

    @Test
    void aQueryThatIsNotDividedMayHaveWithAndOrderBy() throws IOException {
        options.put(
                "query",
                "WITH q AS (SELECT v FROM (VALUES (1), (3), (2)) AS t (v)) SELECT v FROM q ORDER BY v DESC -- end");
        assertThat(read()).containsExactly(List.of(3L), List.of(2L), List.of(1L));
    }

    @Test
    void everyRowIsInOnePartitionWhateverItsKey() throws Exception {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, part int NULL, moment datetime2(6) NULL)");
        for (int i = 0; i < 50; i++) {
            server.execute("INSERT INTO " + table + " VALUES (" + i + ", " + (i % 7 == 0 ? "NULL" : i - 10) + ", "
                    + (i % 5 == 0 ? "NULL" : "'2024-03-31T02:" + (10 + i) + ":00.999999'") + ")");
        }
        options.put("query", "SELECT id, part, moment FROM " + table + " -- with a comment");
        options.put("num-partitions", "4");
        for (String[] bounds : List.of(
                new String[] {"PART", "0", "20"},
                new String[] {"moment", "2024-03-31 02:20:00", "2024-03-31 02:40:00"})) {
            options.put("partition-column", bounds[0]);
            options.put("lower-bound", bounds[1]);
            options.put("upper-bound", bounds[2]);
            assertThat(batch().planInputPartitions()).hasSize(4);
            assertThat(read()).extracting(row -> row.get(0)).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatCannotBeDividedSaysSoBeforeAnythingIsRead() {
        options.put("query", "WITH q AS (SELECT 1 AS id) SELECT id FROM q");
        options.put("partition-column", "id");
        options.put("lower-bound", "1");
        options.put("upper-bound", "2");
        options.put("num-partitions", "2");
        assertThatThrownBy(this::batch)
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("query-not-divisible"))
                .hasMessageContaining("make it a view");
    }

    @Test
    void aColumnThatWasChangedSinceThePlanIsRefused() throws Exception {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, name nvarchar(9) NULL)");
        options.put("query", "SELECT * FROM " + table);
        Batch planned = batch();
        server.execute("ALTER TABLE " + table + " DROP COLUMN name");
        assertThatThrownBy(() -> read(planned, new StructType())).hasMessageContaining("[schema-changed]");
    }

    @Test
    void whatSqlServerRefusesIsToldWithItsCode() {
        options.put("query", "SELECT * FROM dbo.nowhere_at_all");
        assertThatThrownBy(this::batch)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        refused -> assertThat(refused.code()).startsWith("sqlserver-"));
        options.put("query", "SELECT id FROM (VALUES (1), (0)) AS v (id) WHERE 1 / id = 1");
        assertThatThrownBy(this::read).hasMessageContaining("[sqlserver-");
    }

    @Test
    void nothingThatSparkShowsHasTheLoginInIt() {
        options.put("query", "SELECT 1 AS id");
        SqlServerSource source = new SqlServerSource();
        StructType schema = source.inferSchema(new CaseInsensitiveStringMap(options));
        SupportsRead read = (SupportsRead) source.getTable(schema, new Transform[0], options);
        Batch batch =
                read.newScanBuilder(CaseInsensitiveStringMap.empty()).build().toBatch();
        assertThat(List.of(
                        read.toString(),
                        read.name(),
                        batch.toString(),
                        batch.createReaderFactory().toString(),
                        read.newScanBuilder(CaseInsensitiveStringMap.empty())
                                .build()
                                .description()))
                .allSatisfy(shown -> assertThat(shown).doesNotContain(config.password, config.username));
    }

    private Batch batch() {
        SqlServerSource source = new SqlServerSource();
        StructType schema = source.inferSchema(new CaseInsensitiveStringMap(options));
        SupportsRead read = (SupportsRead) source.getTable(schema, new Transform[0], options);
        return read.newScanBuilder(CaseInsensitiveStringMap.empty()).build().toBatch();
    }

    private List<List<Object>> read() throws IOException {
        StructType schema = new SqlServerSource().inferSchema(new CaseInsensitiveStringMap(options));
        return read(batch(), schema);
    }

    private static List<List<Object>> read(Batch batch, StructType schema) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (InputPartition partition : batch.planInputPartitions()) {
            try (PartitionReader<InternalRow> reader =
                    batch.createReaderFactory().createReader(partition)) {
                while (reader.next()) {
                    rows.add(values(reader.get(), schema));
                }
            }
        }
        return rows;
    }

    private static List<Object> values(InternalRow row, StructType schema) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < schema.length(); i++) {
            DataType type = schema.fields()[i].dataType();
            values.add(row.isNullAt(i) ? null : comparable(row.get(i, type), type));
        }
        return values;
    }

    /** As {@link io.github.sqldatabricks.bridge.testing.ReadRows} has it. */
    private static Object comparable(Object value, DataType type) {
        if (value instanceof Decimal decimal) {
            return decimal.toJavaBigDecimal();
        }
        if (value instanceof UTF8String text) {
            return text.toString();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (type.equals(DataTypes.DateType)) {
            return LocalDate.ofEpochDay((Integer) value);
        }
        if (type.equals(DataTypes.TimestampNTZType)) {
            return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus((Long) value, ChronoUnit.MICROS);
        }
        if (type.equals(DataTypes.TimestampType)) {
            return Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
        }
        boolean whole = value instanceof Short || value instanceof Integer;
        return whole ? (Object) ((Number) value).longValue() : value;
    }

    private static String joined(Function<TypeCase, String> part) {
        return TypeCase.ALL.stream().map(part).collect(Collectors.joining(", "));
    }
}
