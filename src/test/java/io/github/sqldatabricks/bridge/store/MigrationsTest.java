package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Catches a start on tables that a DBA made for an earlier version, which fails later with an error about a column. */
class MigrationsTest {

    /** learn.microsoft.com/sql/t-sql/language-elements/reserved-keywords-transact-sql. */
    private static final List<String> RESERVED =
            List.of(("ADD ALL ALTER AND ANY AS ASC AUTHORIZATION BACKUP BEGIN BETWEEN BREAK BROWSE BULK BY CASCADE "
                            + "CASE CHECK CHECKPOINT CLOSE CLUSTERED COALESCE COLLATE COLUMN COMMIT COMPUTE CONSTRAINT CONTAINS "
                            + "CONTAINSTABLE CONTINUE CONVERT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP "
                            + "CURRENT_USER CURSOR DATABASE DBCC DEALLOCATE DECLARE DEFAULT DELETE DENY DESC DISK DISTINCT "
                            + "DISTRIBUTED DOUBLE DROP DUMP ELSE END ERRLVL ESCAPE EXCEPT EXEC EXECUTE EXISTS EXIT EXTERNAL "
                            + "FETCH FILE FILLFACTOR FOR FOREIGN FREETEXT FREETEXTTABLE FROM FULL FUNCTION GOTO GRANT GROUP "
                            + "HAVING HOLDLOCK IDENTITY IDENTITY_INSERT IDENTITYCOL IF IN INDEX INNER INSERT INTERSECT INTO IS "
                            + "JOIN KEY KILL LEFT LIKE LINENO LOAD MERGE NATIONAL NOCHECK NONCLUSTERED NOT NULL NULLIF OF OFF "
                            + "OFFSETS ON OPEN OPENDATASOURCE OPENQUERY OPENROWSET OPENXML OPTION OR ORDER OUTER OVER PERCENT "
                            + "PIVOT PLAN PRECISION PRIMARY PRINT PROC PROCEDURE PUBLIC RAISERROR READ READTEXT RECONFIGURE "
                            + "REFERENCES REPLICATION RESTORE RESTRICT RETURN REVERT REVOKE RIGHT ROLLBACK ROWCOUNT ROWGUIDCOL "
                            + "RULE SAVE SCHEMA SECURITYAUDIT SELECT SEMANTICKEYPHRASETABLE SEMANTICSIMILARITYDETAILSTABLE "
                            + "SEMANTICSIMILARITYTABLE SESSION_USER SET SETUSER SHUTDOWN SOME STATISTICS SYSTEM_USER TABLE "
                            + "TABLESAMPLE TEXTSIZE THEN TO TOP TRAN TRANSACTION TRIGGER TRUNCATE TRY_CONVERT TSEQUAL UNION "
                            + "UNIQUE UNPIVOT UPDATE UPDATETEXT USE USER VALUES VARYING VIEW WAITFOR WHEN WHERE WHILE WITH "
                            + "WITHIN WRITETEXT")
                    .split(" "));

    private final FixedStoreConfig config = FixedStoreConfig.inMemory();
    private final String url = Dialect.H2.complete(config.url(), config.readTimeout());

    @Test
    void handMadeTablesOfAnEarlierVersionStopTheStartUntilTheRestIsRun() throws Exception {
        List<String> scripts = TableGroup.STORE.scripts();
        execute("CREATE SCHEMA bridge");
        int newest = scripts.size() - 1;
        for (String script : scripts.subList(0, newest)) {
            execute(text(script));
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("replication_stream.blocked_after is missing")
                .hasMessageContaining("bridge setup --print");
        execute(text(scripts.get(newest)));
        assertThatCode(this::open).doesNotThrowAnyException();
    }

    /** H2 takes some names that T-SQL reserves: such a script would end the first start on SQL Server. */
    @Test
    void noNameIsReservedByTransactSql() throws Exception {
        open();
        Set<String> names = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet columns = connection.getMetaData().getColumns(null, "bridge", "%", "%")) {
            while (columns.next()) {
                names.add(columns.getString("TABLE_NAME").toUpperCase(Locale.ROOT));
                names.add(columns.getString("COLUMN_NAME").toUpperCase(Locale.ROOT));
            }
        }
        assertThat(names)
                .contains("JOB", "REPLICATION_STREAM", "REPLICATION_NAME")
                .doesNotContainAnyElementsOf(RESERVED);
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
