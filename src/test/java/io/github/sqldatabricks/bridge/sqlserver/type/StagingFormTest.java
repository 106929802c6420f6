package io.github.sqldatabricks.bridge.sqlserver.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Catches a type that takes values and is staged in another form than the bulk copy can be trusted with, or in none. */
class StagingFormTest {

    private static final String COLLATION = "Latin1_General_CI_AS";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bit; bit; s.v",
                "bigint; bigint; s.v",
                "float; float; s.v",
                "decimal; decimal(18, 2); s.v",
                "money; decimal(19, 4); CAST(s.v AS money)",
                "smallmoney; decimal(10, 4); CAST(s.v AS smallmoney)",
                "char; nvarchar(10) COLLATE Latin1_General_CI_AS; CAST(s.v AS varchar(10))",
                "varchar; nvarchar(10) COLLATE Latin1_General_CI_AS; CAST(s.v AS varchar(10))",
                "text; nvarchar(max) COLLATE Latin1_General_CI_AS; CAST(s.v AS varchar(max))",
                "nvarchar; nvarchar(5) COLLATE Latin1_General_CI_AS; s.v",
                "ntext; nvarchar(max) COLLATE Latin1_General_CI_AS; s.v",
                "varbinary; varbinary(10); s.v",
                "image; varbinary(max); s.v",
                "date; varchar(33); CAST(s.v AS date)",
                "datetime2; varchar(33); CAST(s.v AS datetime2(2))",
                "datetimeoffset; varchar(33); CAST(s.v AS datetimeoffset(2))",
                "uniqueidentifier; varchar(36); CAST(s.v AS uniqueidentifier)"
            })
    void valuesAreStagedSo(String type, String declaration, String value) {
        DeclaredType declared = new DeclaredType(type, 10, 18, 2, OptionalInt.of(1252));
        StagingForm form = declared.staging(COLLATION).orElseThrow();
        assertThat(form.declaration()).isEqualTo(declaration);
        assertThat(form.value("s.v")).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource
    void whatTakesSomethingHasAForm(SqlServerType type) {
        boolean takes = Arrays.stream(ColumnType.class.getPermittedSubclasses())
                .anyMatch(kind -> type.example().target().refusal(example(kind)).isEmpty());
        assertThat(type.example().staging(null).isPresent()).isEqualTo(takes);
    }

    @Test
    void aCollationThatCanBeNoneIsRefused() {
        DeclaredType declared = new DeclaredType("nvarchar", 10, 0, 0, OptionalInt.empty());
        assertThatThrownBy(() -> declared.staging("x; DROP TABLE t"))
                .isInstanceOf(BridgeException.RemotePermanent.class);
    }

    private static ColumnType example(Class<?> kind) {
        try {
            Object[] zeros = kind == ColumnType.Decimal.class ? new Object[] {1, 0} : new Object[] {0};
            return (ColumnType)
                    (kind.getRecordComponents().length == 0
                            ? kind.getDeclaredConstructor().newInstance()
                            : kind.getDeclaredConstructors()[0].newInstance(zeros));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
