/**
 * Rows as RECORD lines: JSON written straight into bytes, because making objects of every value costs more than all the rest
 * of a read.
 */
package io.github.sqldatabricks.bridge.airbyte.record;
