package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Catches a type of the published table that no test reads, and one that says neither what it becomes nor what to do. */
class SqlServerTypeTableTest {

    @Test
    void everyTypeHasACase() {
        Set<SqlServerType> covered = TypeCase.ALL.stream().map(TypeCase::type).collect(Collectors.toSet());
        covered.addAll(TypeCase.OTHERS.keySet());
        covered.addAll(TypeCase.REFUSED.keySet());
        // A CLR type can't be made without an assembly; its refusal is the same as the other three's.
        covered.add(SqlServerType.USER_DEFINED);
        // Types of variables only: no result has such a column.
        covered.add(SqlServerType.CURSOR);
        covered.add(SqlServerType.TABLE);
        assertThat(covered).isEqualTo(EnumSet.allOf(SqlServerType.class));
    }

    @Test
    void everyTypeBecomesSomethingOrSaysWhatToSelectInstead() {
        for (SqlServerType type : SqlServerType.values()) {
            assertThat(type.columnType(38, 6).isPresent() || type.readNote().startsWith("refused; select "))
                    .as("%s", type)
                    .isTrue();
        }
    }

    @Test
    void aTypeThatNobodyKnowsIsRefused() {
        assertThat(SqlServerType.of("sales.dbo.Point").columnType(0, 0)).isEmpty();
    }
}
