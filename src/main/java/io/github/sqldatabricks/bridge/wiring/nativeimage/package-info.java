/** Replaces, in a native executable only, what the Netty of this build carries but can't be linked. */
package io.github.sqldatabricks.bridge.wiring.nativeimage;
