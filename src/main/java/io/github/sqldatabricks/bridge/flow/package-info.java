/** How much moves in each direction, minute by minute, whoever asked for it. */
package io.github.sqldatabricks.bridge.flow;
