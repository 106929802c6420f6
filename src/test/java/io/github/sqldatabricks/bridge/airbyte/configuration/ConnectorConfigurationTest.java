package io.github.sqldatabricks.bridge.airbyte.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration.WorkspaceAccess;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration.WorkspaceAccess.Credentials;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.NamePattern;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches a configuration that is taken for something else than what it says: a misspelt field that does nothing, a number out
 * of range, a token that would travel unencrypted; and a secret in an error.
 */
class ConnectorConfigurationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "dapi0123456789";

    @Test
    void aConfigurationOfTheOldFormStillWorks() {
        ConnectorConfiguration read = read("""
                {"workspace_url": "https://adb-1.2.azuredatabricks.net", "personal_access_token": "dapi0123456789",
                 "catalog": "main", "schema": "sales", "table": "orders", "cursor_field": "updated_at",
                 "warehouse_id": "abc123", "batch_size": 5000}""");
        assertThat(read.workspace())
                .isEqualTo(new WorkspaceAccess(
                        URI.create("https://adb-1.2.azuredatabricks.net"),
                        new Credentials.PersonalAccessToken(SECRET),
                        Optional.of("abc123"),
                        Duration.ofMinutes(15)));
        assertThat(read.tables())
                .isEqualTo(new TableSelection(
                        "main",
                        Optional.of("sales"),
                        List.of(new TableReference(Optional.empty(), "orders")),
                        Optional.empty()));
        assertThat(read.reading())
                .isEqualTo(new ReadOptions(
                        List.of("updated_at"),
                        5000,
                        Duration.ofMinutes(1),
                        List.of(),
                        2,
                        Duration.ZERO,
                        Optional.empty(),
                        Replication.CURSOR));
    }

    @Test
    void everythingThatCanBeSaidIsTaken() {
        ConnectorConfiguration read = read("""
                {"workspace_url": "http://localhost:8765/?o=1", "catalog": "main", "http_path": "/sql/1.0/warehouses/w1",
                 "credentials": {"auth_type": "oauth_m2m", "client_id": "me", "client_secret": "dapi0123456789"},
                 "tables": ["sales.orders", "customers"], "replication": {"method": "change_data_feed"},
                 "lookback_window": "PT6H", "cursor_future_tolerance": "30", "parallelism": 4, "checkpoint_seconds": 5, "warehouse_start_timeout_seconds": 60,
                 "row_filters": [{"table": "orders", "column": "country", "operator": "in", "values": ["BO", " PE"]},
                                 {"table": "sales.orders", "column": "note", "operator": "equal", "value": ""},
                                 {"table": "orders", "column": "closed", "operator": "is_null"}]}""");
        assertThat(read.workspace().url()).hasToString("http://localhost:8765");
        assertThat(read.workspace().credentials()).isEqualTo(new Credentials.ServicePrincipal("me", SECRET));
        assertThat(read.workspace().warehouseId()).contains("w1");
        assertThat(read.workspace().warehouseStartTimeout()).hasMinutes(1);
        assertThat(read.tables().names())
                .extracting(TableReference::toString)
                .containsExactly("sales.orders", "customers");
        assertThat(read.reading().replication()).isEqualTo(Replication.CHANGE_DATA_FEED);
        assertThat(read.reading().lookback()).hasHours(6);
        assertThat(read.reading().futureTolerance()).contains(Duration.ofDays(30));
        assertThat(read.reading().parallelism()).isEqualTo(4);
        assertThat(read.reading().checkpointInterval()).hasSeconds(5);
        assertThat(read.reading().rowFilters())
                .extracting(RowFilter::values)
                .containsExactly(List.of("BO", " PE"), List.of(""), List.of());
    }

    @Test
    void whatAFormLeavesOfAClearedFieldIsNothing() {
        ConnectorConfiguration read = read(with("\"schema\": \"\", \"table\": null, \"table_pattern\": \"fact_*\""));
        assertThat(read.tables().schema()).isEmpty();
        assertThat(read.tables().pattern()).contains(new NamePattern("fact_*"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read("""
                {"workspace_url": "https://user:dapi0123456789@host", "personal_access_token": 17, "catalog": "a.b",
                 "batch_size": 999, "parallelism": "2", "schmea": "sales", "tables": [],
                 "credentials": {"auth_type": "oauth_m2m", "client_id": "me", "client_secret": ["dapi0123456789"], "scope": "all"}}"""))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .message()
                .contains("workspace_url: expected a URL")
                .contains("personal_access_token: expected text, but got a number")
                .contains("catalog: expected one name")
                .contains("batch_size: expected a whole number from 1000 to 100000, but got '999'")
                .contains("parallelism: expected a whole number from 1 to 16, but got text")
                .contains("'schmea': there is no such field")
                .contains("tables: expected at least one entry")
                .contains("credentials.client_secret: expected text, but got a list")
                .contains("credentials.'scope': there is no such field")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://adb-1.2.azuredatabricks.net",
                "http://localhost.evil.example",
                "ftp://host",
                "adb-1.2.azuredatabricks.net",
                "https://"
            })
    void aTokenTravelsEncryptedUnlessItStaysOnThisMachine(String url) {
        refused(valid().replace("https://host", url), "workspace_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"table\": \"a\", \"tables\": [\"b\"]                       | but got table and tables",
                "\"table\": \"a.b.c\"                                        | expected 'table' or 'schema.table'",
                "\"tables\": [\"a\", 3]                                      | expected a list of texts, but got a number",
                "\"schema\": \"x\", \"table\": \"y.t\"                       | is another one than that of the table 'y.t'",
                "\"warehouse_id\": \"a\", \"http_path\": \"/sql/1.0/warehouses/b\" | names another warehouse",
                "\"http_path\": \"/sql/protocolv1/o/1/2\"                    | expected the path of a SQL warehouse",
                "\"cursor_future_tolerance\": \"36501\"                       | at most 36500 days",
                "\"lookback_window\": \"P1M\"                                | expected a number of days",
                "\"lookback_window\": \"-PT1H\"                              | expected a number of days",
                "\"lookback_window\": \"3651\"                               | expected a number of days",
                "\"batch_size\": 1e4                                         | but got a number with a fraction",
                "\"batch_size\": 99999999999                                 | but got '99999999999'",
                "\"replication\": {\"method\": \"magic\"}                    | replication.method: expected cursor or change_data_feed",
                "\"replication\": {}                                         | replication.method: is missing",
                "\"row_filters\": [{\"table\": \"t\", \"column\": \"c\", \"operator\": \"like\", \"value\": \"x\"}] | row_filters[0].operator: expected one of equal",
                "\"row_filters\": [{\"table\": \"t\", \"column\": \"c\", \"operator\": \"in\", \"value\": \"x\"}] | row_filters[0].values: is missing",
                "\"row_filters\": [{\"table\": \"t\", \"column\": \"c\", \"operator\": \"is_null\", \"value\": \"x\"}] | row_filters[0].value: has no meaning",
                "\"row_filters\": [{\"table\": \"t\", \"column\": \"c\", \"operator\": \"equal\", \"value\": 5}] | row_filters[0].value: expected text, but got a number",
                "\"row_filters\": [\"a = 1\"]                                | row_filters[0]: expected an object, but got text"
            })
    void whatMakesNoSenseIsRefused(String fields, String problem) {
        refused(with(fields), problem);
    }

    @Test
    void oneLoginIsWanted() {
        refused(
                with("\"personal_access_token\": \"b\""),
                "expected either this or personal_access_token, but got both");
        refused("{\"workspace_url\": \"https://host\", \"catalog\": \"main\"}", "credentials: is missing");
        refused(valid().replace("dapi0123456789", " "), "credentials.personal_access_token: is missing");
    }

    @Test
    void noRecordShowsASecret() {
        assertThat(read(valid()).toString()).doesNotContain(SECRET);
        assertThat(new Credentials.ServicePrincipal("me", SECRET).toString()).doesNotContain(SECRET);
    }

    @Test
    void somethingElseThanAnObjectIsNoConfiguration() {
        refused("[]", "JSON object");
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true", "fact_*, FACT_sales, true", "fact_*, dim_fact_, false", "?x, ax, true", "?x, x, false",
        "a*b*c, aXXbYYbc, true", "a*b*c, aXXbYYb, false", "a.c, abc, false", "a**, a, true", "abc, ab, false"
    })
    void patternsFitWholeNames(String pattern, String name, boolean fits) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(fits);
    }

    @Test
    void tablesAreSelectedWithoutRegardToCase() {
        TableSelection selection =
                read(with("\"tables\": [\"Sales.Orders\", \"customers\"]")).tables();
        assertThat(selection.selects(new UnityTable("main", "sales", "orders"))).isTrue();
        assertThat(selection.selects(new UnityTable("main", "archive", "orders")))
                .isFalse();
        assertThat(selection.selects(new UnityTable("main", "archive", "customers")))
                .isTrue();
    }

    private static void refused(String json, String problem) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining(problem);
    }

    private static String with(String fields) {
        return valid().replace("{\"workspace_url\"", "{" + fields + ", \"workspace_url\"");
    }

    private static String valid() {
        return "{\"workspace_url\": \"https://host\", \"catalog\": \"main\", \"credentials\":"
                + " {\"auth_type\": \"personal_access_token\", \"personal_access_token\": \"" + SECRET + "\"}}";
    }

    private static ConnectorConfiguration read(String json) {
        try {
            return ConnectorConfiguration.read(JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
