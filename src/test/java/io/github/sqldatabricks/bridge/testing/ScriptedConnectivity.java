package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.observe.Connectivity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;

/** A dependency that is up or down as the test says. */
@Alternative
@ApplicationScoped
public class ScriptedConnectivity implements Connectivity {

    private volatile Status status = up();

    /** Makes it answer. */
    public void recover() {
        status = up();
    }

    /** Makes it fail, with a reason. */
    public void fail(String why) {
        status = new Status(false, why, Duration.ofMillis(3));
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Status check() {
        return status;
    }

    private static Status up() {
        return new Status(true, "It answers.", Duration.ofMillis(1));
    }
}
