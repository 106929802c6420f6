package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches an event that names a server and a database and changes another one. */
class TargetRoutingTest {

    private final TargetRouting routing = routing(Map.of(
            "host",
            "main.example",
            "database",
            "Sales",
            "connections.andes.host",
            "andes.example",
            "connections.andes.database",
            "Ventas",
            "connections.stock.database",
            "Stock",
            "connections.port.host",
            "andes.example",
            "connections.port.port",
            "14330",
            "connections.inst.host",
            "main.example\\SQL2",
            "connections.inst.port",
            "50123",
            "countries.bolivia",
            "andes"));

    @ParameterizedTest
    @CsvSource({
        "main.example, Sales, default",
        "MAIN.EXAMPLE, sales, default",
        "'tcp:main.example,1433', SALES, default",
        "main.example., Sales, default",
        "main.example\\MSSQLSERVER, Sales, default",
        "main.example, Stock, stock",
        ", stock, stock",
        "andes.example, , andes",
        "'andes.example,14330', Sales, port",
        "andes.example:14330, , port",
        "Main.Example\\sql2, Sales, inst",
        "'main.example,50123', Sales, inst",
    })
    void theConnectionThatLeadsThereIsTaken(String server, String database, String connection) {
        assertThat(routing.settings(address(null, server, database)).name()).isEqualTo(connection);
    }

    @ParameterizedTest
    @CsvSource({
        "elsewhere.example, Sales",
        "main.example, Elsewhere",
        "main, Sales",
        "'main.example,1444', Sales",
        "main.example\\OTHER, Sales",
        "andes.example, Sales",
        ", Ventas",
        "\\\\.\\pipe\\sql, Sales",
        "'main.example,x', Sales",
    })
    void whereNoConnectionLeadsNothingIsChangedAndItSaysWhatToConfigure(String server, String database) {
        assertThatThrownBy(() -> routing.settings(address(null, server, database)))
                .isInstanceOfSatisfying(
                        BridgeException.NotAllowed.class,
                        e -> assertThat(e.code()).isEqualTo("target-not-configured"))
                .hasMessageContaining("bridge.sqlserver.connections.<name>.host")
                .hasMessageContaining("'" + database + "'")
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void aServerWithSeveralDatabasesIsNotEnough() {
        assertThatThrownBy(() -> routing.settings(address(null, "main.example", null)))
                .hasMessageContaining("metadata.target_database")
                .hasMessageContaining("[default, stock]");
    }

    @Test
    void theCountryHasToAgree() {
        assertThat(routing.settings(address("Bolivia", "ANDES.example", "ventas"))
                        .name())
                .isEqualTo("andes");
        assertThat(routing.settings(address("bolivia", null, "Ventas")).name()).isEqualTo("andes");
        assertThatThrownBy(() -> routing.settings(address("bolivia", "main.example", "Sales")))
                .isInstanceOf(BridgeException.NotAllowed.class)
                .hasMessageContaining("'bolivia'")
                .hasMessageContaining("elsewhere");
    }

    @Test
    void withoutAnyOfThemAllIsAsBefore() {
        assertThat(routing.settings(TargetAddress.DEFAULT).name()).isEqualTo("default");
        assertThat(routing.settings(address("peru", null, null)).name()).isEqualTo("default");
        assertThat(routing.settings(address("bolivia", null, null)).name()).isEqualTo("andes");
    }

    @Test
    void theOneConnectionOfAJobHasToMatch() {
        TargetRouting single = routing(Map.of("host", "main.example", "database", "Sales"));
        assertThat(single.settings(address(null, "main.example", "sales")).name())
                .isEqualTo("default");
        assertThatThrownBy(() -> single.settings(address(null, "main.example", "Other")))
                .isInstanceOf(BridgeException.NotAllowed.class);
    }

    private static TargetAddress address(String country, String server, String database) {
        return new TargetAddress(
                Optional.ofNullable(country).map(Country::new),
                Optional.ofNullable(server),
                Optional.ofNullable(database));
    }

    private static TargetRouting routing(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>();
        settings.forEach((name, value) -> all.put("bridge.sqlserver." + name, value));
        all.put("bridge.sqlserver.username", "sync");
        all.put("bridge.sqlserver.password", "password-of-sqlserver");
        SqlServerConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SqlServerConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(SqlServerConfig.class);
        return new TargetRouting(new ConnectionDirectory(config));
    }
}
