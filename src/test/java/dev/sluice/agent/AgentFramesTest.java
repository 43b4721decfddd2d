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
import java.util.Set;
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
                 "roles":[{"framework":"spark","member":"127.0.2.1","prepares":true,"type":"process"}],
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
                        Set.of(new FrameworkId("spark")),
                        new Frame.Actual(
                                Optional.of(new FrameworkId("spark")),
                                RoleState.RUNNING,
                                7,
                                "pid 1",
                                Optional.empty())));
    }

    @Test
    void readsThatANodeIsPreparedAndThatAWishIsRefused() {
        assertThat(frames.read(
                        "{\"kind\":\"actual\",\"role\":null,\"state\":\"STOPPED\",\"epoch\":7,\"prepared\":\"spark\"}"))
                .isEqualTo(new Frame.Actual(
                        Optional.empty(), RoleState.STOPPED, 7, "", Optional.of(new FrameworkId("spark"))));
        assertThat(frames.read("{\"kind\":\"refused\",\"code\":\"older-epoch\",\"epoch\":6,\"sentence\":\"s\"}"))
                .isEqualTo(new Frame.Refused("older-epoch", 6, "s"));
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
        assertThat(frames.want(new AgentWish(Optional.empty(), Optional.of(new FrameworkId("spark")), 7, 3)))
                .isEqualTo("{\"kind\":\"want\",\"role\":null,\"prepare\":\"spark\",\"epoch\":7,\"revision\":3}");
        assertThat(frames.rotate()).isEqualTo("{\"kind\":\"rotate\"}");
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
                "{\"kind\":\"refused\",\"code\":\"x\"}",
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
