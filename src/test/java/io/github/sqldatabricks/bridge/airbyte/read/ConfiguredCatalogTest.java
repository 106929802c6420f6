package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Here to catch: a catalog that is half understood, and fields of newer platforms that break an old source. */
class ConfiguredCatalogTest {

    private static final String STREAM =
            "{'stream':{'name':'t','namespace':'s','json_schema':{'properties':{'id':{}}}},'sync_mode':'incremental'%s}";

    @Test
    void aStreamIsReadWithItsNumbers() throws JsonProcessingException {
        ConfiguredStream stream = read("{'streams':["
                        + STREAM.formatted(",'cursor_field':['id'],'generation_id':3,'sync_id':9,'new':1") + "]}")
                .get(0);
        assertThat(stream.descriptor()).isEqualTo(new StreamDescriptor("s", "t"));
        assertThat(stream.syncMode()).isEqualTo(SyncMode.INCREMENTAL);
        assertThat(stream.cursorField()).containsExactly("id");
        assertThat(stream.refresh()).isEqualTo(new StreamState.RefreshId(OptionalLong.of(3), OptionalLong.of(9)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'streams':{}}",
                "{'streams':[1]}",
                "{'streams':[{'stream':{'namespace':'s'},'sync_mode':'incremental'}]}",
                "{'streams':[{'stream':{'name':'t','namespace':7,'json_schema':{}},'sync_mode':'incremental'}]}",
                "{'streams':[{'stream':{'name':'t','json_schema':{'properties':[]}},'sync_mode':'incremental'}]}",
                "{'streams':[{'stream':{'name':'t','namespace':'s','json_schema':{'properties':{'a':{}}}},'sync_mode':'x'}]}"
            })
    void whatIsNoCatalogIsRefused(String json) {
        assertRefused(json);
    }

    @Test
    void whatOlderCatalogsDoNotSayIsLeftOpen() throws JsonProcessingException {
        ConfiguredStream stream = read("{'streams':[{'stream':{'name':'t','namespace':null,'json_schema':{}},"
                        + "'sync_mode':'incremental'}]}")
                .get(0);
        assertThat(stream.descriptor()).isEqualTo(new StreamDescriptor("", "t"));
        assertThat(stream.properties()).isEmpty();
        assertThat(stream.incrementalOffered()).isTrue();
    }

    @Test
    void aStreamThatComesTwiceIsRefused() {
        assertRefused("{'streams':[" + STREAM.formatted("") + "," + STREAM.formatted("") + "]}");
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("invalid-configured-catalog"));
    }

    private static List<ConfiguredStream> read(String json) throws JsonProcessingException {
        return ConfiguredCatalog.read(new ObjectMapper().readTree(json.replace('\'', '"')));
    }
}
