/**
 * Events from their arrival to their end, as {@code job} has it for queries: where they come from (requests, the events table), where
 * they are kept, how they are claimed and applied as a kind of work, and how their statuses get back into the events table. What
 * applying one event means is in {@code sync}. Databricks and the store are behind the ports {@link
 * io.github.sqldatabricks.bridge.event.EventsTable} and {@link io.github.sqldatabricks.bridge.event.EventStore}.
 */
package io.github.sqldatabricks.bridge.event;
