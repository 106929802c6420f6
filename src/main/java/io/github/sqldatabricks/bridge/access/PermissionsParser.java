package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.SourcePattern;
import io.github.sqldatabricks.bridge.access.Permissions.TablePattern;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.model.Environment;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the permissions file (docs/security.md), or says where it is wrong. */
final class PermissionsParser {

    private static final Set<String> FILE_KEYS = Set.of("users");
    private static final Set<String> USER_KEYS = Set.of(
            User.Credential.TOKEN_KEY,
            User.Credential.TOKEN_DIGEST_KEY,
            User.Credential.SUBJECT_KEY,
            User.Credential.ROLE_KEY,
            "name",
            "admin",
            "events",
            "sandbox",
            "expires",
            "permissions",
            "sources",
            "loads",
            "operate");
    private static final Set<String> PERMISSION_KEYS =
            Set.of("table", "access", "max_delete_rows", "max_changed_rows", "max_changed_percent");

    private static final double ALL_PERCENT = 100;

    /** The keys that hold one. */
    static final List<String> KEYS = List.of(
            User.Credential.TOKEN_DIGEST_KEY,
            User.Credential.TOKEN_KEY,
            User.Credential.SUBJECT_KEY,
            User.Credential.ROLE_KEY);

    private final Path file;
    private final Environment environment;

    /** @param file for messages only */
    PermissionsParser(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    /** @throws InvalidPermissions when anything in the text is wrong; nothing of it is used then */
    UserDirectory parse(String yaml) {
        List<User> users = new ArrayList<>();
        for (Node node : new YamlMapping(file, compose(yaml), FILE_KEYS).list("users")) {
            users.add(user(new YamlMapping(file, node, USER_KEYS), users));
        }
        return new UserDirectory(users);
    }

    private Node compose(String yaml) {
        try {
            return new Compose(LoadSettings.builder().build())
                    .composeString(yaml)
                    .orElseThrow(() -> InvalidPermissions.at(file, 1, "the file is empty; expected 'users:'"));
        } catch (MarkedYamlEngineException e) {
            // Neither its message nor the exception goes on: both quote the file, tokens included.
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw InvalidPermissions.at(file, line, "this is not valid YAML");
        } catch (YamlEngineException e) {
            throw InvalidPermissions.at(file, 1, "this is not valid YAML");
        } catch (StackOverflowError e) {
            throw InvalidPermissions.at(file, 1, "it is nested too deeply");
        }
    }

    private User user(YamlMapping entry, List<User> earlier) {
        String name = entry.text("name");
        User.Credential credential = credential(entry);
        for (User other : earlier) {
            if (other.principal().name().equalsIgnoreCase(name)) {
                throw entry.error("name", "the user '" + name + "' comes twice; give each its own name");
            }
            refuseTwin(entry, credential, other);
        }
        Principal principal = new Principal(name, flag(entry, "admin"), flag(entry, "sandbox"), permissions(entry));
        return new User(
                credential,
                principal,
                expires(entry),
                entry.optionalText(User.Credential.TOKEN_KEY).isPresent(),
                flag(entry, "events"));
    }

    private static boolean flag(YamlMapping entry, String key) {
        String value = entry.optionalText(key).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw entry.error(key, "expected true or false");
        }
        return Boolean.parseBoolean(value);
    }

    private static Optional<LocalDate> expires(YamlMapping entry) {
        try {
            return entry.optionalText("expires").map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw entry.error("expires", "expected a date like 2027-01-31");
        }
    }

    private Permissions permissions(YamlMapping entry) {
        return new Permissions(
                entry.list("permissions").stream()
                        .map(node -> permission(new YamlMapping(file, node, PERMISSION_KEYS)))
                        .toList(),
                patterns(entry, "sources"),
                patterns(entry, "loads"),
                entry.texts("operate"));
    }

    private static List<SourcePattern> patterns(YamlMapping entry, String key) {
        List<SourcePattern> patterns = new ArrayList<>();
        for (String text : entry.texts(key)) {
            try {
                patterns.add(SourcePattern.parse(text));
            } catch (IllegalArgumentException e) {
                throw entry.error(
                        key,
                        "'" + text
                                + "' is no table of Unity Catalog; expected 'catalog.schema.table', 'catalog.schema.*', 'catalog.*' or '*'");
            }
        }
        return patterns;
    }

