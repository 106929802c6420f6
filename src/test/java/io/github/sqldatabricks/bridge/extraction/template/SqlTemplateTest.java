package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.ParameterValue.Exact;
import io.github.sqldatabricks.bridge.model.ParameterValue.Flag;
import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Null;
import io.github.sqldatabricks.bridge.model.ParameterValue.Scalar;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.ParameterValue.Whole;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: a placeholder taken for text or text for a placeholder (strings, names, comments, doubled braces), and a value that
 * reaches the SQL text.
 */
class SqlTemplateTest {

    private static final QueryName NAME = new QueryName("orders");
    private static final String IDENTIFIERS =
            "-- @identifier suffix [A-Za-z0-9_]{1,20}\n-- @identifier schema [a-z]+\n";
    private static final Map<String, ParameterValue> VALUES = Map.of(
            "a", new Text("x"),
            "b", new Whole(7),
            "d", new Exact(new BigDecimal("0.10")),
            "flag", new Flag(true),
            "none", new Null(),
            "list", new Many(List.of(new Text("p"), new Text("q"))),
            "numbers", new Many(List.of(new Whole(1), new Whole(2), new Whole(3))),
            "suffix", new Text("2024"),
            "schema", new Text("dbo"));

    static Stream<Arguments> statements() {
        return Stream.of(
                // code
                bound("SELECT {a}", "SELECT ?", new Text("x")),
                bound("SELECT {b}+{b}", "SELECT ?+?", new Whole(7), new Whole(7)),
                bound("SELECT {d}, {flag}, {none}", "SELECT ?, ?, ?", VALUES.get("d"), new Flag(true), new Null()),
                bound("SELECT 1-{b}", "SELECT 1-?", new Whole(7)),
                bound("SELECT {{fn NOW()}}", "SELECT {fn NOW()}"),
                bound("SELECT {{{a}}}", "SELECT {?}", new Text("x")),
                bound("SELECT CAST({a} AS date)", "SELECT CAST(? AS date)", new Text("x")),
                bound("SELECT DATEADD(day, {b}, {a})", "SELECT DATEADD(day, ?, ?)", new Whole(7), new Text("x")),
                bound("SELECT 1 ORDER BY 1 OFFSET {b} ROWS", "SELECT 1 ORDER BY 1 OFFSET ? ROWS", new Whole(7)),
                // strings
                bound("SELECT '{a}'", "SELECT ?", new Text("x")),
                bound("SELECT N'{a}'", "SELECT ?", new Text("x")),
                bound("SELECT n'{b}'", "SELECT ?", new Text("7")),
                bound(
                        "SELECT '{d}', '{flag}', '{none}'",
                        "SELECT ?, ?, ?",
                        new Text("0.10"),
                        new Text("true"),
                        new Null()),
                bound("SELECT '%{a}%'", "SELECT ?", new Text("%x%")),
                bound("SELECT '{a}{b}'", "SELECT ?", new Text("x7")),
                bound("SELECT 'it''s {a}'", "SELECT ?", new Text("it's x")),
                bound("SELECT '{{{a}}}'", "SELECT ?", new Text("{x}")),
                bound("SELECT '{none} and more'", "SELECT ?", new Null()),
                bound("SELECT 'it''s', '{{}}', '--', '/*', '?'", "SELECT 'it''s', '{}', '--', '/*', '?'"),
                bound("SELECT '', N'', {a}", "SELECT '', N'', ?", new Text("x")),
                bound("SELECT 'two\nlines {a}'", "SELECT ?", new Text("two\nlines x")),
                // lists
                bound("SELECT 1 WHERE c IN ({list})", "SELECT 1 WHERE c IN (?, ?)", new Text("p"), new Text("q")),
                bound("SELECT 1 WHERE c in {list}", "SELECT 1 WHERE c in (?, ?)", new Text("p"), new Text("q")),
                bound("SELECT 1 WHERE c IN ('{list}')", "SELECT 1 WHERE c IN (?, ?)", new Text("p"), new Text("q")),
                bound("SELECT 1 WHERE c IN ({a})", "SELECT 1 WHERE c IN (?)", new Text("x")),
                bound("SELECT 1 WHERE c IN {a}", "SELECT 1 WHERE c IN (?)", new Text("x")),
                bound(
                        "SELECT 1 WHERE c NOT IN (0, {numbers}, {b})",
                        "SELECT 1 WHERE c NOT IN (0, ?, ?, ?, ?)",
                        new Whole(1),
                        new Whole(2),
                        new Whole(3),
                        new Whole(7)),
                // TOP
                bound("SELECT TOP {b} x", "SELECT TOP (?) x", new Whole(7)),
                bound("SELECT TOP ({b}) x", "SELECT TOP (?) x", new Whole(7)),
                // comments
                bound("SELECT 1 -- {a} isn't one", "SELECT 1 -- {a} isn't one"),
                bound("SELECT 1 /* {a} ' */ , {b}", "SELECT 1 /* {a} ' */ , ?", new Whole(7)),
                bound("SELECT 1 /* a /* {b} */ ' ? */ , {b}", "SELECT 1   , ?", new Whole(7)),
                bound("SELECT 1 -- { unbalanced\n, {b}", "SELECT 1 -- { unbalanced\n, ?", new Whole(7)),
                // names
                bound("SELECT [it's {{x}} -- ]]] FROM t", "SELECT [it's {x} -- ]]] FROM t"),
                bound("SELECT \"a\"\"'{{\" FROM t", "SELECT \"a\"\"'{\" FROM t"),
                bound(IDENTIFIERS + "SELECT 1 FROM {schema}.t_{suffix}", IDENTIFIERS + "SELECT 1 FROM [dbo].[t_2024]"),
                bound(IDENTIFIERS + "SELECT 1 FROM [t {suffix}]", IDENTIFIERS + "SELECT 1 FROM [t 2024]"),
                bound(IDENTIFIERS + "SELECT 1 FROM \"t{suffix}\"", IDENTIFIERS + "SELECT 1 FROM [t2024]"),
                bound(IDENTIFIERS + "SELECT {suffix} FROM t", IDENTIFIERS + "SELECT [2024] FROM t"),
                bound(IDENTIFIERS + "SELECT '{suffix}' FROM t", IDENTIFIERS + "SELECT ? FROM t", new Text("2024")),
                // semicolons
                bound("SELECT {a};", "SELECT ?", new Text("x")),
                bound("SELECT {a} ; -- end\n;", "SELECT ?  -- end\n", new Text("x")),
                bound(";WITH t AS (SELECT 1 AS n) SELECT n FROM t", "WITH t AS (SELECT 1 AS n) SELECT n FROM t"),
                bound("SELECT ';'", "SELECT ';'"));
    }

