package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QueryName;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(strings = {"@identifier x", "@identifier x [a", "@default x", "@temporal c maybe", "@temporal"})
    void aDirectiveThatIsWrongIsRefused(String directive) {
        assertRefused("\n-- " + directive + "\nSELECT 1", "invalid-template");
    }

    private static void assertRefused(String template, String code) {
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, template))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageContaining("'orders'");
    }
}
