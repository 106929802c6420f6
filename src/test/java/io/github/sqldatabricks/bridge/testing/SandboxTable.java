package io.github.sqldatabricks.bridge.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;

/** A table in a running sandbox's SQL Server that no other test changes. */
public final class SandboxTable {

    private SandboxTable() {}

    /**
     * Makes {@code dbo.<name>} anew, with {@code product_id} (from 1 on), {@code product_name}, {@code price} and {@code warehouse}
     * ({@code La Paz}).
     */
    public static void create(String name, int rows) {
        run("DROP TABLE IF EXISTS dbo." + name);
        run("CREATE TABLE dbo." + name + " (product_id int NOT NULL PRIMARY KEY, product_name nvarchar(60),"
                + " price decimal(10, 2), warehouse nvarchar(10))");
        run("INSERT INTO dbo." + name + " SELECT x, 'Product ' || x, 1, 'La Paz' FROM SYSTEM_RANGE(1, " + rows + ")");
    }

    private static void run(String sql) {
        run("sqlserver", sql);
    }

    /** Runs a statement in a running sandbox: {@code sqlserver} or {@code databricks}. */
    public static void run(String system, String sql) {
        statement(sql).post("/sandbox/" + system).then().statusCode(200);
    }

    /** A request with a statement for the sandbox. */
    public static RequestSpecification statement(String sql) {
        return given().contentType("application/sql").body(sql.getBytes(StandardCharsets.UTF_8));
    }
}
