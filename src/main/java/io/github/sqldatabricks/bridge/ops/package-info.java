/** What operators look at: readiness of the dependencies, and the names of all meters. */
package io.github.sqldatabricks.bridge.ops;
