/** Replications as they run: what a stream reads and loads next, what is known of it between its runs, and when a schedule is due. */
package io.github.sqldatabricks.bridge.run;