    private static Permissions.Entry permission(YamlMapping entry) {
        return new Permissions.Entry(tables(entry), access(entry), limits(entry));
    }

    private static TablePattern tables(YamlMapping entry) {
        String text = entry.text("table");
        try {
            return TablePattern.parse(text);
        } catch (IllegalArgumentException e) {
            throw entry.error(
                    "table",
                    "'" + text + "' is no table; expected 'schema.table', 'schema.*' (either with a database before it)"
                            + " or '*'");
        }
    }

    private static AccessLevel access(YamlMapping entry) {
        String text = entry.text("access");
        for (AccessLevel level : AccessLevel.values()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
                return level;
            }
        }
        throw entry.error("access", "expected read, write or read_write, but got '" + text + "'");
    }

    private static WriteLimits limits(YamlMapping entry) {
        return new WriteLimits(rows(entry, "max_delete_rows"), rows(entry, "max_changed_rows"), percent(entry));
    }

    private static OptionalLong rows(YamlMapping entry, String key) {
        Optional<String> text = entry.optionalText(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1,18}")) {
            throw entry.error(key, "expected a whole number of 0 or more, but got '" + text.get() + "'");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    private static OptionalDouble percent(YamlMapping entry) {
        Optional<String> text = entry.optionalText("max_changed_percent");
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!text.get().matches("[0-9]{1,3}(\\.[0-9]{1,6})?") || Double.parseDouble(text.get()) > ALL_PERCENT) {
            throw entry.error("max_changed_percent", "expected a number from 0 to 100, but got '" + text.get() + "'");
        }
        return OptionalDouble.of(Double.parseDouble(text.get()));
    }

    /**
     * The entry's one.
     *
     * @throws InvalidPermissions when there is none or a second, when production gets a clear-text token, and when a digest is
     *     none
     */
    User.Credential credential(YamlMapping entry) {
        List<String> given =
                KEYS.stream().filter(key -> entry.optionalText(key).isPresent()).toList();
        if (given.size() != 1) {
            throw entry.error("name", "a user needs exactly one of " + KEYS);
        }
        String key = given.get(0);
        String value = entry.text(key);
        return switch (key) {
            case User.Credential.TOKEN_DIGEST_KEY -> digest(entry, value);
            case User.Credential.TOKEN_KEY -> clearText(entry, value);
            case User.Credential.SUBJECT_KEY -> new User.Credential.Subject(value);
            case User.Credential.ROLE_KEY -> new User.Credential.Role(value);
            default -> throw new IllegalStateException("no key of a credential: " + key);
        };
    }

    private User.Credential clearText(YamlMapping entry, String token) {
        if (environment == Environment.PRODUCTION) {
            throw entry.error(
                    User.Credential.TOKEN_KEY,
                    "production takes no clear-text 'token'; give its 'token_sha256' instead");
        }
        return new User.Credential.Token(TokenHash.of(token));
    }

    private static User.Credential digest(YamlMapping entry, String hex) {
        try {
            return new User.Credential.Token(TokenHash.ofHex(hex));
        } catch (IllegalArgumentException e) {
            throw entry.error(
                    User.Credential.TOKEN_DIGEST_KEY, "expected 64 hexadecimal digits, the SHA-256 of the token");
        }
    }

    /** @throws InvalidPermissions when both have the same: the later one of the file could never be reached */
    static void refuseTwin(YamlMapping entry, User.Credential credential, User other) {
        if (other.credential().equals(credential)) {
            String what = credential instanceof User.Credential.Token
                    ? "token"
                    : credential instanceof User.Credential.Subject
                            ? User.Credential.SUBJECT_KEY
                            : User.Credential.ROLE_KEY;
            throw entry.error(
                    "name",
                    "'" + entry.text("name") + "' has the same " + what + " as '"
                            + other.principal().name() + "'; give each its own");
        }
    }
}
