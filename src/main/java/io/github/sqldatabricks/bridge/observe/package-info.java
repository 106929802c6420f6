/**
 * What operators look at: readiness, metrics, log fields, traces and lineage. Only this package knows Micrometer's names
 * ({@link io.github.sqldatabricks.bridge.observe.Meters}) and OpenTelemetry, with which ports are traced from outside; what
 * goes into a span is ids, counts and error codes, never SQL, values or messages. Lineage is off until it has an address.
 */
package io.github.sqldatabricks.bridge.observe;
