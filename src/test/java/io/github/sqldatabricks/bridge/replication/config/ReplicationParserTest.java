package io.github.sqldatabricks.bridge.replication.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.load.SchemaContract;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamPattern;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import io.github.sqldatabricks.bridge.replication.config.Setting.ChangeKind;
import io.github.sqldatabricks.bridge.replication.config.Setting.Mode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a setting of a replication's file that is misread, and a mistake in one that passes or is told without its line. */
class ReplicationParserTest {

    private static final String HEAD = """
            version: 1
            name: sales
            source: {country: bolivia}
            target: {catalog: main, schema: "sales_{country}", volume: "/Volumes/main/landing/{country}"}
            """;

    @Test
    void everySettingIsRead() {
        Replication replication = parse(HEAD + """
                description: What sales needs
                schedule: {cron: "0 */15 * * * *", zone: America/La_Paz, catch_up: none}
                defaults: {contract: freeze, margin: 500ms, limits: {shrink_percent: 20, deleted_percent: 5}}
                streams:
                  dbo.*: {exclude: [dbo.tmp_*, sysdiagrams]}
                  dbo.Orders:
                    mode: merge
                    key: [order_id]
                    newest_by: changed_at
                    change: cursor
                    cursor: changed_at
                    zone: America/La_Paz
                    margin: 5s
                    lag: 10m
                    lookback: 1d
                    drain_timeout: 1m
                    null_cursor: include
                    columns: {exclude: [payload], temporal: {Changed_At: truncate}}
                    where: "level >= {min_level}"
                    cluster_by: [ordered_at]
                    properties: {delta.enableChangeDataFeed: true}
                    partitions: 4
                    freshness: 1h
                    target: "main.raw.{table}"
                    disabled: true
                  slow: {query: slow_sales, mode: replace-where, partitions: auto, lookback: 100}
                """);

        assertThat(replication.name()).isEqualTo("sales");
        assertThat(replication.country().code()).isEqualTo("bolivia");
        assertThat(replication.target().volume()).hasToString("/Volumes/main/landing/bolivia");
        assertThat(replication.schedule().orElseThrow())
                .isEqualTo(new Schedule("0 */15 * * * *", ZoneId.of("America/La_Paz"), Schedule.CatchUp.NONE));
        assertThat(value(replication.defaults(), Setting.CONTRACT))
                .isEqualTo(SchemaContract.of(SchemaContract.Rule.FREEZE));
        assertThat(value(replication.defaults(), Setting.MARGIN)).isEqualTo(Duration.ofMillis(500));
        assertThat(value(replication.defaults(), Setting.LIMITS).shrinkPercent())
                .hasValue(20);
        assertThat(value(replication.defaults(), Setting.LIMITS).deletedPercent())
                .hasValue(5);

        StreamOptions orders = replication.rules().get(1).options();
        assertThat(value(orders, Setting.MODE)).isEqualTo(Mode.MERGE);
        assertThat(value(orders, Setting.KEY)).containsExactly("order_id");
        assertThat(value(orders, Setting.CHANGE)).isEqualTo(ChangeKind.CURSOR);
        assertThat(value(orders, Setting.ZONE)).isEqualTo(new CursorZone.Named(ZoneId.of("America/La_Paz")));
        assertThat(value(orders, Setting.LOOKBACK)).isEqualTo(new Lookback.Span(Duration.ofDays(1)));
        assertThat(value(orders, Setting.DRAIN_TIMEOUT)).isEqualTo(Duration.ofMinutes(1));
        assertThat(value(orders, Setting.NULL_CURSOR)).isEqualTo(NullCursor.INCLUDE);
        assertThat(value(orders, Setting.COLUMNS))
                .isEqualTo(new Setting.ColumnChoice(List.of("payload"), Map.of("changed_at", TemporalPolicy.TRUNCATE)));
        assertThat(value(orders, Setting.PROPERTIES)).containsEntry("delta.enableChangeDataFeed", "true");
        assertThat(value(orders, Setting.PARTITIONS)).isEqualTo(OptionalInt.of(4));
        assertThat(value(orders, Setting.DISABLED)).isTrue();
        assertThat(orders.find(Setting.WHERE).orElseThrow().origin()).isEqualTo("sales.yaml line 23");

        StreamRule slow = replication.rules().get(2);
        assertThat(slow.rows()).isEqualTo(new StreamRule.Template(new QueryName("slow"), new QueryName("slow_sales")));
        assertThat(value(slow.options(), Setting.PARTITIONS)).isEmpty();
        assertThat(value(slow.options(), Setting.LOOKBACK)).isEqualTo(new Lookback.Steps(100));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mod: merge              | Unknown key 'mod' in 'dbo.T' (did you mean 'mode'?)
            mode: upsert            | Expected one of append, merge, replace, replace-where for 'mode', but got 'upsert'
            mode: [merge]           | Expected one of append, merge, replace, replace-where for 'mode', but got a list
            mode: scd2              | 'scd2' for 'mode' comes later
            change: ct              | 'ct' for 'change' comes later; now it is one of auto, cursor, full, rowversion
            change: cdc             | 'cdc' for 'change' comes later
            change: temporal        | 'temporal' for 'change' comes later
            change: fingerprint     | 'fingerprint' for 'change' comes later
            verify: {mode: hash}    | 'verify' comes later
            key: id                 | Expected a list of at least one value, such as [id] for 'key', but got 'id'
            key: []                 | Expected a list of at least one value
            key: [id, ID]           | 'ID' comes twice in 'key'
            key: [1]                | Expected a text (quote it when it is meant as one) for 'key', but got '1'
            cursor: [a]             | Expected a text for 'cursor', but got a list
            margin: 5               | Expected a time such as 500ms, 5s, 10m, 6h or 1d for 'margin', but got '5'
            lag: 0s                 | Expected a time such as 500ms, 5s, 10m, 6h or 1d, more than 0
            lookback: 0             | Expected a whole number from 1
            zone: La_Paz            | Expected a time zone such as UTC or America/La_Paz
            null_cursor: zero       | Expected one of fail, ignore, include
            disabled: yes           | Expected true or false for 'disabled', but got 'yes'
            partitions: 0           | Expected a whole number from 1 to 64
            limits: {rows: 5}       | Unknown key 'rows' in 'limits'
            limits: {shrink_percent: 101} | Expected a whole number from 0 to 100
            limits: {deleted_percent: 101} | Expected a whole number from 0 to 100
            columns: {include: [a]} | 'include' comes later
            columns: {temporal: {a: cut}} | Expected one of fail, text, truncate for 'a'
            contract: strict        | Expected one of discard, evolve, freeze for 'contract'
            contract: {types: discard} | only columns can be
            target: main.raw        | Expected a table like 'catalog.schema.table', but got 'main.raw'
            target: "main.raw.{tbl}" | Expected a name whose placeholders are of {country}, {schema}, {table}
            exclude: [dbo.x]        | Only a pattern with '*' has something to 'exclude'
            slices: {column: a}     | The key 'from' is missing in 'slices'
            slices: {column: a, values: [1], from: 2} | Expected from and to, or values, and not both
            query: "a b"            | Expected a query name
            """)
    void aMistakeIsToldWithItsLine(String setting, String message) {
        assertThatThrownBy(() -> parse(HEAD + "streams:\n  dbo.T:\n    " + setting + "\n"))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        e -> assertThat(e.error()).isEqualTo(ErrorCode.INVALID_REPLICATION))
                .hasMessageContaining(message)
                .hasMessageContaining("sales.yaml line 7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            version: 2        | Expected a whole number from 1 to 1 for 'version', but got '2' (sales.yaml line 1).
            name: Sales       | Expected 1 to 64 lower-case letters
            source: bolivia   | Expected names with values for 'source', but got 'bolivia'
            source: {contry: bolivia} | Unknown key 'contry' in 'source' (did you mean 'country'?)
            source: {country: "a b"}  | Expected a country
            target: {catalog: main, schema: s} | The key 'volume' is missing in 'target'
            target: {catalog: main, schema: s, volume: /tmp/x} | Expected a path like '/Volumes/
            target: {catalog: ma/in, schema: s, volume: /Volumes/a/b/c} | Expected a table like 'catalog.schema.table'
            schedule: {cron: "* * *", zone: UTC} | Expected a cron expression
            schedule: {cron: "0 0 25 * * *", zone: UTC} | Expected a cron expression
            schedule: {cron: "0 5 * * *"} | The key 'zone' is missing in 'schedule'
            schedule: {cron: "0 5 * * *", zone: UTC, catch_up: all} | 'all' for 'catch_up' comes later
            schedule: {cron: "0 5 * * *", zone: UTC, after: [x]} | 'after' comes later
            consistency: group | 'consistency' comes later
            defaults: {keys: [a]} | Unknown key 'keys' in 'defaults' (did you mean 'key'?)
            streams: {}        | Expected names with values for 'streams'
            streams: {dbo.A: {}, "[DBO].a": {}} | '[DBO].a' comes twice in 'streams'
            streams: {a.b.c.d: {}} | Expected a target_table like
            stream: {a: {}}    | Unknown key 'stream' in 'replication' (did you mean 'streams'?)
            """)
    void aMistakeOfTheFileIsTold(String line, String message) {
        String key = line.substring(0, line.indexOf(':'));
        String others = (HEAD + "streams: {dbo.T: {}}\n")
                .lines()
                .map(other -> other.startsWith(key + ":") ? line : other)
                .reduce("", (text, other) -> text + other + "\n");
        String text = others.contains(line) ? others : others + line + "\n";

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining(message)
                .hasMessageContaining("(sales.yaml line ");
    }

