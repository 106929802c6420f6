package io.github.sqldatabricks.bridge.api.live;

import io.github.sqldatabricks.bridge.access.Principal;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Who looks.
 *
 * @param principal as whom the stream was opened
 * @param present who it is now; empty when what it has logged in with is not valid any more
 * @param there asked less often: whether its session was ended, which another process may have done
 * @param person whose streams are counted together: several people may act as one principal; empty for anybody while nobody needs a token
 */
public record Viewer(
        Principal principal, Supplier<Optional<Principal>> present, BooleanSupplier there, Optional<String> person) {

    /** Somebody while nobody needs a token. */
    public static Viewer anybody(Principal principal) {
        return new Viewer(principal, () -> Optional.of(principal), () -> true, Optional.empty());
    }

    /** Whether it is still the same person with the same rights. */
    boolean isUnchanged() {
        return present.get().filter(principal::equals).isPresent();
    }
}
