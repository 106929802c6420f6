package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The permissions file on disk. Changes are found by comparing the content, because a Kubernetes ConfigMap swaps a
 * symbolic link some folders above the file, which file watchers miss and which can leave the modification time alone.
 * Not thread-safe.
 */
final class PermissionsFile {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final byte[] MISSING = {};

    private final Path file;
    private final Environment environment;
    private byte[] lastContent = MISSING;

    PermissionsFile(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Reads the file, when its content differs from the last call's.
     *
     * @return empty when nothing has changed
     * @throws InvalidPermissions when the file is missing, unreadable or wrong; once for each change
     */
    Optional<UserDirectory> readIfChanged() {
        byte[] content = content();
        if (Arrays.equals(content, lastContent)) {
            return Optional.empty();
        }
        lastContent = content;
        if (content.length == 0) {
            throw new InvalidPermissions(file + " is missing or empty");
        }
        return Optional.of(new PermissionsParser(file, environment).parse(text(content)));
    }

    private byte[] content() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new InvalidPermissions(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return content;
        } catch (NoSuchFileException e) {
            return MISSING;
        } catch (IOException e) {
            throw new InvalidPermissions(file + " can't be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private String text(byte[] content) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidPermissions(file + " is not UTF-8 text", e);
        }
    }
}
