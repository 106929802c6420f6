package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a parameter where T-SQL takes none, and a template that is more than one SELECT or not well-formed. */
class SqlTemplateRefusalTest {

    private static final QueryName NAME = new QueryName("orders");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT 1 FROM {a}",
                "SELECT 1 FROM dbo.{a}",
                "SELECT 1 FROM {a}.orders",
                "SELECT 1 FROM x JOIN {a} ON 1 = 1",
                "SELECT 1 FROM t_{a}",
                "SELECT 1 FROM [{a}]",
                "SELECT 1 WHERE x>={a}AND y=1",
                "SELECT 1 FROM \"{a}\"",
                "SELECT 1 AS {a}",
                "SELECT 1 AS '{a}'",
                "SELECT x FROM t ORDER BY {a}",
                "SELECT x FROM t GROUP BY /* why */ {a}",
                "SELECT DATEADD({a}, 1, x)",
                "SELECT CAST(x AS varchar({b}))",
                "SELECT CAST(x AS decimal(10, {b}))",
                "SELECT x COLLATE {a}",
                "SELECT x FROM t OPTION (MAXDOP {b})",
            })
    void aParameterWhereNothingCanBeBoundIsRefused(String template) {
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, template))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("parameter-not-allowed"))
                .hasMessageContaining("'orders'")
                .hasMessageContaining("line 1");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT x FROM OPENQUERY(srv, 'SELECT 1 WHERE a = {a}') | four-part name",
                "SELECT x FROM OPENROWSET('SQLNCLI', '{a}', 'SELECT 1') | four-part name",
                "SELECT * FROM t PIVOT (SUM(x) FOR m IN ({a})) AS p | @identifier",
                "SELECT * FROM t PIVOT (SUM(x) FOR m IN {a}) AS p | @identifier",
                "SELECT * FROM t UNPIVOT (x FOR m IN ([{a}])) AS p | @identifier",
                "SELECT x FROM t FOR XML PATH('{a}') | FOR XML",
                "SELECT x FROM t FOR XML AUTO, ROOT('{a}') | FOR XML",
                "SELECT x FROM t FOR JSON PATH, ROOT('{a}') | FOR XML",
                "SELECT x FROM t WITH (INDEX({a})) | index",
                "SELECT x FROM t WITH (INDEX = {a}) | index",
                "SELECT x FROM t TABLESAMPLE ({a} PERCENT) | TABLESAMPLE",
                "SELECT x FROM t TABLESAMPLE SYSTEM ({a} ROWS) | TABLESAMPLE",
                "SELECT x FROM t TABLESAMPLE (5 PERCENT) REPEATABLE ({a}) | REPEATABLE",
            })
    void whatToDoInsteadIsSaid(String template, String advice) {
        assertRefused(template, "parameter-not-allowed");
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, template)).hasMessageContaining(advice);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "EXEC dbo.orders_of_day | inline function",
                "EXECUTE dbo.p | inline function",
                "DECLARE @d date = '2026-01-01' SELECT @d | {start_date}",
                "SET NOCOUNT ON SELECT 1 | placeholders",
                "USE Sales SELECT 1 | other.dbo.orders",
                "SELECT x INTO #t FROM t | WITH name AS",
                "SELECT x FROM #t | WITH name AS",
                "SELECT x FROM ##t | WITH name AS",
                "SELECT x FROM a JOIN #t ON 1 = 1 | WITH name AS",
            })
    void theWayOutIsSaidForStatementsThatArentTaken(String template, String advice) {
        assertRefused(template, "not-one-select");
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, template)).hasMessageContaining(advice);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT 1 FROM t FOR SYSTEM_TIME AS OF {a} AS x",
                "SELECT 1 FROM t FOR SYSTEM_TIME FROM {a} TO {b} AS x WHERE c = 1",
                "SELECT 1 FROM t FOR SYSTEM_TIME BETWEEN {a} AND {b}",
                "SELECT 1 FROM t FOR SYSTEM_TIME CONTAINED IN ({a}, {b})",
                "SELECT 1 FROM t FOR SYSTEM_TIME FROM '{a}' TO '{b}'",
            })
    void thePeriodOfATemporalTableIsBoundAndNotCast(String template) {
        SqlTemplate parsed =
                SqlTemplate.parse(NAME, (template.contains("{b}") ? "-- @param b datetime\n" : "") + template);
        ParameterValue b = new ParameterValue.Typed(
                new ParameterType(ParameterType.Kind.DATETIME, 0, 0), LocalDateTime.parse("2026-01-15T00:00:00"));

        BoundStatement bound = parsed.bind(Map.of("a", new ParameterValue.Text("2026-01-01"), "b", b));

        assertThat(bound.sql()).doesNotContain("CAST");
        assertThat(bound.sql().chars().filter(c -> c == '?').count()).isEqualTo(template.contains("{b}") ? 2 : 1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT 1 FROM t FOR SYSTEM_TIME AS OF {a} JOIN {b} ON 1 = 1",
                "SELECT 1 FROM t FOR SYSTEM_TIME ALL WHERE x FROM {a}",
            })
    void namesAfterAPeriodAreStillNames(String template) {
        assertRefused(template, "parameter-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1\nGO", "SELECT 1;\nGO\n", "SELECT 1\n go -- end\n;", "SELECT 1\nGO\nGO"})
    void aGoAtTheEndIsDropped(String template) {
        assertThat(SqlTemplate.parse(NAME, template).bind(Map.of()).sql())
                .startsWith("SELECT 1")
                .doesNotContainIgnoringCase("GO");
    }

    @Test
    void aNamedGoStays() {
        assertThat(SqlTemplate.parse(NAME, "SELECT 1 AS GO").bind(Map.of()).sql())
                .isEqualTo("SELECT 1 AS GO");
        assertThat(SqlTemplate.parse(NAME, "-- @identifier i ix\nSELECT 1 FROM t WITH (INDEX({i}))")
                        .bind(Map.of("i", new ParameterValue.Text("ix")))
                        .sql())
                .endsWith("INDEX([ix]))");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT {",
                "SELECT }",
                "SELECT {}",
                "SELECT { a }",
                "SELECT {a-b}",
                "SELECT {1a}",
                "SELECT '{'",
                "SELECT '}'",
                "SELECT 'open {a}",
                "SELECT 'open ''",
                "SELECT [open ]]",
                "SELECT \"open",
                "SELECT 1 /* a /* b */",
                "SELECT ?",
            })
    void aTemplateThatIsNotWellFormedIsRefused(String template) {
        assertRefused(template, "invalid-template");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "-- nothing\n",
                ";",
                "UPDATE t SET a = 1",
                "EXEC p",
                "SELECT 1; SELECT 2",
                "SELECT 1 SELECT 2",
                "SELECT (1) SELECT 2",
                "SELECT 1; DROP TABLE t",
                "SELECT 1 DROP TABLE t",
                "SELECT 1 INTO t",
                "SELECT 1 FROM t delete FROM t",
                "WITH t AS (SELECT 1 AS n) DELETE FROM t",
                "SELECT 1 MERGE t USING s ON 1 = 1",
                "SELECT 1 USE other",
                "DECLARE @x int SELECT @x",
            })
    void anythingElseThanOneSelectIsRefused(String template) {
        assertRefused(template, "not-one-select");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT 1 UNION ALL SELECT 2",
                "SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 4",
                "(SELECT 1) UNION (SELECT 2)",
                "SELECT (SELECT 1), x FROM (SELECT 2 AS x) AS t WHERE EXISTS (SELECT 3)",
                "WITH a AS (SELECT 1 AS n), b AS (SELECT 2 AS n) SELECT n FROM a UNION ALL SELECT n FROM b",
                "SELECT 1 FROM a INNER MERGE JOIN b ON 1 = 1",
                "SELECT 1 FROM a OPTION (USE HINT('FORCE_ORDER'), MERGE JOIN)",
                "SELECT [delete], \"update\", 'drop', @set, t.[into] FROM t -- insert",
                "select case when 1 = 1 then 1 else 2 end from t",
            })
    void oneSelectInAnyShapeIsTaken(String template) {
        assertThatCode(() -> SqlTemplate.parse(NAME, template)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@identifier x",
                "@identifier x [a",
                "@default x",
                "@temporal c maybe",
                "@temporal",
                "@computed x",
                "@computed x noon",
                "@partition",
                "@partition order date",
                "@partition id 0",
                "@partition id 65",
                "@partition id\n-- @partition other"
            })
    void aDirectiveThatIsWrongIsRefused(String directive) {
        assertRefused("\n-- " + directive + "\nSELECT 1", "invalid-template");
    }

    /** Catches a template whose parts would be no SQL, or would choose other rows each time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM t ORDER BY id",
                "SELECT TOP (5) id FROM t",
                "WITH a AS (SELECT 1 AS id) SELECT id FROM a",
                "(SELECT TOP 5 id FROM t)",
                "SELECT id FROM t OPTION (RECOMPILE)",
                "SELECT id FROM t FOR XML PATH"
            })
    void whatCanNotBeDividedIsRefused(String template) {
        assertRefused("-- @partition id\n" + template, "partition-refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM t WITH (NOLOCK)",
                "SELECT id FROM t FOR SYSTEM_TIME AS OF '2026-01-01'",
                "SELECT id FROM (SELECT TOP (5) id FROM t ORDER BY id) AS newest",
                "SELECT id FROM t UNION ALL SELECT id FROM u -- ORDER BY id"
            })
    void whatCanBeDividedIsTaken(String template) {
        assertThatCode(() -> SqlTemplate.parse(NAME, "-- @partition id\n" + template))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(String template, String code) {
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, template))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageContaining("'orders'");
    }
}
