package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Catches a catalogue statement that the server refuses, or that misses a column, a key or a row count. Runs when the environment names a
 * server.
 */
class SqlServerCatalogueTest {

    private RealSqlServer server;
    private String name;

    @BeforeEach
    void makeTable() throws SQLException {
        server = new RealSqlServer(RealSqlServer.config());
        Assumptions.assumeTrue(hasSizes(), "SKIPPED: the server is no SQL Server, and has no sys.allocation_units");
        name = RealSqlServer.uniqueTable();
        server.execute(
                "CREATE TABLE " + name + " (b int NOT NULL, a varchar(10) NOT NULL, n nvarchar(20) NULL,"
                        + " d decimal(12, 3) NULL, t datetime2(3) NULL, rv rowversion NOT NULL, m nvarchar(max) NULL, PRIMARY KEY (a, b))");
        server.execute("INSERT INTO " + name + " (b, a) VALUES (1, 'x'), (2, 'x'), (3, 'y')");
    }

    /** Babelfish has it only when somebody made it, as a view of PostgreSQL's own sizes. */
    private boolean hasSizes() {
        try {
            return server.scalar("SELECT COUNT(*) FROM sys.allocation_units") != null;
        } catch (SQLException e) {
            return false;
        }
    }

    @AfterEach
    void dropTable() throws SQLException {
        if (name != null) {
            server.execute("DROP TABLE " + name);
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aTableIsDescribedWithItsTypesAndKey() {
        SourceTable table = find();

        assertThat(table.view()).isFalse();
        assertThat(table.columns())
                .extracting(SourceColumn::name, SourceColumn::sourceType, SourceColumn::nullable)
                .containsExactly(
                        tuple("b", "int", false),
                        tuple("a", "varchar(10)", false),
                        tuple("n", "nvarchar(20)", true),
                        tuple("d", "decimal(12, 3)", true),
                        tuple("t", "datetime2(3)", true),
                        tuple("rv", "rowversion", false),
                        tuple("m", "nvarchar(max)", true));
        assertThat(table.columns())
                .allSatisfy(column -> assertThat(column.type()).isPresent());
        assertThat(table.key().map(SourceIndex::columns)).contains(List.of("a", "b"));
        assertThat(table.rowversion().map(SourceColumn::name)).contains("rv");
    }

    @Test
    void sizesAreThoseOfTheCatalogue() throws SQLException {
        SourceTable table = find();

        if (!server.isBabelfish()) {
            assertThat(table.rows()).hasValue(3);
            assertThat(table.bytes().orElseThrow()).isPositive();
            assertThat(table.clustered().map(SourceIndex::columns)).contains(List.of("a", "b"));
        }
    }

    private SourceTable find() {
        return new SqlServerCatalogue(server.pools())
                .tables(RealSqlServer.COUNTRY).stream()
                        .filter(table -> table.name().toString().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow();
    }
}
