package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a request comes from.
 *
 * @param tokenPrefix the first 8 hexadecimal digits of the SHA-256 of its token, which is enough to find the token's line in
 *     the permissions file ({@code token_sha256}) and says nothing of the token; empty when there is none
 * @param sourceIp the address that the service saw; empty for work without a request
 */
public record AuditOrigin(Optional<String> tokenPrefix, Optional<String> sourceIp) {

    /** No request: the command line, the events table, or work that goes on after its request. */
    public static final AuditOrigin INTERNAL = new AuditOrigin(Optional.empty(), Optional.empty());

    private static final int PREFIX_BYTES = 4;
    private static final int LONGEST_ADDRESS = 64;

    public AuditOrigin {
        sourceIp = AuditText.fit(sourceIp, LONGEST_ADDRESS);
    }

    /** Where a request comes from that carries this token; the token itself is not kept. */
    public static AuditOrigin of(Optional<String> token, Optional<String> sourceIp) {
        return new AuditOrigin(token.map(AuditOrigin::prefix), sourceIp);
    }

    private static String prefix(String token) {
        return HexFormat.of().formatHex(Hashes.sha256(token), 0, PREFIX_BYTES);
    }
}
