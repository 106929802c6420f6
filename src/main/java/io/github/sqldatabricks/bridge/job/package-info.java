/**
 * What was asked for and how far it is: jobs, their queries' progress, and the rules of their life. {@code JobTracker}
 * is the only writer of jobs.
 */
package io.github.sqldatabricks.bridge.job;
