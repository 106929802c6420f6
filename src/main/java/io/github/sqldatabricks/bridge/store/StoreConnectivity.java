package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Whether the job store answers. */
@ApplicationScoped
public class StoreConnectivity implements Connectivity {

    private final JobDatabase database;

    public StoreConnectivity(JobDatabase database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "job-store";
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        try {
            database.run(database::now);
            return new Status(true, "The job store answers.", since(start));
        } catch (BridgeException e) {
            return new Status(false, e.getMessage(), since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
