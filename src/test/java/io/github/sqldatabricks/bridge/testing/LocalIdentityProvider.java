package io.github.sqldatabricks.bridge.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An OpenID Connect provider: its discovery document, one RSA key, tokens that it signs, and a log-in that asks nobody. */
public final class LocalIdentityProvider {

    /** For whom its tokens are made. */
    public static final String AUDIENCE = "api://bridge";

    /** As whom it knows the console. */
    public static final String CLIENT = "console-of-bridge";

    /** By which it knows that it is the one. */
    public static final String CLIENT_SECRET = "secret-of-the-console-at-its-identity-provider";

    /** The claims of whoever logs in by a browser: those that are right in every way, and what a test makes of them. */
    public volatile UnaryOperator<JwtClaimsBuilder> loggedIn = claims -> claims;

    /** Who logs in by a browser. */
    public volatile String subject = "sub-1";

    /** Whether it hangs up instead of answering. */
    public volatile boolean down;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final AuthorizationCodes codes = new AuthorizationCodes();
    private volatile KeyPair key = newKey();
    private volatile int keyNumber = 1;

    private LocalIdentityProvider(HttpServer server) {
        this.server = server;
    }

    /** A provider on a free port of this machine; it lives as long as the JVM. */
    public static LocalIdentityProvider start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            LocalIdentityProvider provider = new LocalIdentityProvider(server);
            server.createContext("/", provider::answer);
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort() + "/tenant/v2.0";
    }

    /** Each with its path, headers and body, answered or not. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** From now on it signs with another key, and tells that one only. */
    public void rotateKey() {
        key = newKey();
        keyNumber++;
    }

    /** A token's claims that are right in every way: valid for five minutes. */
    public JwtClaimsBuilder claims(String subject, String... roles) {
        return Jwt.issuer(issuer())
                .subject(subject)
                .audience(AUDIENCE)
                .preferredUserName(subject + "@example.com")
                .claim("roles", Set.of(roles))
                .expiresIn(300);
    }

    /** Signs as the provider does. */
    public String sign(JwtClaimsBuilder claims) {
        return claims.jws().keyId(keyId()).sign(key.getPrivate());
    }

    /** A token that is right in every way. */
    public String token(String subject, String... roles) {
        return sign(claims(subject, roles));
    }

    public String keyId() {
        return "key-" + keyNumber;
    }

    public PublicKey publicKey() {
        return key.getPublic();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(call.getRequestURI() + " " + call.getRequestHeaders().entrySet() + " " + body);
            if (down) {
                return;
            }
            String path = call.getRequestURI().getPath();
            if (path.endsWith("/authorize")) {
                String back =
                        codes.code(AuthorizationCodes.query(call.getRequestURI().toString()));
                call.getResponseHeaders().add("Location", back);
                call.sendResponseHeaders(302, -1);
            } else if (path.endsWith("/token")) {
                Optional<String> tokens = codes.exchange(
                                body, call.getRequestHeaders().getFirst("Authorization"))
                        .map(this::tokens);
                send(call, tokens.isPresent() ? 200 : 400, tokens.orElse("{\"error\": \"invalid_grant\"}"));
            } else {
                send(call, 200, document(path));
            }
        }
    }

    private static void send(HttpExchange call, int status, String text) throws IOException {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, json.length);
        call.getResponseBody().write(json);
    }

    private String tokens(AuthorizationCodes.Asked asked) {
        JwtClaimsBuilder claims =
                claims(subject).audience(CLIENT).issuedAt(Instant.now()).claim("nonce", asked.nonce());
        return """
                {"token_type": "Bearer", "expires_in": 300, "access_token": "%s", "refresh_token": "refresh", "id_token": "%s"}
                """.formatted(token(subject), sign(loggedIn.apply(claims)));
    }

    private String document(String path) {
        if (path.endsWith("/.well-known/openid-configuration")) {
            return """
                    {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "introspection_endpoint": "%1$s/introspect",
                     "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token"}
                    """.formatted(issuer());
        }
        RSAPublicKey rsa = (RSAPublicKey) key.getPublic();
        return """
                {"keys": [{"kty": "RSA", "use": "sig", "kid": "%s", "n": "%s", "e": "%s"}]}
                """.formatted(keyId(), number(rsa.getModulus()), number(rsa.getPublicExponent()));
    }

    /** Base64urlUInt of RFC 7518, section 2: without the byte that would hold nothing but the sign. */
    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        byte[] unsigned = Arrays.copyOfRange(bytes, start, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }
}
