package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Catches a table, column, key or comment of the sandbox that a plan of a replication would miss or describe otherwise than it is read. */
class SandboxCatalogueTest {

    private static final Country BOLIVIA = new Country("bolivia");
    private static SandboxDatabase database;

    @BeforeAll
    static void load() throws SQLException {
        database = SandboxDatabase.inMemory();
        SandboxData.load(database, 0.001);
        run("CREATE DOMAIN rowversion AS binary(8)");
        run("CREATE SCHEMA other AUTHORIZATION bridge");
        run("CREATE TABLE other.[Two Parts] (a int NOT NULL, b nvarchar(10) NOT NULL, rv rowversion, UNIQUE (b, a))");
        run("COMMENT ON TABLE other.[Two Parts] IS 'what it is'");
        run("COMMENT ON COLUMN other.[Two Parts].b IS 'the second'");
        run("CREATE VIEW other.shown AS SELECT a FROM other.[Two Parts]");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @Test
    void tablesHaveTheirKeysRowsAndComments() throws SQLException {
        List<SourceTable> tables = new SandboxCatalogue(database).tables(BOLIVIA);

        SourceTable stock = table(tables, "dbo.stock");
        assertThat(stock.key().map(SourceIndex::columns)).contains(List.of("warehouse", "product_id"));
        assertThat(stock.clustered()).isEqualTo(stock.key());
        assertThat(stock.rows()).hasValue(200);
        assertThat(table(tables, "dbo.orders").key().map(SourceIndex::columns)).contains(List.of("o_orderkey"));
        assertThat(table(tables, "dbo.lineitem").key()).isEmpty();
        SourceTable parts = table(tables, "other.Two Parts");
        assertThat(parts.comment()).contains("what it is");
        assertThat(parts.column("B").flatMap(SourceColumn::comment)).contains("the second");
        assertThat(parts.key().map(SourceIndex::columns)).contains(List.of("b", "a"));
        assertThat(parts.rowversion().map(SourceColumn::name)).contains("rv");
        SourceTable view = table(tables, "other.shown");
        assertThat(view.view()).isTrue();
        assertThat(view.rows()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void columnsAreOfTheTypesThatTheyAreReadAs() {
        for (SourceTable table : new SandboxCatalogue(database).tables(BOLIVIA)) {
            RowQuery query = new RowQuery(
                    BOLIVIA,
                    new QueryName("all"),
                    "SELECT * FROM " + table.name().quoted(),
                    List.of(),
                    OptionalLong.of(1),
                    Map.of());
            try (RowStream rows = new SandboxRowSource(database).open(query, new Cancellation())) {
                assertThat(table.columns())
                        .as(table.name().toString())
                        .zipSatisfy(rows.schema().columns(), SandboxCatalogueTest::assertSame);
            }
        }
    }

    private static void assertSame(SourceColumn described, Column read) {
        assertThat(described.name()).isEqualTo(read.name());
        assertThat(described.type()).as(described.sourceType()).contains(read.type());
        // A domain of H2's is known by its name to the catalogue only.
        assertThat(read.sourceType()).isEqualTo(described.sourceType().replace("rowversion", "binary(8)"));
        assertThat(described.nullable()).isEqualTo(read.nullable());
    }

    @Test
    void oneQuestionTakesThreeStatements() throws SQLException {
        run("SET QUERY_STATISTICS TRUE");
        run("CREATE TABLE dbo.more AS SELECT * FROM dbo.nation");

        long before = catalogueStatements();
        new SandboxCatalogue(database).tables(BOLIVIA);

        assertThat(catalogueStatements() - before).isEqualTo(3);
        run("DROP TABLE dbo.more");
    }

    private static long catalogueStatements() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COALESCE(SUM(EXECUTION_COUNT), 0)"
                        + " FROM INFORMATION_SCHEMA.QUERY_STATISTICS WHERE SQL_STATEMENT LIKE 'SELECT%INFORMATION_SCHEMA%'"
                        + " AND SQL_STATEMENT NOT LIKE '%QUERY_STATISTICS%'")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static SourceTable table(List<SourceTable> tables, String name) {
        return tables.stream()
                .filter(table -> table.name().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + tables));
    }

    private static void run(String sql) throws SQLException {
        database.execute(sql);
    }
}
