package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn.Writing;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import io.github.sqldatabricks.bridge.testing.Claims;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a column that goes to the wrong place or is forgotten, and a problem that is found too late or one at a time. */
class ColumnMatchingTest {

    private static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");
    private static final TargetTable TARGET = new TargetTable(
            SqlServerTable.parse("dbo.orders"),
            List.of(
                    new TargetColumn("Id", type("int"), Writing.FREE, false, false),
                    new TargetColumn("Amount", type("decimal"), Writing.FREE, false, false),
                    new TargetColumn("Note", type("nvarchar"), Writing.FREE, true, false),
                    new TargetColumn("Region", type("nvarchar"), Writing.FREE, false, true),
                    new TargetColumn("Number", type("int"), Writing.IDENTITY, false, false),
                    new TargetColumn("Total", type("int"), Writing.COMPUTED, true, false),
                    new TargetColumn("Version", type("timestamp"), Writing.ROWVERSION, false, false),
                    new TargetColumn("ValidTo", type("datetime2"), Writing.GENERATED, false, false)));

    @Test
    void columnsAreFoundByNameWithoutCaseWhateverTheirOrder() {
        ChangePlan.Staged plan = plan(new SyncOperation.Upsert(SOURCE, keys("ID")), "amount", "note", "id");
        assertThat(plan.columns())
                .extracting(
                        column -> column.sourceIndex() + " " + column.target().name())
                .containsExactly("0 Amount", "1 Note", "2 Id");
        assertThat(plan.keys()).extracting(TargetColumn::name).containsExactly("Id");
        assertThat(plan.values()).extracting(TargetColumn::name).containsExactly("Amount", "Note");
        assertThat(plan.keepIdentity()).isFalse();
    }

    @Test
    void allProblemsAreSaidAtOnce() {
        SyncOperation upsert = new SyncOperation.Upsert(SOURCE, keys("Id", "Nowhere"));
        RowSchema source = new RowSchema(List.of(
                column("note", new ColumnType.Int32()),
                column("Unknown", new ColumnType.Text()),
                column("Total", new ColumnType.Int32()),
                column("Version", new ColumnType.Bytes()),
                column("ValidTo", new ColumnType.LocalTimestamp(6)),
                column("Number", new ColumnType.Int32())));
        assertThat(problems(upsert, source))
                .contains("Key column 'Id' is not in the source.")
                .contains("Key column 'Nowhere' is not in dbo.orders.")
                .contains("Key column 'Nowhere' is not in the source.")
                .contains("Column 'Note' (nvarchar(50)) does not take Int32: it takes STRING;")
                .contains("Column 'Unknown' of the source is not in dbo.orders.")
                .contains("'Total' of dbo.orders is computed")
                .contains("'Version' of dbo.orders is a rowversion")
                .contains("'ValidTo' of dbo.orders is written by SQL Server only")
                .contains("'Number' of dbo.orders is an identity")
                .contains("'Amount' of dbo.orders needs a value")
                .contains("'Id' of dbo.orders needs a value")
                .doesNotContain("'Region'")
                .endsWith("Nothing was changed.");
    }

    @Test
    void anUpdateNeedsNotAllColumnsButOneToChange() {
        SyncOperation update = new SyncOperation.Update(SOURCE, keys("Id"));
        assertThat(plan(update, "Id", "Note").values())
                .extracting(TargetColumn::name)
                .containsExactly("Note");
        assertThat(problems(update, schema("Id"))).contains("nothing to update");
    }

    @Test
    void anInsertWithoutKeysStagesAll() {
        ChangePlan.Staged plan = plan(new SyncOperation.Insert(SOURCE, Optional.empty()), "Id", "Amount");
        assertThat(plan.keys()).isEmpty();
        assertThat(plan.values()).hasSize(2);
    }

    @Test
    void aDeleteStagesItsKeysAndLooksAtNothingElse() {
        ChangePlan.Staged plan = plan(new SyncOperation.DeleteByKeys(SOURCE, keys("Id")), "Unknown", "Total", "Id");
        assertThat(plan.columns())
                .extracting(
                        column -> column.sourceIndex() + " " + column.target().name())
                .containsExactly("2 Id");
    }

    @Test
    void anUpdateMayFindItsRowsByAColumnThatNobodyWrites() {
        for (String key : List.of("Number", "Total")) {
            assertThat(plan(new SyncOperation.Update(SOURCE, keys(key)), key, "Note")
                            .values())
                    .extracting(TargetColumn::name)
                    .containsExactly("Note");
        }
    }

    /** An identity column: staged or not, with IDENTITY_INSERT or not, or refused. */
    @ParameterizedTest
    @CsvSource({
        "INSERT, reject, false, refused",
        "INSERT, keep, false, kept",
        "INSERT, keep, true, kept",
        "INSERT, generate, false, left out",
        "INSERT, generate, true, refused",
        "UPSERT, reject, true, refused",
        "UPSERT, keep, true, kept",
        "UPSERT, keep, false, refused",
        "UPSERT, generate, false, left out",
        "UPDATE, reject, true, key",
        "UPDATE, keep, false, refused",
        "UPDATE, generate, false, left out",
        "DELETE, reject, true, key"
    })
    void anIdentityGoesByOperationPolicyAndKey(SyncOperation.Kind kind, String policy, boolean isKey, String expected) {
        SyncEvent event =
                Claims.event("dbo.orders", operation(kind, keys(isKey ? "Number" : "Id")), Map.of("identity", policy));
        RowSchema source = schema("Id", "Amount", "Number");
        if (expected.equals("refused")) {
            assertThat(problems(event, source))
                    .contains("'Number' of dbo.orders is an identity: ")
                    .contains(
                            isKey
                                    ? "'keep' to insert the source's values, or choose other primary_keys."
                                    : "leave it out of the source or say metadata.identity = 'generate'")
                    .doesNotContain(isKey ? "leave it out" : "primary_keys");
            return;
        }
        ChangePlan.Staged plan = ColumnMatching.plan(event, source, TARGET, true);
        boolean staged = plan.columns().stream()
                .anyMatch(column -> column.target().name().equals("Number"));
        assertThat(staged).isEqualTo(!expected.equals("left out"));
        assertThat(plan.keepIdentity()).isEqualTo(expected.equals("kept"));
    }

