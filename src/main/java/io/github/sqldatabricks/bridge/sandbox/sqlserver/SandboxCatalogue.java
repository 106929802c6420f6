package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.replication.CatalogueRows;
import io.github.sqldatabricks.bridge.replication.CatalogueRows.Placed;
import io.github.sqldatabricks.bridge.replication.CatalogueRows.TableFacts;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxTypes.SandboxColumns;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The tables of the embedded database, for every country the same. H2 tells no sizes in bytes, and keeps rows in the order of a primary key. */
public final class SandboxCatalogue implements SourceCatalogue {

    private static final String OURS = " NOT IN ('INFORMATION_SCHEMA', 'bridge')";

    private static final String TABLES = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ROW_COUNT_ESTIMATE, REMARKS"
            + " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA" + OURS + " ORDER BY 1, 2";

    /** The first as in {@link SandboxColumns#SELECT}. A domain of the name {@code rowversion} stands for the type, which H2 lacks. */
    private static final String COLUMNS =
            "SELECT COLUMN_NAME, COALESCE(DOMAIN_NAME, DATA_TYPE), CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
                    + " COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0), IS_NULLABLE, REMARKS, TABLE_SCHEMA, TABLE_NAME"
                    + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA" + OURS
                    + " ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION";

    private static final String KEYS =
            "SELECT t.CONSTRAINT_NAME, t.CONSTRAINT_TYPE, k.COLUMN_NAME, t.TABLE_SCHEMA, t.TABLE_NAME"
                    + " FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS AS t INNER JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS k"
                    + " ON k.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = t.CONSTRAINT_NAME"
                    + " WHERE t.CONSTRAINT_TYPE IN ('PRIMARY KEY', 'UNIQUE') AND t.TABLE_SCHEMA" + OURS
                    + " ORDER BY t.CONSTRAINT_NAME, k.ORDINAL_POSITION";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final SandboxDatabase database;
    private final SandboxErrors errors = new SandboxErrors();

    /** @param database stays the caller's to close */
    public SandboxCatalogue(SandboxDatabase database) {
        this.database = database;
    }

    @Override
    public List<SourceTable> tables(Country country) {
        try (Connection jdbc = database.connect()) {
            TargetConnection connection =
                    new TargetConnection(new JdbcSession(jdbc, () -> jdbc.abort(Runnable::run)), TIMEOUT);
            return new CatalogueRows(
                            connection.list(TABLES, SandboxCatalogue::facts),
                            connection.list(COLUMNS, SandboxCatalogue::column),
                            connection.list(KEYS, SandboxCatalogue::keyColumn))
                    .together();
        } catch (SQLException e) {
            throw errors.translate(e, "Reading the catalogue");
        }
    }

    private static Placed<TableFacts> facts(ResultSet row) throws SQLException {
        boolean view = row.getString(3).equals("VIEW");
        OptionalLong rows = view ? OptionalLong.empty() : OptionalLong.of(row.getLong(4));
        return new Placed<>(
                row.getString(1),
                row.getString(2),
                new TableFacts(view, rows, OptionalLong.empty(), Optional.ofNullable(row.getString(5))));
    }

    private static Placed<SourceColumn> column(ResultSet row) throws SQLException {
        DeclaredType declared = SandboxColumns.declared(row);
        return new Placed<>(
                row.getString(8),
                row.getString(9),
                new SourceColumn(
                        row.getString(1),
                        declared.declaration(),
                        declared.type().columnType(declared.precision(), declared.scale()),
                        declared.type().readNote(),
                        row.getString(6).equals("YES"),
                        Optional.ofNullable(row.getString(7))));
    }

    private static Placed<SourceIndex> keyColumn(ResultSet row) throws SQLException {
        boolean primary = row.getString(2).equals("PRIMARY KEY");
        return new Placed<>(
                row.getString(4),
                row.getString(5),
                new SourceIndex(row.getString(1), primary, true, primary, List.of(row.getString(3))));
    }
}
