/**
 * The words that every other package speaks: validated names, the one vocabulary of column types, rows in memory and
 * the errors. Plain Java, no framework.
 */
package io.github.sqldatabricks.bridge.model;
