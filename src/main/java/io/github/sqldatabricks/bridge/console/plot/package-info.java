/** Geometry of plots: numbers in, coordinates and paths out; no HTML. */
package io.github.sqldatabricks.bridge.console.plot;
