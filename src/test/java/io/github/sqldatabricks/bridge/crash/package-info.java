/** What becomes of events whose processes are killed: campaigns of random kills, and a comparison with a simple model. */
package io.github.sqldatabricks.bridge.crash;
