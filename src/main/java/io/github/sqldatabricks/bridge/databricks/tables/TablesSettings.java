package io.github.sqldatabricks.bridge.databricks.tables;

import java.time.Duration;

/**
 * The bounds of what {@link DatabricksTables} does.
 *
 * @param catalog that the warehouse's sessions begin in
 * @param requestTimeout of one HTTP request
 * @param retryBudget time after a failure in which a request to a throttling or unavailable workspace is attempted again
 * @param warehouseStartTimeout how long a sleeping warehouse may take to start
 * @param maxValueBytes the largest value that is read
 */
public record TablesSettings(
        String catalog,
        Duration requestTimeout,
        Duration retryBudget,
        Duration warehouseStartTimeout,
        long maxValueBytes) {}