    @Test
    void aKeyThatComesTwiceIsRefused() {
        assertThatThrownBy(() -> parse(HEAD + "streams:\n  dbo.A: {}\n  dbo.A: {}\n"))
                .hasMessageContaining("'dbo.A' comes twice in 'streams' (sales.yaml line 7)");
        assertThatThrownBy(() -> parse(HEAD + "streams:\n  dbo.A: {mode: merge, mode: append}\n"))
                .hasMessageContaining("'mode' comes twice in 'dbo.A'");
    }

    @Test
    void whatIsNoYamlIsToldWithoutItsText() {
        assertThatThrownBy(() -> parse("version: 1\nname: \"password\n"))
                .hasMessageContaining("sales.yaml line ")
                .hasMessageNotContaining("password");
        assertThatThrownBy(() -> parse("")).hasMessageContaining("sales.yaml, but it is empty");
        assertThatThrownBy(() -> parse("- a\n")).hasMessageContaining("Expected names with values");
    }

    @Test
    void aPatternMeetsNamesWhateverTheirCase() {
        StreamPattern pattern = StreamPattern.parse("dbo.tmp_*x*");

        assertThat(pattern.matches(new SqlServerTable("DBO", "TMP_axb"))).isTrue();
        assertThat(pattern.matches(new SqlServerTable("dbo", "tmp_ab"))).isFalse();
        assertThat(pattern.matches(new SqlServerTable("dbo2", "tmp_x"))).isFalse();
        assertThat(StreamPattern.parse("[a.b].[c d]").matches(new SqlServerTable("a.b", "C D")))
                .isTrue();
        assertThat(StreamPattern.parse("Orders").matches(new SqlServerTable("dbo", "orders")))
                .isTrue();
        assertThat(StreamPattern.parse("d.a+(*").matches(new SqlServerTable("d", "a+(b")))
                .isTrue();
    }

    private static <T> T value(StreamOptions options, Setting<T> setting) {
        return options.find(setting).orElseThrow().value();
    }

    private static Replication parse(String text) {
        return ReplicationParser.parse("sales.yaml", text);
    }
}
