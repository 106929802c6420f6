package io.github.sqldatabricks.bridge.flow;

import java.util.Locale;

/** Where rows move. */
public enum Direction {
    /** Out of SQL Server into files. */
    EXTRACTION,
    /** Of such files into Delta tables. */
    LOAD,
    /** Out of Databricks into tables of SQL Server, by events. */
    SYNC;

    /** As it is written in JSON and stored. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
