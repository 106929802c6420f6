/** The files of replications: how they are read, strictly and with the line of what is wrong, and what they say before any catalogue is asked. */
package io.github.sqldatabricks.bridge.replication.config;
