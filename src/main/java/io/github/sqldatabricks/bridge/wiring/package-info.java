/** The one place where features and adapters meet: what is real and what is the sandbox's is decided here. */
package io.github.sqldatabricks.bridge.wiring;
