package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that {@link TargetChangesContract} and {@link TargetSafetyContract} are tried on. */
public interface TargetUnderTest {

    /** The database, promising what {@code delivery} says. */
    TargetDatabase database(SyncConfig.Delivery delivery) throws SQLException;

    /** A connection of the test's own. */
    Connection connect() throws SQLException;

    /** A table that nobody else uses, such as {@code dbo.people}; each test makes and drops it. */
    String table();

    /** Whether foreign keys may cascade in circles, which SQL Server refuses (error 1785). */
    boolean allowsCascadesInCircles() throws SQLException;

    /** The code of a key that is there already. */
    String duplicateKey();

    /** How a computed whole number is declared in CREATE TABLE. */
    String computed(String name, String expression);
}
