package io.github.sqldatabricks.bridge.sqlserver.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType.ValueRefused;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Catches a value that would arrive changed (cut, rounded, shifted by a zone, with a foreign character replaced), one that
 * is refused although it fits, a refusal that shows the value, and a type that nobody decided about.
 */
class TargetTypesTest {

    private static final List<ColumnType> SOURCES = List.of(
            new ColumnType.Bool(),
            new ColumnType.Int16(),
            new ColumnType.Int32(),
            new ColumnType.Int64(),
            new ColumnType.Float32(),
            new ColumnType.Float64(),
            new ColumnType.Decimal(18, 2),
            new ColumnType.Text(),
            new ColumnType.Bytes(),
            new ColumnType.Date(),
            new ColumnType.LocalTimestamp(6),
            new ColumnType.Instant(6));

    private static final Set<SqlServerType> TAKE_NOTHING = Set.of(
            SqlServerType.ROWVERSION,
            SqlServerType.VECTOR,
            SqlServerType.SQL_VARIANT,
            SqlServerType.HIERARCHYID,
            SqlServerType.GEOMETRY,
            SqlServerType.GEOGRAPHY,
            SqlServerType.CURSOR,
            SqlServerType.TABLE,
            SqlServerType.USER_DEFINED);

    static Stream<TargetTypeCase> cases() {
        return Stream.of(NumberCases.all(), TextCases.all(), TimeCases.all()).flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aValueArrivesUnchangedOrIsRefusedInEveryZone(TargetTypeCase value) throws Exception {
        for (String zone : TimeZones.TRICKY) {
            TimeZones.in(zone, () -> check(value));
        }
    }

    private static void check(TargetTypeCase value) {
        assertThat(value.target().target().refusal(value.source())).isEmpty();
        if (value.expected().isPresent()) {
            assertThat(value.read()).isEqualTo(value.expected().get());
        } else {
            ValueRefused refused = catchThrowableOfType(ValueRefused.class, value::read);
            assertThat(refused).isNotNull();
            assertThat(refused.getMessage()).startsWith("expected ").endsWith(".");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, 41397",
        "money, 41397000000000000",
        "real, 41397133",
        "varchar, 41397Ω",
        "nvarchar, 41397 is too long",
        "uniqueidentifier, 41397",
        "time, 41397",
        "xml, <a>41397",
        "json, {41397"
    })
    void aRefusalNeverShowsTheValue(String name, String value) {
        DeclaredType target = new DeclaredType(name, 10, 0, 0, OptionalInt.of(1252));
        boolean number = target.target().refusal(new ColumnType.Text()).isPresent();
        TargetTypeCase refused = number
                ? TargetTypeCase.refused(target, new ColumnType.Int64(), Long.valueOf(value))
                : TargetTypeCase.refused(target, new ColumnType.Text(), value);
        assertThat(catchThrowableOfType(ValueRefused.class, refused::read))
                .isNotNull()
                .message()
                .doesNotContain("41397");
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeHasValuesThatFitAndValuesThatDoNotOrTakesNothing(SqlServerType type) {
        List<TargetTypeCase> cases = cases().filter(
                        value -> value.target().name().equals(type.example().name()))
                .toList();
        if (TAKE_NOTHING.contains(type)) {
            assertThat(cases).isEmpty();
            assertThat(taken(type)).isEmpty();
            return;
        }
        assertThat(cases).anyMatch(value -> value.expected().isPresent());
        if (!UNBOUNDED.contains(type)) {
            assertThat(cases).anyMatch(value -> value.expected().isEmpty());
        }
        List<String> covered = cases.stream().map(value -> kind(value.source())).toList();
        assertThat(covered)
                .as("every source that is taken, but for the width of whole numbers")
                .containsAll(taken(type));
    }

    /** Whatever comes fits, up to 2 GB. */
    private static final Set<SqlServerType> UNBOUNDED = Set.of(SqlServerType.NTEXT, SqlServerType.IMAGE);

    private static List<String> taken(SqlServerType type) {
        TargetType target = type.example().target();
        return SOURCES.stream()
                .filter(source -> target.refusal(source).isEmpty())
                .map(TargetTypesTest::kind)
                .toList();
    }

    private static String kind(ColumnType source) {
        return source.getClass().getSimpleName().replaceAll("Int\\d+", "whole");
    }

    @Test
    void noKindOfSourceIsForgotten() {
        assertThat(SOURCES).hasSameSizeAs(ColumnType.class.getPermittedSubclasses());
        assertThat(SOURCES).extracting(Object::getClass).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalOfASourceSaysWhatToDo(SqlServerType type) {
        TargetType target = type.example().target();
        SOURCES.forEach(source ->
                target.refusal(source).ifPresent(reason -> assertThat(reason).endsWith(".")));
    }

    @Test
    void textIsNoNumberAndNoDate() {
        for (String name : List.of("bit", "int", "decimal", "float", "money", "date", "datetime2", "datetimeoffset")) {
            assertThat(type(name).target().refusal(new ColumnType.Text()))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("CAST"));
        }
    }

    @Test
    void instantsAndWallClocksAreKeptApart() {
        assertThat(type("datetime2").target().refusal(new ColumnType.Instant(6)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("TIMESTAMP_NTZ"));
        assertThat(type("datetimeoffset").target().refusal(new ColumnType.LocalTimestamp(6)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("make it TIMESTAMP in"));
    }

    @Test
    void anUnknownTypeIsAClrTypeAndRefused() {
        assertThat(type("Point").target().refusal(new ColumnType.Bytes())).isPresent();
    }

    @Test
    void anUnknownCodePageIsRefusedBeforeAnyValue() {
        DeclaredType declared = new DeclaredType("varchar", 10, 0, 0, OptionalInt.of(0));
        assertThat(declared.target().refusal(new ColumnType.Text()))
                .hasValueSatisfying(reason -> assertThat(reason).contains("code page"));
    }

    @Test
    void declarationsAreThoseOfTransactSql() {
        assertThat(Arrays.stream(SqlServerType.values())
                        .map(type -> type.example().target().declaration()))
                .contains(
                        "decimal(38, 10)", "nvarchar(100)", "varchar(100)", "binary(8)", "datetime2(7)", "rowversion");
        assertThat(new DeclaredType("NVARCHAR", -1, 0, 0, OptionalInt.empty()).declaration())
                .isEqualTo("nvarchar(max)");
    }

    private static DeclaredType type(String name) {
        return new DeclaredType(name, 0, 18, 2, OptionalInt.empty());
    }
}
