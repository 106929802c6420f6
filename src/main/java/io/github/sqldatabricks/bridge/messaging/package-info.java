/**
 * How work moves inside the process: the channel, the bounded queue before it, the workers behind it with their
 * retries, and what keeps the store and the workers in step (heartbeat, sweep, drain). Channel, schedule and retry
 * constructs stand here only.
 */
package io.github.sqldatabricks.bridge.messaging;
