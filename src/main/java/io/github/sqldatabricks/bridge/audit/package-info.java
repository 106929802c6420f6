/**
 * Who did what, from where, to which tables, with what outcome: every attempt becomes an {@code AuditEvent}, given to
 * {@code AuditTrail}. It goes to the log category {@code bridge.audit} as one JSON line, and through the port {@code
 * AuditStore} into an append-only table whose records form a chain of hashes. No secret and no data value is ever in it.
 */
package io.github.sqldatabricks.bridge.audit;
