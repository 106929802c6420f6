/** OpenLineage: which data came from where, told to a catalogue. Off until it has an address. */
package io.github.sqldatabricks.bridge.lineage;
