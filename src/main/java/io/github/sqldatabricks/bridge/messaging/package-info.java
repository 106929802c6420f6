/** The in-memory channels of work and their consumers: what the engine {@code work} and the kinds of work have to do with messages. */
package io.github.sqldatabricks.bridge.messaging;
