package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches a table that a query reads without the permission check seeing it, queries of everyday T-SQL that the check refuses to
 * understand, a text that is parsed again each time, and a time-out that is held against a text for ever.
 */
class QueryTablesTest {

    private final QueryTables queryTables = new QueryTables(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        queryTables.close();
    }

    static Stream<Arguments> namesAndJoins() {
        return Stream.of(
                query("SELECT 1"),
                query("SELECT * FROM Orders", "dbo.orders"),
                query("SELECT * FROM sales.Orders o", "sales.orders"),
                query("SELECT o.* FROM [sales].[Order Details] AS o", "sales.order details"),
                query("SELECT * FROM \"sales\".\"Orders\"", "sales.orders"),
                query("SELECT * FROM Db.sales.Orders", "db.sales.orders"),
                query("SELECT * FROM Db..Orders", "db.dbo.orders"),
                query("SELECT * FROM dbo.a WITH (NOLOCK)", "dbo.a"),
                query("SELECT * FROM dbo.a x WITH (NOLOCK, INDEX(i)) WHERE x.b = ?", "dbo.a"),
                query("SELECT * FROM dbo.a (NOLOCK)", "dbo.a"),
                query("SELECT * FROM dbo.a, dbo.b", "dbo.a", "dbo.b"),
                query("SELECT * FROM dbo.a JOIN dbo.b ON a.x = b.x", "dbo.a", "dbo.b"),
                query(
                        "SELECT * FROM dbo.a LEFT OUTER JOIN b ON a.x = b.x FULL JOIN c ON 1 = 1",
                        "dbo.a",
                        "dbo.b",
                        "dbo.c"),
                query("SELECT * FROM dbo.a CROSS JOIN dbo.b", "dbo.a", "dbo.b"));
    }

    static Stream<Arguments> subqueriesAndSets() {
        return Stream.of(
                query("SELECT * FROM (SELECT * FROM dbo.a) x", "dbo.a"),
                query("SELECT * FROM dbo.a WHERE x IN (SELECT x FROM dbo.b)", "dbo.a", "dbo.b"),
                query("SELECT * FROM dbo.a WHERE x IN (?, ?, ?) AND y BETWEEN ? AND ?", "dbo.a"),
                query("SELECT * FROM dbo.a WHERE EXISTS (SELECT 1 FROM dbo.b WHERE b.x = a.x)", "dbo.a", "dbo.b"),
                query("SELECT * FROM dbo.a WHERE x > ALL (SELECT x FROM dbo.b)", "dbo.a", "dbo.b"),
                query("SELECT (SELECT MAX(x) FROM dbo.b) AS m FROM dbo.a", "dbo.a", "dbo.b"),
                query("SELECT CASE WHEN 1 = (SELECT 1 FROM dbo.b) THEN 1 END FROM dbo.a", "dbo.a", "dbo.b"),
                query("SELECT COALESCE((SELECT x FROM dbo.b), 0) FROM dbo.a", "dbo.a", "dbo.b"),
                query("SELECT x FROM dbo.a ORDER BY (SELECT y FROM dbo.b)", "dbo.a", "dbo.b"),
                query("SELECT x FROM dbo.a GROUP BY x HAVING COUNT(*) > (SELECT y FROM dbo.b)", "dbo.a", "dbo.b"),
                query("SELECT x FROM dbo.a JOIN dbo.b ON a.x = (SELECT y FROM dbo.c)", "dbo.a", "dbo.b", "dbo.c"),
                query(
                        "SELECT x FROM dbo.a UNION ALL SELECT x FROM dbo.b EXCEPT SELECT x FROM dbo.c",
                        "dbo.a",
                        "dbo.b",
                        "dbo.c"));
    }

