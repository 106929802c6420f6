package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Catches a value that a real TDS server holds and that comes out different: by the JVM's time zone, the calendar, a sign,
 * a rounded digit, a null taken for zero. Runs when the environment names a server.
 */
class SqlServerTypesTest {

    static final List<String> ZONES = TimeZones.TRICKY;
    static final List<TypeCase> CASES_WITH_OUTSIDE =
            TypeCase.ALL.stream().filter(type -> !type.outside().isEmpty()).toList();

    private RealSqlServer server;
    private final String table = RealSqlServer.uniqueTable();

    @BeforeEach
    void connect() {
        server = new RealSqlServer(RealSqlServer.config());
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
        TimeZones.in(zone, () -> {
            List<List<Object>> rows = server.read(RealSqlServer.query("SELECT * FROM " + table + " ORDER BY id"));
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

    @ParameterizedTest
    @FieldSource("CASES_WITH_OUTSIDE")
    void aValueJustOutsideIsTheServersErrorAndNeverAnotherValue(TypeCase type) throws SQLException {
        Assumptions.assumeFalse(
                type.type() == SqlServerType.DATE && server.isBabelfish(), "SKIPPED: Babelfish has a year 10000");
        assertThatThrownBy(() -> server.read(
                        RealSqlServer.query("SELECT CAST(" + type.outside() + " AS " + type.declaration() + ") AS v")))
                .isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void oldDatesAreProlepticGregorianInEveryType(String zone) throws Exception {
        String sql = "SELECT CAST('1500-03-01' AS date) AS a, CAST('1582-10-10' AS datetime2(0)) AS b,"
                + " CAST('1500-03-01 23:30:00.5 -01:00' AS datetimeoffset(1)) AS c,"
                + " CAST(CAST('1500-03-01' AS date) AS sql_variant) AS d";
        TimeZones.in(
                zone,
                () -> assertThat(server.read(RealSqlServer.query(sql)).get(0))
                        .containsExactly(
                                LocalDate.of(1500, 3, 1),
                                LocalDateTime.of(1582, 10, 10, 0, 0),
                                Instant.parse("1500-03-02T00:30:00.5Z"),
                                "1500-03-01"));
    }

    @Test
    void theTenDaysThatTheDriverConfusesAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> server.read(
                        RealSqlServer.query("SELECT CAST('1582-10-10 00:00:00 +00:00' AS datetimeoffset(0)) AS v")))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("Row 1")
                .hasMessageContaining("CAST the column to nvarchar(40)");
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void theTextPolicyKeepsWhatSqlServerPrints(String zone) throws Exception {
        String sql = "SELECT CAST('2024-03-31 02:30:00.123456' AS datetime2(6)) AS a,"
                + " CAST('1500-03-01 02:30:00.123456 +05:45' AS datetimeoffset(6)) AS b";
        Map<String, TemporalPolicy> policies = Map.of("a", TemporalPolicy.TEXT, "b", TemporalPolicy.TEXT);
        TimeZones.in(
                zone,
                () -> assertThat(server.read(RealSqlServer.query(sql, OptionalLong.empty(), policies))
                                .get(0))
                        .containsExactly("2024-03-31 02:30:00.123456", "1500-03-01 02:30:00.123456 +05:45"));
    }

    @Test
    void everyColumnHasTheTypeOfThePublishedTable() throws SQLException {
        server.execute("CREATE TABLE " + table + " ("
                + joined(type -> type.column() + " " + type.declaration() + " NULL") + ")");
        try (RowStream stream = server.open(RealSqlServer.query("SELECT * FROM " + table))) {
            assertThat(ReadRows.all(stream)).isEmpty();
            for (int column = 0; column < TypeCase.ALL.size(); column++) {
                SqlServerType type = TypeCase.ALL.get(column).type();
                ColumnType read = stream.schema().columns().get(column).type();
                assertThat(type.columnType(38, 6).orElseThrow()).as("%s", type).hasSameClassAs(read);
            }
        }
    }

    @Test
    void typesOfNewerServersAreReadOrRefused() throws SQLException {
        Assumptions.assumeFalse(server.isBabelfish(), "SKIPPED: Babelfish has no rowversion, json, vector, CLR types");
        TypeCase.REFUSED.forEach(
                (type, value) -> assertThatThrownBy(() -> server.read(RealSqlServer.query("SELECT " + value + " AS v")))
                        .as("%s", type)
                        .isInstanceOf(BridgeException.InvalidRequest.class)
                        .hasMessageContaining("select"));
        assertThat(server.read(
                        RealSqlServer.query("SELECT " + TypeCase.OTHERS.get(SqlServerType.ROWVERSION) + " AS v")))
                .containsExactly(List.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
    }

    @Test
    void theSeventhDigitFailsIsCutOrIsKeptAsText() throws SQLException {
        Assumptions.assumeFalse(server.isBabelfish(), "SKIPPED: Babelfish keeps six digits only");
        String sql = "SELECT CAST('2024-03-31 02:30:00.1234567' AS datetime2(7)) AS v";
        assertThatThrownBy(() -> server.read(RealSqlServer.query(sql))).hasMessageContaining("2024-03-31");
        assertThat(server.read(RealSqlServer.query(sql, OptionalLong.empty(), Map.of("v", TemporalPolicy.TRUNCATE))))
                .containsExactly(List.of(LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000)));
        assertThat(server.read(RealSqlServer.query(sql, OptionalLong.empty(), Map.of("v", TemporalPolicy.TEXT))))
                .containsExactly(List.of("2024-03-31 02:30:00.1234567"));
    }

    private static String joined(Function<TypeCase, String> part) {
        return TypeCase.ALL.stream().map(part).collect(Collectors.joining(", "));
    }
}
