package io.github.sqldatabricks.bridge.model;

import java.net.URI;
import java.util.Set;

/** Where a secret may travel to: encrypted to anywhere, and unencrypted only if it does not leave this machine. */
public final class SafeAddress {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private SafeAddress() {}

    /** Whether the address is {@code https}, or {@code http} to this machine; both in lower case. */
    public static boolean is(URI address) {
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && isThisMachine(address.getHost());
    }

    /**
     * Whether the host is a name of this machine that nobody can give to another one.
     *
     * @param host in lower case, as {@link URI#getHost} has it; null is not this machine
     */
    public static boolean isThisMachine(String host) {
        return host != null && THIS_MACHINE.contains(host);
    }
}
