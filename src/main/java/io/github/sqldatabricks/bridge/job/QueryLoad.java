package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Locale;

/**
 * Into which Delta table the rows of a query go.
 *
 * @param target the table
 * @param mode what its rows do to those that are there, such as {@code merge}
 */
public record QueryLoad(UnityTable target, String mode) {

    /** What is kept of the settings. */
    static QueryLoad of(LoadSettings settings) {
        return new QueryLoad(settings.target(), settings.mode().text());
    }

    /** The loads that come one after the other: those of one query and country into one table, or of one stream of a replication. */
    public String stream(Job job, QueryName query) {
        return job.request()
                .replication()
                .map(replication -> replication + "/" + query)
                .orElseGet(() -> ofTemplate(job, query));
    }

    private String ofTemplate(Job job, QueryName query) {
        return target.toString().toLowerCase(Locale.ROOT) + " from "
                + job.request().country().key() + "/" + query;
    }

    /** The load's id: the same in each attempt and process, and larger than those of earlier jobs. */
    public LoadId id(Job job, QueryName query) {
        return LoadId.of(stream(job, query), job.createdAt(), job.id() + "/" + query);
    }

    /** What became of a load. */
    public enum LoadState {
        /** Its query has not ended. */
        PENDING,
        LOADED,
        /** It would have taken more rows away than its limits allow, so that nothing was loaded. */
        BLOCKED,
        FAILED,
        CANCELLED;

        /** What became of the load of a query in this state. */
        public static LoadState of(QueryState query) {
            if (query.status() == QueryStatus.FAILED) {
                boolean blocked = ((QueryState.Ended) query)
                        .outcome()
                        .errorCode()
                        .filter(ErrorCode.LOAD_LIMIT_EXCEEDED.text()::equals)
                        .isPresent();
                return blocked ? BLOCKED : FAILED;
            }
            return switch (query.status()) {
                case PENDING, RUNNING -> PENDING;
                case COMPLETED, SKIPPED -> LOADED;
                case CANCELLED -> CANCELLED;
                case FAILED -> throw new IllegalStateException("decided above");
            };
        }

        /** The state in lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