    private static Arguments bound(String template, String sql, ParameterValue... parameters) {
        return Arguments.of(template, sql, List.of(parameters));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void valuesAreBound(String template, String sql, List<Scalar> parameters) {
        assertThat(bind(template)).isEqualTo(new BoundStatement(sql, parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x]; DROP TABLE t --", "", "a b", "123456789012345678901", "x\n"})
    void aNameThatDoesNotMatchItsPatternIsRefused(String suffix) {
        SqlTemplate template = SqlTemplate.parse(NAME, IDENTIFIERS + "SELECT 1 FROM t_{suffix}");

        assertThatThrownBy(() -> template.bind(Map.of("suffix", new Text(suffix))))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("[A-Za-z0-9_]{1,20}")
                .hasMessageNotContaining("DROP");
    }

    @Test
    void aBracketThatAPatternAllowsIsDoubled() {
        SqlTemplate template = SqlTemplate.parse(NAME, "-- @identifier t .*\nSELECT 1 FROM {t}");

        assertThat(template.bind(Map.of("t", new Text("a]b; DROP TABLE c"))).sql())
                .endsWith("FROM [a]]b; DROP TABLE c]");
    }

    @Test
    void aListOutsideInIsRefused() {
        assertThatThrownBy(() -> bind("SELECT 1 WHERE c = {list}")).hasMessageContaining("inside IN");
        assertThatThrownBy(() -> bind("SELECT 1 WHERE c IN (UPPER({list}))")).hasMessageContaining("inside IN");
        assertThatThrownBy(() -> bind("SELECT 1 WHERE c LIKE '%{list}%'")).hasMessageContaining("inside IN");
    }

    @Test
    void aTopThatIsNoWholeNumberIsRefused() {
        assertThatThrownBy(() -> bind("SELECT TOP {a} x")).hasMessageContaining("a whole number");
    }

    @Test
    void moreValuesThanSqlServerTakesAreRefused() {
        SqlTemplate template = SqlTemplate.parse(NAME, "SELECT 1 WHERE c IN ({list})");
        List<Scalar> most = Collections.nCopies(Binder.MAX_PARAMETERS, new Whole(1));
        List<Scalar> tooMany = Collections.nCopies(Binder.MAX_PARAMETERS + 1, new Whole(1));

        assertThat(template.bind(Map.of("list", new Many(most))).parameters()).hasSize(2097);
        assertThatThrownBy(() -> template.bind(Map.of("list", new Many(tooMany))))
                .hasMessageContaining("at most 2097");
    }

    @Test
    void parametersAreNamedInOrderOfUseAndNotTwice() {
        assertThat(SqlTemplate.parse(NAME, "SELECT {b}, '{a} {c}', {b} -- {d}").parameters())
                .containsExactly("b", "a", "c");
    }

    @Test
    void directivesAreReadBeforeTheFirstCode() {
        Directives directives = SqlTemplate.parse(NAME, """
                -- @author somebody
                -- @description Orders
                --@description of a period
                -- @default start 2024-01-01
                -- @default limit 10
                -- @default code '010'
                -- @secret code
                -- @temporal Changed_At truncate
                -- @partition [Order [id]]] 8
                SELECT 1 -- @secret late
                """).directives();

        assertThat(directives.description()).isEqualTo("Orders of a period");
        assertThat(directives.defaults())
                .isEqualTo(Map.of("start", new Text("2024-01-01"), "limit", new Whole(10), "code", new Text("010")));
        assertThat(directives.secrets()).containsExactly("code");
        assertThat(directives.partition()).contains(new PartitionBy("Order [id]", OptionalInt.of(8)));
        assertThat(PartitionBy.of("id")).contains(new PartitionBy("id", OptionalInt.empty()));
        assertThat(directives.temporalPolicies()).isEqualTo(Map.of("changed_at", TemporalPolicy.TRUNCATE));
    }

    @Test
    void theHashIsThatOfTheFile() {
        // printf 'SELECT 1' | sha256sum
        assertThat(SqlTemplate.parse(NAME, "SELECT 1").sha256())
                .isEqualTo("e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5");
    }

    private static BoundStatement bind(String template) {
        return SqlTemplate.parse(NAME, template).bind(VALUES);
    }
}
