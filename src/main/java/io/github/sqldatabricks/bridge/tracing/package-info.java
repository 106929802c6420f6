/**
 * OpenTelemetry: the only package that knows it. Features are traced from outside, by decorating their ports; what goes
 * into a span is ids, counts and error codes, never SQL, values or messages.
 */
package io.github.sqldatabricks.bridge.tracing;
