package io.github.sqldatabricks.bridge.audit;

/**
 * An entry at its place in the chain.
 *
 * @param sequence from 1, without gaps
 * @param previousHash the hash of the record before it; that of {@link AuditPosition#START} for the first
 * @param hash see {@link AuditChain}
 */
public record AuditRecord(long sequence, AuditEntry entry, String previousHash, String hash) {

    /** Where it is. */
    public AuditPosition position() {
        return new AuditPosition(sequence, hash);
    }
}
