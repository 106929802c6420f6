package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes, lists and revokes tokens in a permissions file, as a person at the keyboard does; a running service reloads it. */
public final class TokenAdministration {

    /** What every token of the bridge begins with, by which secret scanners find one: {@code brg_[0-9a-f]{64}}. */
    static final String PREFIX = "brg_";

    private static final int RANDOM_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Clock clock;

    public TokenAdministration(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * The SHA-256 of a token as {@code token_sha256} holds it.
     *
     * @throws BridgeException.InvalidRequest when it is too short for a plain digest, or has spaces in it
     */
    public static String hash(String token) {
        if (token.length() < TokenHash.MIN_TOKEN_LENGTH || token.chars().anyMatch(Character::isWhitespace)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.WEAK_TOKEN,
                    "Expected one random token of " + TokenHash.MIN_TOKEN_LENGTH
                            + " or more characters on standard input: a plain SHA-256 does not protect a short one."
                            + " Make one with: bridge token create");
        }
        return TokenHash.of(token).hex();
    }

    /** All users of the file, in its order. */
    public List<UserSummary> list() {
        return directory(text()).users().stream()
                .map(user -> UserSummary.of(user, today()))
                .toList();
    }

    /**
     * Makes a token and the user's entry, and changes nothing.
     *
     * @throws BridgeException.Conflict when the file has a user of that name
     */
    public NewToken prepare(NewUser user) {
        if (directory(text()).named(user.name()).isPresent()) {
            throw new BridgeException.Conflict(
                    ErrorCode.USER_EXISTS,
                    "There is a user '" + user.name() + "' in " + file
                            + " already. Choose another name: jobs and events" + " belong to names.");
        }
        String secret = newToken();
        return new NewToken(secret, String.join("\n", user.entry(TokenHash.of(secret))));
    }

    /**
     * Makes a token and adds the user to the file.
     *
     * @throws BridgeException.Conflict when the file has a user of that name, or can't be changed safely
     */
    public NewToken create(NewUser user) {
        NewToken made = prepare(user);
        String before = text();
        String after = new PermissionsText(before).append(made.entry().lines().toList());
        List<User> expected = new ArrayList<>(directory(before).users());
        expected.addAll(directory("users:\n" + made.entry().indent(2)).users());
        replace(before, after, expected);
        return made;
    }

    /**
     * Makes the user's token invalid from now on, by setting {@code expires} to yesterday. The entry stays, so that nobody
     * gets the name, and with it the jobs, by mistake.
     *
     * @return the day
     * @throws BridgeException.NotFound when there is no such user
     * @throws BridgeException.Conflict when the file can't be changed safely
     */
    public LocalDate revoke(String name) {
        String before = text();
        UserDirectory users = directory(before);
        User revoked = users.named(name).orElseThrow(() -> unknown(name));
        LocalDate yesterday = today().minusDays(1);
        LocalDate last = revoked.expires().filter(yesterday::isAfter).orElse(yesterday);
        List<User> expected = users.users().stream()
                .map(user -> user.equals(revoked) ? user.expiring(last) : user)
                .toList();
        replace(before, new PermissionsText(before).expire(name, last), expected);
        return last;
    }

    /**
     * Why a user may or may not do something with a table.
     *
     * @throws BridgeException.NotFound when there is no such user
     * @throws BridgeException.InvalidRequest when {@code table} is no name of a table
     */
    public Explanation explain(String name, String table, AccessLevel needed) {
        User user = directory(text()).named(name).orElseThrow(() -> unknown(name));
        try {
            return Explanation.of(user, TableName.parse(table), needed, today());
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_TABLE, "Expected a table like dbo.Results, but got '" + table + "'.");
        }
    }

    /**
     * Why events of a user may or may not copy a table of Unity Catalog.
     *
     * @throws BridgeException.NotFound when there is no such user
     * @throws BridgeException.InvalidRequest when {@code source} is no name of a table
     */
    public Explanation explainSource(String name, String source) {
        User user = directory(text()).named(name).orElseThrow(() -> unknown(name));
        return Explanation.ofSource(user, UnityTable.parse(source), today());
    }

    private BridgeException.NotFound unknown(String name) {
        return new BridgeException.NotFound(ErrorCode.UNKNOWN_USER, "There is no user '" + name + "' in " + file + ".");
    }

    /** What a text editor could get wrong is found here: the new text must mean exactly what is wanted. */
    private void replace(String before, String after, List<User> expected) {
        Optional<UserDirectory> read = Optional.empty();
        try {
            read = Optional.of(directory(after));
        } catch (BridgeException.InvalidRequest e) {
            // Answered below, like a text that means something else.
        }
        if (read.isEmpty() || !read.get().users().equals(expected) || !text().equals(before)) {
            throw new BridgeException.Conflict(
                    ErrorCode.PERMISSIONS_FILE_NOT_EDITABLE,
                    file + " is written in a way that can't be changed automatically, or is being changed right now."
                            + " Nothing was changed. Edit it by hand; 'bridge token create --print' shows an entry.");
        }
        new PermissionsFile(file, Environment.DEVELOPMENT).replace(after);
    }

    private String text() {
        try {
            return new PermissionsFile(file, Environment.DEVELOPMENT).text().orElse("");
        } catch (InvalidPermissions e) {
            throw invalid(e);
        }
    }

    /** Clear-text tokens are taken even of a production's file: revoking one of them must be possible. */
    private UserDirectory directory(String text) {
        try {
            return PermissionsText.YamlTree.isEmpty(text)
                    ? UserDirectory.EMPTY
                    : new PermissionsParser(file, Environment.DEVELOPMENT).parse(text);
        } catch (InvalidPermissions e) {
            throw invalid(e);
        }
    }

    private static BridgeException.InvalidRequest invalid(InvalidPermissions e) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PERMISSIONS, e.getMessage() + ". Correct the file first.");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** A token of 256 random bits, which nobody can guess. */
    static String newToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    /**
     * A token that was just made.
     *
     * @param secret the token itself: to be shown once, and kept nowhere
     * @param entry the user's entry of the permissions file, with the token's digest
     */
    public record NewToken(String secret, String entry) {

        /** Nothing: what is logged by mistake must not tell the token. */
        @Override
        public String toString() {
            return "NewToken[********]";
        }
    }

    /**
     * What may be shown of a user of the permissions file.
     *
     * @param name unique
     * @param credential what identifies the user: the first digits of a token's SHA-256, that a token stands there in clear text, or a
     *     subject or role of OpenID Connect
     * @param expires the last day (UTC) on which the user can log in; empty for no end
     * @param expired whether that day has passed
     * @param admin whether the user sees and cancels everybody's jobs
     * @param events whether rows of the events table may act for the user
     * @param permissions how many entries there are
     * @param sources how many patterns of sources there are
     */
    public record UserSummary(
            String name,
            String credential,
            Optional<LocalDate> expires,
            boolean expired,
            boolean admin,
            boolean events,
            int permissions,
            int sources) {

        static UserSummary of(User user, LocalDate today) {
            return new UserSummary(
                    user.principal().name(),
                    user.shownCredential(),
                    user.expires(),
                    user.expiredOn(today),
                    user.principal().admin(),
                    user.events(),
                    user.principal().permissions().entries().size(),
                    user.principal().permissions().sources().size());
        }
    }
}
