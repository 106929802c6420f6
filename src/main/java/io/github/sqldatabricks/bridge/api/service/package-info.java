/** The running service itself over REST, for administrators: its settings, its processes, what flows through it. */
package io.github.sqldatabricks.bridge.api.service;
