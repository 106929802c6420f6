package io.github.sqldatabricks.bridge.testing;

import static io.restassured.RestAssured.given;

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
        given().body(sql).post("/sandbox/sqlserver").then().statusCode(200);
    }
}
