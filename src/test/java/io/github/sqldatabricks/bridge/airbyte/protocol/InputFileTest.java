package io.github.sqldatabricks.bridge.airbyte.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches a configuration of which a part is overlooked, and a secret of it in an error. */
class InputFileTest {

    @TempDir
    private Path directory;

    @Test
    void whatAPersonWroteHasNoFieldTwice() throws IOException {
        Path file = file("{\"token\": \"dapi123\", \"token\": \"dapi123\"}");
        assertThatThrownBy(() -> InputFile.readStrictly(file, "configuration"))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("has a field twice: see line 1")
                .hasMessageNotContaining("dapi123");
        assertThat(InputFile.readOne(file, "catalog")).hasSize(1);
    }

    @Test
    void oneValueIsNotSeveral() throws IOException {
        Path two = file("{} {}");
        Path none = file(" ");
        assertThatThrownBy(() -> InputFile.readStrictly(two, "configuration")).hasMessageContaining("but got 2");
        assertThatThrownBy(() -> InputFile.readOne(none, "catalog")).hasMessageContaining("but got 0");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "file", ".json"), text);
    }
}
