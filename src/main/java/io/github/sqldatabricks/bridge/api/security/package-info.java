/** Makes every REST request say who it is; what it may then do is decided in {@code access}. */
package io.github.sqldatabricks.bridge.api.security;
