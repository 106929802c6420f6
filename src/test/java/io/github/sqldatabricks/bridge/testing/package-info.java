/** Hand-written fakes of the ports, shared by the tests of several packages. */
package io.github.sqldatabricks.bridge.testing;
