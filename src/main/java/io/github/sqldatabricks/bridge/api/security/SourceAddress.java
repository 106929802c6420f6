package io.github.sqldatabricks.bridge.api.security;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a request comes from: the connection's other end, or what a trusted proxy says ({@code quarkus.http.proxy.*}).
 */
public final class SourceAddress {

    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;
    private static final int LONGEST = 64;

    private SourceAddress() {}

    /** The address as text; no name is ever looked up for it. */
    public static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        if (address == null) {
            return "unknown";
        }
        String text = address.hostAddress() == null ? address.host() : address.hostAddress();
        return text == null ? "unknown" : text.substring(0, Math.min(text.length(), LONGEST));
    }

    /**
     * Who is counted as one source: an IPv4 address, or an IPv6 network of 64 bits, which is what one customer gets (RFC 6177)
     * and can choose addresses from as he likes.
     */
    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length != IPV6_BYTES
                ? address
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64";
    }
}
