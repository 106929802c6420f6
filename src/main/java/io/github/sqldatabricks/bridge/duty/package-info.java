/** What the process does again and again, or for as long as it lives, each on a thread of its own. */
package io.github.sqldatabricks.bridge.duty;
