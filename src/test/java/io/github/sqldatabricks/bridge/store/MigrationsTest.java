package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catches a start on tables that a DBA made for an earlier version, which fails later with an error about a column. */
class MigrationsTest {

    private final FixedStoreConfig config = FixedStoreConfig.inMemory();
    private final String url = Dialect.H2.complete(config.url(), config.readTimeout());

    @Test
    void handMadeTablesOfAnEarlierVersionStopTheStartUntilTheRestIsRun() throws Exception {
        List<String> scripts = TableGroup.STORE.scripts();
        execute("CREATE SCHEMA bridge");
        for (String script : scripts.subList(0, scripts.size() - 1)) {
            execute(text(script));
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("console_session.ends_at is missing")
                .hasMessageContaining("bridge setup --print");
        execute(text(scripts.get(scripts.size() - 1)));
        assertThatCode(this::open).doesNotThrowAnyException();
    }

    private void open() {
        try (JobDatabase database = new JobDatabase(config)) {
            database.open();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String script) throws IOException {
        String text = Files.readString(Path.of("src/main/resources", script));
        for (Map.Entry<String, String> placeholder : Dialect.H2.placeholders().entrySet()) {
            text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return text;
    }
}
