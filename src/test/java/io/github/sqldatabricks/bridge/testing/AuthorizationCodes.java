package io.github.sqldatabricks.bridge.testing;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The provider's side of the authorization code flow: each code once, for the client that asked, with the verifier of its challenge. */
final class AuthorizationCodes {

    private final Map<String, Asked> codes = new ConcurrentHashMap<>();

    /** What the browser came with. */
    record Asked(String redirect, String challenge, String nonce) {}

    /** Where the browser is sent back to, with a code. */
    String code(Map<String, List<String>> query) {
        if (!first(query, "code_challenge_method").equals("S256")
                || !first(query, "response_type").equals("code")
                || !first(query, "client_id").equals(LocalIdentityProvider.CLIENT)) {
            throw new IllegalStateException("no authorization request of the bridge: " + query);
        }
        String code = "code-" + UUID.randomUUID();
        codes.put(code, new Asked(first(query, "redirect_uri"), first(query, "code_challenge"), first(query, "nonce")));
        return first(query, "redirect_uri") + "?code=" + code + "&state="
                + URLEncoder.encode(first(query, "state"), StandardCharsets.UTF_8);
    }

    /** What was asked for with the code of the form; empty when the client may not have it. */
    Optional<Asked> exchange(String form, String authorization) {
        Map<String, List<String>> fields = query("?" + form);
        return Optional.ofNullable(codes.remove(first(fields, "code")))
                .filter(asked -> asked.redirect().equals(first(fields, "redirect_uri")))
                .filter(asked -> asked.challenge().equals(challenge(first(fields, "code_verifier"))))
                .filter(asked -> CLIENT_LOGIN.equals(authorization));
    }

    static Map<String, List<String>> query(String uri) {
        return new QueryStringDecoder(uri, StandardCharsets.UTF_8).parameters();
    }

    private static final String CLIENT_LOGIN = "Basic "
            + Base64.getEncoder()
                    .encodeToString((LocalIdentityProvider.CLIENT + ":" + LocalIdentityProvider.CLIENT_SECRET)
                            .getBytes(StandardCharsets.UTF_8));

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of("")).get(0);
    }
}