    /** A source's type, what the event says about JSON, and whether it goes into nvarchar. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STRUCT<a: INT>       |               | refused",
                "array<string>        | false         | refused",
                "MAP<STRING, INT>     | [\"Amount\"] | refused",
                "VARIANT              | true          | taken",
                "STRUCT<a: INT>       | [\"NOTE\"]   | taken",
                "STRING               |               | taken",
                "VARCHAR(10)          | true          | taken",
            })
    void nestedValuesBecomeJsonOnlyWhenTheEventSaysSo(String type, String json, String expected) {
        SyncEvent event = Claims.event(
                "dbo.orders",
                new SyncOperation.Update(SOURCE, keys("Id")),
                json == null ? Map.of() : Map.of("json", json));
        RowSchema source = new RowSchema(List.of(
                column("Id", new ColumnType.Int32()),
                column("Amount", new ColumnType.Int32()),
                new Column("note", new ColumnType.Text(), true, type)));
        if (expected.equals("refused")) {
            assertThat(problems(event, source))
                    .contains("Column 'Note' (nvarchar(50)) would get " + type + " as JSON text.")
                    .contains("metadata.json = [\"note\"]");
        } else {
            assertThat(ColumnMatching.plan(event, source, TARGET, true).columns())
                    .hasSize(3);
        }
    }

    @Test
    void aColumnForJsonThatIsNotThereIsNamed() {
        SyncEvent event = Claims.event(
                "dbo.orders", new SyncOperation.Update(SOURCE, keys("Id")), Map.of("json", "[\"details\"]"));
        assertThat(problems(event, schema("Id", "Amount")))
                .contains("metadata.json names the column 'details', which the source does not have.");
    }

    @Test
    void aColumnOfTypeJsonTakesNestedValuesAsTheyAre() {
        TargetTable documents = new TargetTable(
                SqlServerTable.parse("dbo.documents"),
                List.of(new TargetColumn("body", type("json"), Writing.FREE, true, false)));
        RowSchema source = new RowSchema(List.of(new Column("body", new ColumnType.Text(), true, "STRUCT<a: INT>")));
        SyncOperation insert = new SyncOperation.Insert(SOURCE, Optional.empty());
        assertThat(ColumnMatching.plan(Claims.event("dbo.documents", insert, Map.of()), source, documents, true)
                        .columns())
                .hasSize(1);
    }

    @Test
    void conditionsFindTheirColumnsWithoutCaseAndNameAllThatAreUnknown() {
        SyncOperation.DeleteWhere where = new SyncOperation.DeleteWhere(Map.of("NOTE", Optional.empty()));
        assertThat(ColumnMatching.plan(where, TARGET).conditions().keySet())
                .extracting(TargetColumn::name)
                .containsExactly("Note");
        SyncOperation.DeleteWhere unknown =
                new SyncOperation.DeleteWhere(Map.of("a", Optional.empty(), "b", Optional.of("1")));
        assertThat(catchThrowableOfType(
                        BridgeException.RemotePermanent.class, () -> ColumnMatching.plan(unknown, TARGET)))
                .hasMessageContainingAll("'a'", "'b'", "Nothing was changed.");
    }

    private static SyncOperation operation(SyncOperation.Kind kind, KeyColumns keys) {
        return switch (kind) {
            case INSERT -> new SyncOperation.Insert(SOURCE, Optional.of(keys));
            case UPDATE -> new SyncOperation.Update(SOURCE, keys);
            case UPSERT -> new SyncOperation.Upsert(SOURCE, keys);
            case DELETE -> new SyncOperation.DeleteByKeys(SOURCE, keys);
        };
    }

    private static ChangePlan.Staged plan(SyncOperation operation, String... columns) {
        return ColumnMatching.plan(Claims.event("dbo.orders", operation, Map.of()), schema(columns), TARGET, true);
    }

    private static String problems(SyncOperation operation, RowSchema source) {
        return problems(Claims.event("dbo.orders", operation, Map.of()), source);
    }

    private static String problems(SyncEvent event, RowSchema source) {
        BridgeException.RemotePermanent refused = catchThrowableOfType(
                BridgeException.RemotePermanent.class, () -> ColumnMatching.plan(event, source, TARGET, true));
        assertThat(refused.code()).isEqualTo("columns-do-not-match");
        return refused.getMessage();
    }

    /** Each of the type that the target has, text if it is unknown there. */
    private static RowSchema schema(String... names) {
        return new RowSchema(Arrays.stream(names)
                .map(name ->
                        column(name, name.equalsIgnoreCase("Note") ? new ColumnType.Text() : new ColumnType.Int32()))
                .toList());
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, true, type.getClass().getSimpleName());
    }

    private static TargetType type(String name) {
        return new DeclaredType(name, 100, 18, 2, OptionalInt.empty()).target();
    }

    private static KeyColumns keys(String... names) {
        return new KeyColumns(List.of(names));
    }
}
