/** Kafka in front of the channels, when it is enabled: who tells it of new work, and who listens to it. */
package io.github.sqldatabricks.bridge.messaging.kafka;
