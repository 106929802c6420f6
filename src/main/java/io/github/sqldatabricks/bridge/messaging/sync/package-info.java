/**
 * How events move inside the process: the handler that claims and applies them, the poller that brings them in from the events table,
 * the write-back of their statuses, requests for events, and what keeps claims alive.
 */
package io.github.sqldatabricks.bridge.messaging.sync;
