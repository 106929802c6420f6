package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The translation, word by word. Catches a literal, an alias or a column that is taken for a type or a keyword. */
class DatabricksSqlTest {

    private static String translate(String sql) {
        return DatabricksSql.translate(
                        SqlLexer.tokens(sql),
                        List.of(),
                        WarehouseSession.DEFAULT,
                        new SandboxVolumes(Path.of("none")),
                        new TableHistory(null, new TableDefinitions()))
                .text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "SELECT x.y ~ SELECT x . y",
                "SELECT main.default.t.id FROM main.default.t ~ SELECT \"main catalog\" . default . t . id FROM \"main"
                        + " catalog\" . default . t",
                "SELECT a.main.b ~ SELECT a . main . b",
                "SELECT timestamp, t.timestamp AS timestamp FROM t ~ SELECT timestamp , t . timestamp AS timestamp"
                        + " FROM t",
                "SELECT CAST(a AS TIMESTAMP) ~ SELECT CAST ( a AS TIMESTAMPTZ )",
                "SELECT a::timestamp_ntz ~ SELECT a :: TIMESTAMP",
                "CREATE TABLE t (timestamp TIMESTAMP, d DECIMAL, e DECIMAL(4,2), s STRING NOT NULL) ~ CREATE TABLE t ("
                        + " timestamp TIMESTAMPTZ , d DECIMAL(10,0) , e DECIMAL(4,2) , s VARCHAR NOT NULL )",
                "CREATE TABLE t (a ARRAY<ARRAY<MAP<STRING,STRUCT<x: INT, y TIMESTAMP>>>>) ~ CREATE TABLE t ( a"
                        + " MAP(VARCHAR, STRUCT(\"x\" INT, \"y\" TIMESTAMPTZ))[][] )",
                "CREATE TABLE t (a INT COMMENT 'it') USING DELTA COMMENT 'x' TBLPROPERTIES ('a' = (1)) CLUSTER BY (a,"
                        + " b) ~ CREATE TABLE t ( a INT )",
                "SELECT map('a', f(1, 2), 'b', map()) ~ SELECT MAP { 'a' : f ( 1 , 2 ) , 'b' : MAP { } }",
                "SELECT a < b, a <= b, a <=> b, a == b ~ SELECT a < b , a <= b , a IS NOT DISTINCT FROM b , a = b",
                "SELECT current_timestamp(), uuid(), uuid ~ SELECT now() , CAST(uuid() AS VARCHAR) , uuid",
                "SELECT 1.5e-3, .5, t.1 ~ SELECT 1.5e-3 , .5 , t . 1",
                "SELECT `a``b` ~ SELECT \"a`b\"",
                "SELECT at FROM t ~ SELECT \"at\" FROM t"
            })
    void onlyWhatDuckDbSaysOtherwiseIsChanged(String databricks, String duck) {
        assertThat(translate(databricks)).isEqualTo(duck);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main.default",
                "ARRAY<INT>",
                "array(1)",
                "current_timestamp()",
                "USING DELTA",
                "? :n",
                "-- no comment",
                "/* nor this */",
                "parquet.`/Volumes/a/b/c`",
                "a;b"
            })
    void aStringStaysAString(String text) {
        assertThat(translate("SELECT '" + text + "'")).isEqualTo("SELECT '" + text + "'");
        assertThat(translate("SELECT \"" + text + "\"")).isEqualTo("SELECT '" + text + "'");
    }

    @Test
    void escapesAreResolved() {
        assertThat(translate("SELECT 'a\\'b\\\\c\\n\\u0041\\%', r'\\n', 'it''s'"))
                .isEqualTo("SELECT 'a''b\\c\nA\\%' , '\\n' , 'it''s'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'open",
                "SELECT \"open",
                "SELECT `open",
                "SELECT /* open",
                "SELECT 'open\\",
                "SELECT array('a' AS ARRAY<INT)",
                "SELECT map('a', 1"
            })
    void whatDoesNotEndIsASyntaxError(String sql) {
        assertThatThrownBy(() -> translate(sql))
                .isInstanceOfSatisfying(
                        StatementFailure.class, e -> assertThat(e.sqlState()).isEqualTo("42601"));
    }

    @Test
    void aMarkerWithoutAValueIsNamed() {
        assertThatThrownBy(() -> translate("SELECT ?"))
                .hasMessageContaining("UNBOUND_SQL_PARAMETER")
                .hasMessageContaining("number 1");
    }

    @Test
    void aPathInAVolumeKeepsItsColon() {
        assertThat(translate("SELECT v:field, x[1:2] FROM t")).isEqualTo("SELECT v : field , x [ 1 : 2 ] FROM t");
    }
}
