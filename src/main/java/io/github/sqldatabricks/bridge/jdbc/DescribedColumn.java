package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;

/** A column of a result, as its driver describes it. */
public interface DescribedColumn {

    /** Its place in the result, from 1. */
    int index();

    /** Its name; never empty. */
    String name();

    /** How many digits the fraction of its second has; only of times and timestamps. 0 to 7. */
    int fractionDigits();

    /** Whether a value can be so large that it is read in pieces. */
    boolean large();

    /** @throws BridgeException.InvalidRequest when there is nothing for its type */
    ColumnType columnType();

    /** The column with this type. */
    Column as(ColumnType type);
}
