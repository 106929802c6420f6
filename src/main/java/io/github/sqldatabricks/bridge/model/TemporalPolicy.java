package io.github.sqldatabricks.bridge.model;

/**
 * What happens to SQL Server's seventh fractional digit of a second (100 ns), which Parquet and Delta timestamps
 * (microseconds) can't keep.
 */
public enum TemporalPolicy {
    /** A value whose seventh digit is not zero fails the query, naming column and value. The default. */
    FAIL,
    /** The digit is cut, and the result says how many values of the column were cut. */
    TRUNCATE,
    /** The whole column becomes text, exactly as SQL Server prints it. Also keeps a datetimeoffset's offset. */
    TEXT
}
