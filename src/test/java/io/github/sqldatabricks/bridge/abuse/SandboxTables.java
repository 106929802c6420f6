package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** What is in the sandbox's SQL Server, asked for in plain SQL. */
final class SandboxTables {

    private static final String TABLES = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE TABLE_SCHEMA = 'dbo' ORDER BY 1, 2";
    private static final String STOCK = "SELECT COUNT(*), SUM(quantity), MIN(warehouse), MAX(warehouse) FROM dbo.stock";

    private final Caller caller;
    private final String before;

    SandboxTables(Caller caller) {
        this.caller = caller;
        this.before = now();
    }

    private String now() {
        return ask(TABLES) + ask(STOCK);
    }

    private String ask(String sql) {
        HttpResponse<String> answer = caller.sql(sql, "ana");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Same tables, same rows. */
    void assertUnchanged() {
        assertThat(now()).isEqualTo(before).contains("La Paz");
    }
}
