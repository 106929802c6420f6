/** Replaces, in a native executable only, what databricks-jdbc carries but can't be linked. */
package io.github.sqldatabricks.bridge.databricks.nativeimage;
