package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Permissions.TablePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a pattern that matches a table of another schema or database, or misses the same name spelt otherwise. */
class TablePatternTest {

    @ParameterizedTest
    @CsvSource({
        "dbo.Results, DBO.RESULTS",
        "dbo.Results, [dbo].[Results]",
        "[dbo].[Results], dbo.\"results\"",
        "Results, dbo.Results",
        "dbo.Results, results",
        "dbo.*, dbo.Anything",
        "dbo.*, bare",
        "*, sales.x",
        "*, other.dbo.x",
        "Db.dbo.T, [DB]..t",
        "Db.dbo.*, db.dbo.t",
        "[My Schema].[A.B], [my schema].[a.b]",
        "[a]]b], dbo.[A]]B]",
    })
    void matchesTheSameTable(String pattern, String table) {
        assertThat(matches(pattern, table)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "dbo.Results, sales.Results",
        "dbo.Results, dbo.Results2",
        "dbo.Results, other.dbo.Results",
        "dbo.*, sales.x",
        "dbo.*, other.dbo.x",
        "Db.dbo.T, dbo.T",
        "Db.dbo.*, Db.sales.T",
        "dbo.[A.B], A.B",
        "Results, sales.Results",
    })
    void doesNotMatchAnotherTable(String pattern, String table) {
        assertThat(matches(pattern, table)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "srv.db.dbo.t", "..t", "a b", "[a", "a]", "[]", "a.[b]c", "\"a"})
    void refusesWhatIsNoTableName(String text) {
        assertThatThrownBy(() -> TableName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsOnlyTheDatabaseThatWasNamed() {
        assertThat(TableName.parse("T")).hasToString("dbo.t");
        assertThat(TableName.parse("Db..T")).hasToString("db.dbo.t");
    }

    private static boolean matches(String pattern, String table) {
        return TablePattern.parse(pattern).matches(TableName.parse(table));
    }
}
