package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.model.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files that pages are made with. Each is served under the hash of its content, so that a browser keeps it for good. */
@ApplicationScoped
public class Assets {

    private static final int DIGITS = 12;
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=UTF-8",
            "console.js", "text/javascript; charset=UTF-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, Asset> byName;

    public Assets() {
        byName = TYPES.keySet().stream().map(Assets::read).collect(Collectors.toMap(Asset::name, Function.identity()));
    }

    /** Where a page finds the file, below the console's path. */
    public String path(String name) {
        return "/assets/" + byName.get(name).hash() + "/" + name;
    }

    /** The file under that hash; empty when there is none, such as one of another version. */
    Optional<Asset> find(String hash, String name) {
        return Optional.ofNullable(byName.get(name))
                .filter(asset -> asset.hash().equals(hash));
    }

    private static Asset read(String name) {
        try (InputStream file = Assets.class.getResourceAsStream("/console-assets/" + name)) {
            byte[] bytes = file.readAllBytes();
            String hash = HexFormat.of().formatHex(Hashes.sha256(bytes)).substring(0, DIGITS);
            return new Asset(name, hash, TYPES.get(name), bytes, Gzip.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Paths below the console's that need no session. */
    public static List<String> openPaths() {
        return List.of(ConsolePath.ROOT + "/assets/", ConsolePath.ROOT + "/login");
    }

    /** One file, as it is and compressed. */
    record Asset(String name, String hash, String type, byte[] bytes, byte[] compressed) {}
}
