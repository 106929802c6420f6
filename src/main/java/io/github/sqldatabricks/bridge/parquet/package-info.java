/** Parquet files, written by parquet-java without Hadoop at run time. docs/types.md has the table of types. */
package io.github.sqldatabricks.bridge.parquet;
