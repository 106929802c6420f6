/**
 * The command line. Commands that need no service ({@code version}, {@code list-queries}, {@code show-params}, help)
 * answer without starting it; the others say with which settings it is started and what they do with it.
 */
package io.github.sqldatabricks.bridge.cli;
