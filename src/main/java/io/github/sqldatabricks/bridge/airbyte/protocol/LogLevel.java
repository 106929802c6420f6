package io.github.sqldatabricks.bridge.airbyte.protocol;

/** How much a line of the log matters; the protocol spells them in the same way. */
public enum LogLevel {
    FATAL,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
