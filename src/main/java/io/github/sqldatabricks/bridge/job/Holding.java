package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.Lease;

/**
 * A lease that this process holds, and how far its query is.
 *
 * @param lease what is held
 * @param progress how far the query is
 */
public record Holding(Lease lease, Progress progress) {}
