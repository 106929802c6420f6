package io.github.sqldatabricks.bridge.job;

import java.util.Optional;

/**
 * Which jobs to list, newest first.
 *
 * @param owner only of this principal; empty for all
 * @param status only in this state; empty for all
 * @param limit at most so many, at least 1
 * @param offset leaves out so many of the newest, at least 0
 */
public record JobFilter(Optional<String> owner, Optional<JobStatus> status, int limit, int offset) {}
