/** Replaces, in a native executable only, what Flyway carries but can't be linked. */
package io.github.sqldatabricks.bridge.store.nativeimage;