    static Stream<Arguments> dialect() {
        return Stream.of(
                query("SELECT TOP (10) WITH TIES * FROM dbo.a ORDER BY x", "dbo.a"),
                query("SELECT TOP 5 PERCENT * FROM dbo.a", "dbo.a"),
                query("SELECT * FROM dbo.a ORDER BY x OFFSET ? ROWS FETCH NEXT ? ROWS ONLY", "dbo.a"),
                query(
                        "SELECT * FROM dbo.a OUTER APPLY (SELECT TOP 1 * FROM dbo.b WHERE b.x = a.x) y",
                        "dbo.a",
                        "dbo.b"),
                query("SELECT * FROM dbo.a CROSS APPLY dbo.Lines(a.id) l", "dbo.a", "dbo.lines"),
                query("SELECT * FROM dbo.Lines(1)", "dbo.lines"),
                query("SELECT dbo.Salary(a.id) FROM dbo.a", "dbo.a", "dbo.salary"),
                query("SELECT * FROM dbo.a CROSS APPLY STRING_SPLIT(a.tags, ',') s", "dbo.a"),
                query(
                        "SELECT ROW_NUMBER() OVER (PARTITION BY x ORDER BY (SELECT y FROM dbo.b)) FROM dbo.a",
                        "dbo.a",
                        "dbo.b"),
                query(
                        "SELECT CAST(x AS decimal(10, 2)), CONVERT(varchar(10), d, 120), ISNULL(y, N'o''k') FROM a",
                        "dbo.a"),
                query(
                        "SELECT SUM(x) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM a",
                        "dbo.a"),
                query("SELECT DATEADD(day, -1, GETDATE()), IIF(x = 1, 'a', 'b') FROM dbo.a -- FROM dbo.b", "dbo.a"),
                query("SELECT /* FROM dbo.b */ 'FROM dbo.c' AS x FROM dbo.a;", "dbo.a"),
                query(
                        "SELECT * FROM dbo.a WHERE x LIKE 'Iraq' AND y = 'http://x' OPTION (RECOMPILE, MAXDOP 2)",
                        "dbo.a"),
                query(
                        "SELECT * FROM dbo.a WITH (NOLOCK, READPAST) JOIN dbo.b WITH(Rowlock) ON 1 = 1",
                        "dbo.a",
                        "dbo.b"),
                query("SELECT * FROM (SELECT y, x FROM dbo.a) s PIVOT (SUM(x) FOR y IN ([1], [2])) p", "dbo.a"),
                query("SELECT * FROM dbo.a UNPIVOT (v FOR k IN (c1, c2)) u", "dbo.a"),
                query("SELECT STRING_AGG(x, ',') WITHIN GROUP (ORDER BY y) FROM dbo.a FOR XML PATH('')", "dbo.a"),
                query("SELECT * FROM dbo.a ORDER BY x OFFSET (SELECT y FROM dbo.b) ROWS", "dbo.a", "dbo.b"),
                query("SELECT * FROM (VALUES (1), (2)) v (x) JOIN dbo.a ON a.x = v.x", "dbo.a"),
                query("SELECT t.d AT TIME ZONE 'UTC', [t].[My Column] AS 'Label' FROM [dbo].[a] AS [t]", "dbo.a"),
                query("SELECT name FROM sys.tables", "sys.tables"),
                query("SELECT * FROM #temporary", "dbo.#temporary"));
    }

    static Stream<Arguments> commonTableExpressions() {
        return Stream.of(
                query("WITH c AS (SELECT * FROM dbo.a) SELECT * FROM C", "dbo.a"),
                query("WITH [c] (x, y) AS (SELECT 1, 2) SELECT c.* FROM c", new String[0]),
                query("WITH a AS (SELECT * FROM dbo.a) SELECT * FROM a", "dbo.a"),
                query("WITH c AS (SELECT 1 AS x) SELECT * FROM dbo.c", "dbo.c"),
                query("WITH c AS (SELECT * FROM d), d AS (SELECT 1 AS x) SELECT * FROM c", "dbo.d"),
                query(
                        "WITH c AS (SELECT * FROM dbo.a), d AS (SELECT * FROM c) SELECT * FROM d JOIN dbo.b ON 1 = 1",
                        "dbo.a",
                        "dbo.b"),
                query(
                        "WITH r AS (SELECT x FROM dbo.a UNION ALL SELECT r.x + 1 FROM r WHERE r.x < 9) SELECT * FROM r",
                        "dbo.a"));
    }

