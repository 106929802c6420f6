/**
 * Jobs from their request to their end: what is asked for, checked and stored ({@code ExtractionSubmission}), the states of jobs
 * and of their queries, queries as a kind of work ({@code QueryHandler}) with their attempts and outcomes, the bound of what waits,
 * leases, metrics and the audit trail of all that. What one query does is in {@code extraction}.
 */
package io.github.sqldatabricks.bridge.job;
