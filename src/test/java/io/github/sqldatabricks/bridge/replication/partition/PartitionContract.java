package io.github.sqldatabricks.bridge.replication.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics.Step;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.Divided;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of real tables, whose order is the server's. Catches a row in two parts or in none: by a collation, by a type that is bound as
 * another one, by NULLs, by values that many rows have.
 */
public abstract class PartitionContract {

    protected static final Country COUNTRY = new Country("bolivia");

    private static final int ROWS = 120;
    private static final int PARTS = 5;

    private final String table = newTable();
    private final Random random = new Random(42);

    /** A name that nobody else has, in schema dbo. */
    protected abstract String newTable();

    protected abstract Connection connect() throws SQLException;

    protected abstract RowSource source();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tinyint           | CAST(%d % 128 AS tinyint)
            smallint          | CAST(%d - 200 AS smallint)
            int               | %d * 1000
            bigint            | CAST(%d AS bigint) * 922337203685477
            decimal(18,4)     | CAST('%d.0001' AS decimal(18, 4))
            decimal(28,0)     | CAST('99999999999999999999%d' AS decimal(28, 0))
            date              | CAST('2024-01-%02d' AS date)
            smalldatetime     | CAST('2024-01-31T00:%02d:00' AS smalldatetime)
            datetime          | CAST('2024-01-31T00:00:%02d.997' AS datetime)
            datetime2(0)      | CAST('2024-01-31T00:00:%02d' AS datetime2(0))
            datetime2(6)      | CAST('2024-01-31T00:00:00.0001%02d' AS datetime2(6))
            datetimeoffset(3) | CAST('2024-01-31T00:00:00.0%02d+05:30' AS datetimeoffset(3))
            char(10)          | CAST('key %d' AS char(10))
            varchar(20)       | CAST('Key %d' AS varchar(20))
            nchar(10)         | CAST(N'Zürich %d' AS nchar(10))
            nvarchar(40)      | CAST(N'ßtraße %d' AS nvarchar(40))
            uniqueidentifier  | CAST('6F9619FF-8B86-D011-B42D-00C04FC9%04d' AS uniqueidentifier)
            """)
    void everyRowIsInExactlyOnePart(String declared, String value) throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k " + declared + " NULL)");
        for (int id = 0; id < ROWS; id++) {
            String key = id % 17 == 0 ? "NULL" : value.replace(" % ", " %% ").formatted(1 + random.nextInt(28));
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + key + ")");
        }
        List<List<Integer>> parts = parts(declared, table(), OptionalLong.of(ROWS), (c, t, k, x) -> List.of());
        requireEachOnce(parts);
        assertTrue(parts.stream().filter(part -> !part.isEmpty()).count() >= PARTS - 1, parts::toString);
    }

    @Test
    void textIsInTheOrderOfItsCollation() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k nvarchar(20) NULL)");
        List<String> keys = List.of(
                "a", "A", "ä", "Ä", "b", "B", "z", "Z", "aa", "a ", "a  b", "-", "a-b", "ab", "_", "1", "10", "2", "ﬁ",
                "fi", "", " ", "ß", "ss", "SS", "😀", "é", "é");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", N'" + keys.get(id % keys.size()) + "')");
        }
        requireEachOnce(parts("nvarchar(20)", table(), OptionalLong.of(ROWS), (c, t, k, x) -> List.of()));
    }

    @Test
    void oneValueOnlyIsOnePartWithRows() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL)");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", 7)");
        }
        requireEachOnce(parts("int", table(), OptionalLong.of(ROWS), (c, t, k, x) -> List.of()));
    }

    /** Nine rows in ten have one value of the first column; the second one has NULLs, repeats, and any type. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int              | %d
            decimal(18,4)    | CAST('%d.0001' AS decimal(18, 4))
            datetime2(6)     | CAST('2024-01-31T00:00:00.0001%02d' AS datetime2(6))
            nvarchar(40)     | CAST(N'ßtraße %d' AS nvarchar(40))
            uniqueidentifier | CAST('6F9619FF-8B86-D011-B42D-00C04FC9%04d' AS uniqueidentifier)
            """)
    void aValueThatMostRowsHaveIsDividedByTheSecondColumn(String declared, String value) throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL, b " + declared + " NULL)");
        for (int id = 0; id < ROWS; id++) {
            String first = id % 23 == 0 ? "NULL" : id % 10 == 0 ? Integer.toString(random.nextInt(15)) : "7";
            String second = id % 17 == 0 ? "NULL" : value.formatted(10 + random.nextInt(80));
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + first + ", " + second + ")");
        }
        List<List<Integer>> parts = parts(byTwo("int", declared));
        requireEachOnce(parts);
        int largest = parts.stream().mapToInt(List::size).max().orElseThrow();
        assertTrue(largest <= 2 * ROWS / PARTS, parts::toString);
    }

    @Test
    void rowsWhoseFirstColumnIsTheSameAreDividedByTheSecond() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k nvarchar(9) NOT NULL, b int NOT NULL)");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", N'" + (id % 2 == 0 ? "a" : "A") + "', " + id + ")");
        }
        List<List<Integer>> parts = parts(byTwo("nvarchar(9)", "int"));
        requireEachOnce(parts);
        assertTrue(parts.stream().filter(part -> !part.isEmpty()).count() > 2, parts::toString);
    }

    @Test
    void twoColumnsThatAreTheSameInAllRowsStayTogether() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL, b int NULL)");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", 7, NULL)");
        }
        requireEachOnce(parts(byTwo("int", "int")));
    }

    /** A server that never counted says 0: then each row would be a part. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30})
    void aCountThatIsFarTooLowMakesNoMorePartsThanAFewTimesWhatIsWanted(int values) throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL, b int NULL)");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + id % values + ", " + id + ")");
        }
        Divided two = byTwo("int", "int");
        List<List<Integer>> parts =
                parts(new Divided(two.query(), two.table(), two.key(), OptionalLong.of(0), two.second()));
        requireEachOnce(parts);
        assertTrue(parts.size() <= 6 * PARTS, () -> parts.size() + " parts");
    }

    @Test
    void aHistogramThatIsWrongMakesPartsUnevenAndLosesNothing() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL)");
        for (int id = 0; id < ROWS; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + id + ")");
        }
        KeyStatistics wrong = (country, name, key, cancellation) -> List.of(
                new Step(key.value("-5"), 100, 1), new Step(key.value("3"), 100, 1), new Step(key.value("900"), 9, 9));
        requireEachOnce(parts("int", table(), OptionalLong.of(ROWS), wrong));
    }

    @Test
    void aTemplateIsCountedAndDivided() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL)");
        for (int id = 0; id < ROWS + 20; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + id + ")");
        }
        StreamQuery template = new StreamQuery(
                query("SELECT id, k FROM " + table + " WHERE id < ? -- not all", new ParameterValue.Whole(ROWS)),
                Narrowing.AROUND,
                "rows");
        requireEachOnce(parts("int", template, OptionalLong.empty(), (c, t, k, x) -> List.of()));
    }

    @Test
    void aTemplateIsDividedByTheColumnThatItNames() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, [the key] nvarchar(20) NULL)");
        for (int id = 0; id < ROWS; id++) {
            String key = id % 17 == 0 ? "NULL" : "N'Zürich " + random.nextInt(30) + "'";
            execute("INSERT INTO " + table + " VALUES (" + id + ", " + key + ")");
        }
        RowQuery template = query(
                "SELECT id, [the key] FROM " + table + " WHERE id < ? -- not all", new ParameterValue.Whole(ROWS));
        List<RowQuery> parts = division().parts(template, by("THE KEY", PARTS), new Cancellation());
        assertTrue(parts.size() > 2, parts::toString);
        requireEachOnce(read(parts));
        PartitionBy few = new PartitionBy("the key", OptionalInt.empty());
        assertEquals(List.of(template), division().parts(template, few, new Cancellation()));
    }

    @Test
    void aColumnThatNothingCanBeDividedByIsRefusedBeforeARowIsRead() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, text nvarchar(max) NULL, x float NULL)");
        RowQuery template = query("SELECT id, text, x FROM " + table);
        for (String column : List.of("missing", "text", "x")) {
            BridgeException refused = assertThrows(
                    BridgeException.RemotePermanent.class,
                    () -> division().parts(template, by(column, PARTS), new Cancellation()));
            assertEquals(ErrorCode.PARTITION_REFUSED, refused.error());
            assertTrue(refused.getMessage().contains("'" + column + "'"), refused::getMessage);
        }
    }

    private TemplateParts division() {
        return new TemplateParts(new PartitionPlanner((c, t, k, x) -> List.of(), source()), source());
    }

    private static PartitionBy by(String column, int parts) {
        return new PartitionBy(column, OptionalInt.of(parts));
    }

    @Test
    void anEmptyTableIsOnePart() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, k int NULL)");
        assertEquals(List.of(List.of()), parts("int", table(), OptionalLong.of(0), (c, t, k, x) -> List.of()));
    }

    private StreamQuery table() {
        return new StreamQuery(query("SELECT * FROM " + table), Narrowing.WHERE, "rows");
    }

    private List<List<Integer>> parts(String declared, StreamQuery query, OptionalLong rows, KeyStatistics statistics) {
        KeyColumn key = KeyColumn.of("k", declared).orElseThrow();
        return parts(new Divided(query, Optional.of(SqlServerTable.parse(table)), key, rows), statistics);
    }

    private Divided byTwo(String first, String second) {
        return new Divided(
                table(),
                Optional.of(SqlServerTable.parse(table)),
                KeyColumn.of("k", first).orElseThrow(),
                OptionalLong.of(ROWS),
                KeyColumn.of("b", second));
    }

    private List<List<Integer>> parts(Divided divided) {
        return parts(divided, (c, t, k, x) -> List.of());
    }

    private List<List<Integer>> parts(Divided divided, KeyStatistics statistics) {
        List<RowQuery> parts = new PartitionPlanner(statistics, source()).plan(divided, PARTS, new Cancellation());
        RowQuery all = divided.query().all();
        // As another process has them, which is told of them by text.
        List<RowQuery> told = parts.stream()
                .map(part -> Narrowed.read(Narrowed.of(all, part).json()).of(all))
                .toList();
        assertEquals(parts, told);
        return read(told);
    }

    private List<List<Integer>> read(List<RowQuery> queries) {
        List<List<Integer>> parts = new ArrayList<>();
        for (RowQuery part : queries) {
            try (RowStream stream = source().open(part, new Cancellation())) {
                parts.add(ReadRows.all(stream).stream()
                        .map(row -> ((Long) row.get(0)).intValue())
                        .toList());
            }
        }
        return parts;
    }

    private static void requireEachOnce(List<List<Integer>> parts) {
        List<Integer> all = parts.stream().flatMap(List::stream).sorted().toList();
        List<Integer> expected = IntStream.range(0, ROWS).boxed().toList();
        assertEquals(expected, all, parts::toString);
    }

    private static RowQuery query(String sql, ParameterValue.Scalar... parameters) {
        return new RowQuery(COUNTRY, new QueryName("parts"), sql, List.of(parameters), OptionalLong.empty(), Map.of());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
