package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.AgentFrames.Frame;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentFramesTest {

    private final AgentFrames frames = new AgentFrames(new ObjectMapper());

    @Test
    void readsAHelloAndLetsPassWhatANewerAgentSays() {
        // When
        Frame frame = frames.read("""
                {"kind":"hello","node":"node-1","version":"2","rack":"r1","labels":{"zone":"east"},"news":[1],
                 "capacity":{"cores":2.5,"memoryBytes":2147483648,"diskBytes":1,"gpus":0},
                 "roles":[{"framework":"spark","member":"127.0.2.1","type":"process"}],
                 "actual":{"role":"spark","state":"RUNNING","epoch":7,"proof":"pid 1"}}""");

        // Then
        assertThat(frame)
                .isEqualTo(new Frame.Hello(
                        new Node(
                                new NodeId("node-1"),
                                new Resources(2.5, 2147483648.0, 1, 0),
                                Optional.of("r1"),
                                Map.of("zone", "east"),
                                Map.of(new FrameworkId("spark"), "127.0.2.1")),
                        "2",
                        new Frame.Actual(Optional.of(new FrameworkId("spark")), RoleState.RUNNING, 7, "pid 1")));
    }

    @Test
    void readsBackTheDescriptionThatItWrites() {
        // Given
        Node node = new Node(
                new NodeId("n.1"),
                new Resources(1, 2, 3, 4),
                Optional.empty(),
                Map.of("a", "b \"c\""),
                Map.of(new FrameworkId("yarn"), "m:1", new FrameworkId("spark"), "n"));

        // When // Then
        assertThat(frames.node(node.id(), frames.description(node))).isEqualTo(node);
    }

    @Test
    void writesAWish() {
        assertThat(frames.want(new AgentWish(Optional.empty(), 7)))
                .isEqualTo("{\"kind\":\"want\",\"role\":null,\"epoch\":7}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "7",
                "[]",
                "{}",
                "{\"kind\":7}",
                "{\"kind\":\"want\"}",
                "{\"kind\":\"actual\"}",
                "{\"kind\":\"actual\",\"state\":\"ASLEEP\",\"epoch\":1}",
                "{\"kind\":\"actual\",\"state\":\"RUNNING\",\"epoch\":-1}",
                "{\"kind\":\"actual\",\"state\":\"RUNNING\",\"epoch\":\"x\"}",
                "{\"kind\":\"actual\",\"state\":\"RUNNING\",\"epoch\":1,\"role\":\"Not An Id\"}",
                "{\"kind\":\"hello\",\"node\":\"n\"}",
                "{\"kind\":\"hello\",\"node\":\"n\",\"actual\":{\"state\":\"STOPPED\",\"epoch\":0}}",
                "{\"kind\":\"hello\",\"node\":\"n\",\"capacity\":{\"cores\":-1},\"actual\":{\"state\":\"STOPPED\",\"epoch\":0}}",
                "{\"kind\":\"hello\",\"node\":\"n\",\"capacity\":{},\"roles\":[{}],\"actual\":{\"state\":\"STOPPED\",\"epoch\":0}}",
                "{\"kind\":\"hello\",\"node\":\"n\",\"capacity\":{},\"roles\":7,\"actual\":{\"state\":\"STOPPED\",\"epoch\":0}}"
            })
    void refusesWhatIsNotAsAgreed(String text) {
        assertThatThrownBy(() -> frames.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
