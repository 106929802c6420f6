/**
 * The first main job: a SQL template's rows become Parquet files in a volume. This package decides what is run, in
 * which order and what the outcome is; how SQL Server is read, how Parquet is written and how a volume is filled
 * stands behind the ports {@link io.github.sqldatabricks.bridge.extraction.RowSource},
 * {@link io.github.sqldatabricks.bridge.extraction.RowFileWriter} and
 * {@link io.github.sqldatabricks.bridge.extraction.LandingZone}.
 */
package io.github.sqldatabricks.bridge.extraction;
