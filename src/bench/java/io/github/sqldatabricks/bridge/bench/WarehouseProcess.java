package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/** The local workspace with its warehouse and a table, in a process of its own, so that its work does not count as the bridge's. */
final class WarehouseProcess implements AutoCloseable {

    /** The table that is measured. */
    static final String ORDERS = "orders";
    /** A smaller one, for the compiler. */
    static final String WARM_UP = "warm_up";

    private static final long WARM_UP_ROWS = 500_000;

    private final Process process;
    private final URI uri;
    private final String token;

    private WarehouseProcess(Process process, URI uri, String token) {
        this.process = process;
        this.uri = uri;
        this.token = token;
    }

    static WarehouseProcess start(Path root, long rows) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-Xmx512m", "-cp", System.getProperty("java.class.path"), WarehouseProcess.class.getName(),
                        root.toString(), Long.toString(rows))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new WarehouseProcess(process, URI.create(out.readLine()), out.readLine());
    }

    URI uri() {
        return uri;
    }

    String token() {
        return token;
    }

    /** Ends by itself when its parent does: its input ends then. */
    public static void main(String... arguments) throws Exception {
        Settings.quietLog();
        try (LocalDatabricks databricks = new LocalDatabricks(Path.of(arguments[0]))) {
            databricks.createSchema("main", "bench");
            load(databricks, WARM_UP, Long.toString(WARM_UP_ROWS));
            load(databricks, ORDERS, arguments[1]);
            System.out.println(databricks.uri());
            System.out.println(databricks.token());
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        }
    }

    private static void load(LocalDatabricks databricks, String table, String rows) throws SQLException {
        databricks.run(
                "CREATE TABLE main.bench." + table + " (id BIGINT, customer BIGINT, quantity INT, price DECIMAL(12, 2),"
                        + " ratio DOUBLE, paid BOOLEAN, day DATE, moment TIMESTAMP, status STRING, comment STRING)",
                "INSERT INTO main.bench." + table + " SELECT n, n * 7919 % 1000003, n % 50, n % 1000000 / 100, n / 7,"
                        + " n % 3 = 0, DATE '2020-01-01' + CAST(n % 2000 AS INT),"
                        + " TIMESTAMP '2020-01-01 00:00:00' + n * INTERVAL 1 SECOND,"
                        + " CASE n % 3 WHEN 0 THEN 'paid' WHEN 1 THEN 'open' ELSE 'cancelled' END,"
                        + " 'A comment on order number ' || n FROM range(" + rows + ") AS numbers(n)");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
