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
import java.util.Optional;

/**
 * The permissions file on disk. Changes are found by comparing the content, because a Kubernetes ConfigMap swaps a
 * symbolic link some folders above the file, which file watchers miss and which can leave the modification time alone.
 * Not thread-safe.
 */
final class PermissionsFile {

    private static final int MAX_BYTES = 1024 * 1024;

    private final Path file;
    private final Environment environment;
    private Optional<String> lastText = Optional.empty();

    PermissionsFile(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Reads the file, when its content differs from the last call's; a file that is missing at first is no change.
     *
     * @return empty when nothing has changed
     * @throws InvalidPermissions when the file has become missing, unreadable or wrong
     */
    Optional<UserDirectory> readIfChanged() {
        Optional<String> text = text();
        if (text.equals(lastText)) {
            return Optional.empty();
        }
        lastText = text;
        String yaml = text.orElseThrow(() -> new InvalidPermissions(file + " is missing"));
        return Optional.of(new PermissionsParser(file, environment).parse(yaml));
    }

    /**
     * The file's text; empty when it is missing.
     *
     * @throws InvalidPermissions when it can't be read, is too large or no UTF-8
     */
    Optional<String> text() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new InvalidPermissions(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new InvalidPermissions(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InvalidPermissions(
                    file + " can't be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