    @ParameterizedTest
    @MethodSource({"namesAndJoins", "subqueriesAndSets", "dialect"})
    void namesEveryTable(String sql, List<String> tables) {
        assertThat(known(sql)).isEqualTo(tables);
    }

    @ParameterizedTest
    @MethodSource("commonTableExpressions")
    void knowsWhereACommonTableExpressionHidesATable(String sql, List<String> tables) {
        assertThat(known(sql)).isEqualTo(tables);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELEC 1",
                "SELECT * FROM OPENQUERY(srv, 'SELECT * FROM dbo.a')",
                "SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;', 'SELECT 1')",
                "SELECT * FROM OPENROWSET(BULK 'c:\\x', SINGLE_BLOB) AS x",
                "SELECT * FROM OPENDATASOURCE('SQLNCLI', 'x').db.dbo.t",
                "SELECT * FROM CONTAINSTABLE(dbo.a, b, 'c')",
                "SELECT * FROM Unqualified(1)",
                "SELECT * FROM (OPENQUERY(s, 'x') q JOIN dbo.a ON 1 = 1)",
                "SELECT * FROM dbo.a, OPENQUERY(s, 'x') q",
                "SELECT * FROM dbo.a LEFT JOIN OPENQUERY(s, 'x') q ON 1 = 1",
                "SELECT * FROM dbo.a CROSS APPLY OPENQUERY(s, 'x') q",
                "SELECT * FROM OPENQUERY(s, 'x') PIVOT (SUM(x) FOR y IN ([1])) p",
                "WITH c AS (SELECT * FROM OPENQUERY(s, 'x')) SELECT * FROM c",
                "SELECT * FROM srv.db.dbo.a",
                "SELECT * INTO dbo.b FROM dbo.a",
                "SELECT 1; SELECT * FROM dbo.a",
                "SELECT 1 SELECT * FROM dbo.a",
                "EXEC dbo.p",
                "DELETE FROM dbo.a",
                "INSERT INTO dbo.a SELECT * FROM dbo.b",
                "UPDATE dbo.a SET x = 1",
                "DROP TABLE dbo.a",
                "SELECT * FROM dbo.a /* /* */ -- */ UNION SELECT * FROM dbo.b",
                "SELECT q'{', (SELECT x FROM dbo.b) AS '}'",
                "SELECT $$, (SELECT x FROM dbo.b), $$",
                "SELECT '\\', (SELECT x FROM dbo.b), '\\'",
                "SELECT * FROM dbo.a OPTION (TABLE HINT(dbo.b, NOLOCK))",
            })
    void doesNotUnderstandWhatCouldReadAnything(String sql) {
        assertThat(queryTables.of(sql)).isInstanceOf(QueryTables.TablesRead.NotUnderstood.class);
    }

    @Test
    void doesNotTryToUnderstandWhatIsHugeOrDeep() {
        assertThat(queryTables.of("SELECT 1 -- " + "x".repeat(100_000)))
                .isInstanceOf(QueryTables.TablesRead.NotUnderstood.class);
        assertThat(queryTables.of("SELECT " + "(".repeat(5000) + "1" + ")".repeat(5000)))
                .isInstanceOf(QueryTables.TablesRead.NotUnderstood.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM dbo.a WHERE | ( | x = 1 | )",
                "SELECT * FROM dbo.a WHERE | (y = 2 AND  | x = 1 | )",
                "SELECT * FROM dbo.a WHERE | (y IN (SELECT z FROM dbo.a) OR  | x = 1 | )",
                "SELECT * FROM dbo.a WHERE x = | (1 +  | y | )",
                "SELECT * FROM dbo.a WHERE x = | ABS( | y | )",
                "SELECT * FROM dbo.a WHERE x = | CASE WHEN y = 1 THEN  | 1 |  ELSE 0 END",
                "SELECT * FROM dbo.a WHERE | EXISTS (SELECT 1 FROM dbo.a WHERE  | x = 1 | )"
            })
    void understandsWhatIsNestedDeeply(String start, String open, String middle, String close) {
        String sql = start + " " + (open + " ").repeat(48) + middle + (" " + close).repeat(48);
        assertThat(known(sql)).containsExactly("dbo.a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT NEXT VALUE FOR dbo.numbers",
                "SELECT next  value\nfor dbo.numbers AS n FROM dbo.a",
                "SELECT NEXT/**/VALUE/**/FOR dbo.numbers",
                "SELECT NEXT -- a number\nVALUE FOR dbo.numbers AS n FROM dbo.a",
                "SELECT NEXT\u00a0VALUE\u3000FOR dbo.numbers",
                "SELECT * FROM dbo.a\u00ad",
                "SELECT * FROM dbo.a\u200b",
                "SELECT x\u200d FROM dbo.a",
                "SELECT * FROM dbo.a\u180e",
                "SELECT x AS \u3164 FROM dbo.a",
                "\ufeffSELECT * FROM dbo.a"
            })
    void doesNotUnderstandSequencesAndInvisibleLetters(String sql) {
        assertThat(queryTables.of(sql)).isInstanceOf(QueryTables.TablesRead.NotUnderstood.class);
    }

    @Test
    void longListsOfHintsAndLongCommentsNeedNoStack() {
        String hints = "SELECT * FROM dbo.a WITH (NOLOCK" + ", NOLOCK".repeat(12_000) + ")";
        String comment = "SELECT * FROM dbo.a /* " + "x\n".repeat(45_000) + " */";
        assertThat(known(hints)).containsExactly("dbo.a");
        assertThat(known(comment)).containsExactly("dbo.a");
    }

    @Test
    void givesUpAfterTheTimeOutAndTriesAgainTheNextTime() {
        QueryTables impatient = new QueryTables(Duration.ofMillis(1));
        String slow = "SELECT " + "(a + ".repeat(40) + "1" + ")".repeat(40) + " FROM dbo.a"
                + " JOIN dbo.b ON 1 = 1".repeat(4000);
        assertThat(impatient.of(slow)).isInstanceOf(QueryTables.TablesRead.NotUnderstood.class);
        impatient.close();
        assertThatThrownBy(() -> impatient.of(slow)).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM dbo.a", "SELECT 1; SELECT 2", "DELETE FROM dbo.a", "SELEC 1"})
    void asksItsParserOnlyOnceAboutTheSameText(String sql) {
        QueryTables.TablesRead first = queryTables.of(sql);
        queryTables.close();
        assertThat(queryTables.of(sql)).isSameAs(first);
        assertThatThrownBy(() -> queryTables.of(sql + " ")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void understandsEveryTemplateThatComesWithTheProject() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("queries"))) {
            List<Path> templates =
                    files.filter(file -> file.toString().endsWith(".sql")).toList();
            assertThat(templates).isNotEmpty();
            for (Path template : templates) {
                String bound = Files.readString(template).replaceAll("\\{\\w+}", "?");
                assertThat(known(bound)).as(template.toString()).isNotEmpty();
            }
        }
    }

    private List<String> known(String sql) {
        QueryTables.TablesRead read = queryTables.of(sql);
        assertThat(read).as(sql).isInstanceOf(QueryTables.TablesRead.Known.class);
        return ((QueryTables.TablesRead.Known) read)
                .tables().stream().map(TableName::toString).toList();
    }

    private static Arguments query(String sql, String... tables) {
        return Arguments.of(sql, List.of(tables));
    }
}
