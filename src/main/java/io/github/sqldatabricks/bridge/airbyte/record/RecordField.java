package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;

/**
 * A column that becomes a field of every record.
 *
 * @param index of the column in the rows
 * @param decimalAsText whether the stream's schema declares a decimal as text
 */
public record RecordField(TableColumn column, int index, boolean decimalAsText) {}
