package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxServer.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of the sandbox can do to this machine by SQL in the embedded database: nothing. Catches a login that is an administrator. */
class SandboxLoginTest {

    @TempDir
    static Path folder;

    private static SandboxDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = SandboxDatabase.inMemory();
        SampleTables.createShop(database.connect());
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALIAS run FOR 'java.lang.Runtime.getRuntime'",
                "CREATE ALIAS dbo.run AS 'String run() throws Exception { return \"\"; }'",
                "CREATE TRIGGER dbo.t BEFORE INSERT ON dbo.stock CALL 'org.h2.fulltext.FullText$FullTextTrigger'",
                "CREATE TRIGGER dbo.t BEFORE SELECT ON dbo.stock AS $$//javascript\nnull$$",
                "CREATE AGGREGATE dbo.total FOR 'java.lang.String'",
                "CREATE TABLE dbo.other (id int) ENGINE 'java.lang.String'",
                "SELECT FILE_READ('%s/secret.txt')",
                "SELECT FILE_READ('http://127.0.0.1:9/')",
                "SELECT FILE_WRITE('text', '%s/written')",
                "SELECT * FROM CSVREAD('%s/secret.txt')",
                "CALL CSVWRITE('%s/written', 'SELECT 1')",
                "CREATE TABLE dbo.copied AS SELECT * FROM CSVREAD('%s/secret.txt')",
                "RUNSCRIPT FROM '%s/secret.txt'",
                "SCRIPT TO '%s/written'",
                "BACKUP TO '%s/written'",
                "CREATE LINKED TABLE dbo.linked('org.h2.Driver', 'jdbc:h2:mem:other', 'sa', '', 'dbo.t')",
                "CALL LINK_SCHEMA('linked', 'org.h2.Driver', 'jdbc:h2:mem:other', 'sa', '', 'PUBLIC')",
                "CREATE USER other PASSWORD '' ADMIN",
                "ALTER USER bridge ADMIN TRUE",
                "ALTER USER sa SET PASSWORD 'x'",
                "SET DATABASE_EVENT_LISTENER 'java.lang.String'",
                "SET JAVA_OBJECT_SERIALIZER 'java.lang.String'",
                "SET TRACE_LEVEL_FILE 3",
                "DROP ALL OBJECTS DELETE FILES",
                "SHUTDOWN IMMEDIATELY"
            })
    void noStatementRunsAProgramTouchesAFileOrEndsTheDatabase(String sql) throws Exception {
        Files.writeString(folder.resolve("secret.txt"), "SELECT 'the content' AS a");
        assertThatThrownBy(() -> new Console(database).run(sql.formatted(folder)))
                .isInstanceOf(BridgeException.class)
                .hasMessageNotContaining("the content");
        assertThat(folder.resolve("written")).doesNotExist();
        assertThat(new Console(database)
                        .run("SELECT COUNT(*) FROM dbo.stock")
                        .rows()
                        .get(0))
                .containsExactly("200");
    }

    @Test
    void tablesAndSchemasCanBeMadeChangedAndDropped() {
        Console console = new Console(database);
        console.run("CREATE SCHEMA sales");
        console.run("CREATE TABLE sales.orders (id int PRIMARY KEY, note nvarchar(20))");
        console.run("INSERT INTO sales.orders VALUES (1, 'first')");
        console.run("CREATE VIEW sales.open_orders AS SELECT id FROM sales.orders");
        console.run("ALTER TABLE sales.orders ADD total decimal(10, 2)");
        console.run("UPDATE sales.orders SET total = 1.50");
        assertThat(console.run("SELECT * FROM sales.orders").rows().get(0)).containsExactly("1", "first", "1.50");
        console.run("CREATE TABLE sales.[a]]b] ([c]]d] int)");
        console.run("INSERT INTO sales.[a]]b] ([c]]d]) VALUES (7)");
        assertThat(console.run("SELECT x.[c]]d] FROM sales.[a]]b] AS x").columns())
                .containsExactly("c]d");
        console.run("DROP SCHEMA sales CASCADE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000) AS a CROSS JOIN SYSTEM_RANGE(1, 1000000) AS b",
                "SELECT a.x FROM SYSTEM_RANGE(1, 1000000) AS a CROSS JOIN SYSTEM_RANGE(1, 1000000) AS b WHERE a.x +"
                        + " b.x < 0",
                "CREATE TABLE dbo.huge AS SELECT a.x FROM SYSTEM_RANGE(1, 1000000) AS a"
                        + " CROSS JOIN SYSTEM_RANGE(1, 1000000) AS b WHERE a.x + b.x < 0"
            })
    void aStatementThatTakesTooLongIsStopped(String sql) {
        Console console = new Console(database, Duration.ofSeconds(1));
        assertThatThrownBy(() -> console.run(sql))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        stopped -> assertThat(stopped.code()).isEqualTo("sqlserver-statement-timeout"));
    }

    /** As by SQL Server's usual collations. */
    @Test
    void namesAreFoundByAnyCaseOfTheirLetters() {
        Console console = new Console(database);
        console.run("CREATE SCHEMA Sales");
        console.run("CREATE TABLE SALES.[Orders] ([Id] int PRIMARY KEY, [Näme] nvarchar(20))");
        console.run("INSERT INTO [sales].orders (ID, [nÄME]) VALUES (1, 'SALES.x'), (2, 'b')");
        console.run("UPDATE \"sALES\".[ORDERS] SET NÄME = 'c' WHERE sales.orders.[iD] = 2");
        assertThat(console.run("SELECT O.[näme] FROM Sales.ORDERS AS o ORDER BY [ID]")
                        .rows())
                .containsExactly(List.of("SALES.x"), List.of("c"));
        assertThat(console.run("SELECT 1 AS SALES, [dbo].STOCK.Warehouse FROM DBO.[Stock]")
                        .columns())
                .containsExactly("SALES", "warehouse");
        assertThatThrownBy(() -> console.run("CREATE SCHEMA [SALES]")).hasMessageContaining("already exists");
        assertThatThrownBy(() -> console.run("CREATE TABLE sales.orders (id int)"))
                .hasMessageContaining("already exists");
        console.run("DROP SCHEMA IF EXISTS sALES CASCADE");
        assertThatThrownBy(() -> console.run("SELECT 1 FROM Sales.Orders")).hasMessageContaining("not found");
    }
}
