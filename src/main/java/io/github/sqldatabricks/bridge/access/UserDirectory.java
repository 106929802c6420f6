package io.github.sqldatabricks.bridge.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Everybody who is known.
 *
 * @param users with different names and different credentials
 */
record UserDirectory(List<User> users) {

    static final UserDirectory EMPTY = new UserDirectory(List.of());

    UserDirectory {
        users = List.copyOf(users);
    }

    /** Looks at every user, so that the time tells nothing about which one matched. */
    Optional<User> find(TokenHash token) {
        Optional<User> found = Optional.empty();
        for (User user : users) {
            if (user.credential() instanceof User.Credential.Token known
                    && known.hash().matches(token)) {
                found = Optional.of(user);
            }
        }
        return found;
    }

    /** As whom a person acts for whom the provider vouches: the subject's own entry, else the first with one of the roles. */
    Optional<User> find(ExternalIdentity identity) {
        return first(credential -> credential instanceof User.Credential.Subject known
                        && known.subject().equals(identity.subject()))
                .or(() -> first(credential -> credential instanceof User.Credential.Role known
                        && identity.roles().contains(known.role())));
    }

    private Optional<User> first(Predicate<User.Credential> wanted) {
        return users.stream().filter(user -> wanted.test(user.credential())).findFirst();
    }

    /** The user of that name, case ignored as when the file is read. */
    Optional<User> named(String name) {
        return users.stream()
                .filter(user -> user.principal().name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The names of the users whose token stands in the file as it is. */
    List<String> clearTextUsers() {
        return names(User::clearText);
    }

    /** The names of the users that only an identity provider can vouch for. */
    List<String> externalUsers() {
        return names(user -> !(user.credential() instanceof User.Credential.Token));
    }

    private List<String> names(Predicate<User> wanted) {
        return users.stream()
                .filter(wanted)
                .map(user -> user.principal().name())
                .toList();
    }
}
