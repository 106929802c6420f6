package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Small tables for event sync to change. {@code dbo.pricing}: 100 prices by {@code product_id}; {@code
 * dbo.stock}: 200 counts by {@code warehouse} and {@code product_id}; {@code dbo.price_alerts}: empty, numbers its rows itself.
 */
final class ShopTables {

    private ShopTables() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE dbo.pricing (product_id int NOT NULL PRIMARY KEY,"
                    + " product_name nvarchar(60) NOT NULL, price decimal(10, 2) NOT NULL,"
                    + " currency char(3) DEFAULT 'EUR' NOT NULL, valid_from date, updated_at datetime2(6))");
            statement.execute("INSERT INTO dbo.pricing SELECT x, 'Product ' || x, 9.99 + x, 'EUR', DATE '2026-01-01',"
                    + " TIMESTAMP '2026-01-01 00:00:00' FROM SYSTEM_RANGE(1, 100)");
            statement.execute("CREATE TABLE dbo.stock (warehouse nvarchar(10) NOT NULL, product_id int NOT NULL,"
                    + " quantity int NOT NULL, discontinued bit DEFAULT FALSE NOT NULL,"
                    + " PRIMARY KEY (warehouse, product_id))");
            statement.execute("INSERT INTO dbo.stock SELECT w.name, p.x, 10 * p.x, p.x > 90"
                    + " FROM (VALUES ('La Paz'), ('Zurich')) AS w(name) CROSS JOIN SYSTEM_RANGE(1, 100) AS p");
            statement.execute("CREATE TABLE dbo.price_alerts (alert_id int IDENTITY(1, 1) NOT NULL PRIMARY KEY,"
                    + " product_id int NOT NULL, message nvarchar(200) NOT NULL,"
                    + " created_at datetime2(6) DEFAULT LOCALTIMESTAMP NOT NULL)");
        }
    }
}
