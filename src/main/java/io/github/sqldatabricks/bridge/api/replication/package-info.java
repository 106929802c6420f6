/** Replications by REST. */
package io.github.sqldatabricks.bridge.api.replication;
