/**
 * How events move inside the process: the channel of wake-ups, the workers that claim and apply events, the poller that
 * brings events in from the events table, the mirror that writes their statuses back, and what keeps claims alive.
 */
package io.github.sqldatabricks.bridge.messaging.sync;
