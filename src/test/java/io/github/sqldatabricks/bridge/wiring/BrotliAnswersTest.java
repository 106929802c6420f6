package io.github.sqldatabricks.bridge.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.BrotliDecoder;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * An answer that some server packed with Brotli, unpacked by Netty. Catches versions of Netty and brotli4j that do not fit: the
 * decoder then calls a method that is not there, on the first such answer only.
 */
class BrotliAnswersTest {

    private static final String TEXT = "{\"issuer\": \"https://login.example.com\"}".repeat(1_000);

    @Test
    void areUnpacked() throws IOException {
        Brotli4jLoader.ensureAvailability();
        EmbeddedChannel channel = new EmbeddedChannel(new BrotliDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(Encoder.compress(TEXT.getBytes(UTF_8))));
        assertThat(unpacked(channel)).isEqualTo(TEXT);
        channel.finishAndReleaseAll();
    }

    private static String unpacked(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            text.append(part.toString(UTF_8));
            part.release();
        }
        return text.toString();
    }
}
