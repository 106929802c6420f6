package io.github.sqldatabricks.bridge.store;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.api.resource.LoadableResource;

/** A migration among the application's own resources, such as {@code db/jobs/V1__jobs.sql}. */
final class PackagedScript extends LoadableResource {

    private final String name;

    PackagedScript(String name) {
        this.name = name;
    }

    @Override
    public Reader read() {
        InputStream stream = PackagedScript.class.getClassLoader().getResourceAsStream(name);
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
        return name;
    }

    /** There is no file: Flyway shows it in messages only. */
    @Override
    public String getAbsolutePathOnDisk() {
        return name;
    }

    @Override
    public String getFilename() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public String getRelativePath() {
        return getFilename();
    }
}
