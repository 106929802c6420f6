package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.record.ExtraFields;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The fields by which Airbyte's destinations apply changes, made of the columns of the change data feed.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/cdc">CDC in Airbyte</a>
 * @see <a href="https://docs.databricks.com/aws/en/delta/delta-change-data-feed">Change data feed</a>
 */
final class FeedFields {

    /** Fields that no column of the table has. */
    static final Set<String> NAMES = Set.of("_ab_cdc_lsn", "_ab_cdc_updated_at", "_ab_cdc_deleted_at");

    /** The column of the feed by which it is ordered. */
    static final TableColumn COMMIT_VERSION = new TableColumn(
            "_commit_version", new DatabricksType.Plain(new ColumnType.Int64()), false, Optional.empty());

    private static final String BEFORE_UPDATE = "update_preimage";
    private static final String DELETE = "delete";
    private static final int MICROS_PER_MILLI = 1000;

    private FeedFields() {}

    /** For rows of one version, which was found at a time. */
    static Part.RowRule snapshot(long version, Instant takenAt) {
        JsonBuffer fields = new JsonBuffer(128);
        write(fields, version, takenAt.toEpochMilli() * MICROS_PER_MILLI, false);
        byte[] same = fields.toBytes();
        return new Part.RowRule((batch, row) -> true, (out, batch, row) -> out.raw(same));
    }

    /** For rows of the feed: what a row was before an update is left out. */
    static Part.RowRule changes(RowSchema schema) {
        int type = Columns.index(schema, "_change_type");
        int version = Columns.index(schema, COMMIT_VERSION.name());
        int time = Columns.index(schema, "_commit_timestamp");
        ExtraFields extra = (out, batch, row) -> write(
                out,
                number(batch, version, row),
                number(batch, time, row),
                text(batch, type, row).equals(DELETE));
        return new Part.RowRule((batch, row) -> !text(batch, type, row).equals(BEFORE_UPDATE), extra);
    }

    private static void write(JsonBuffer out, long version, long micros, boolean deleted) {
        out.raw(",\"_ab_cdc_lsn\":");
        out.number(version);
        out.raw(",\"_ab_cdc_updated_at\":");
        out.instant(micros);
        out.raw(",\"_ab_cdc_deleted_at\":");
        if (deleted) {
            out.instant(micros);
        } else {
            out.nothing();
        }
    }

    private static long number(RowBatch batch, int column, int row) {
        return ((ColumnVector.Longs) batch.vector(column)).get(row);
    }

    private static String text(RowBatch batch, int column, int row) {
        return (String) ((ColumnVector.Objects) batch.vector(column)).get(row);
    }
}
