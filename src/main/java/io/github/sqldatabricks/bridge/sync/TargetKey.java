package io.github.sqldatabricks.bridge.sync;

/**
 * What events of the same table share, so that they are applied one at a time and in their order.
 *
 * @param hash SHA-256, hexadecimal
 * @param confirmed whether the server was asked which table it is; else it is by names as they are written
 */
public record TargetKey(String hash, boolean confirmed) {}
