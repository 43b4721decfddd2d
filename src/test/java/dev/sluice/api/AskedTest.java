package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.view.MoveRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AskedTest {

    private static final Asked ASKED = new Asked(Samples.FRAMEWORKS, Samples.picture());

    @Test
    void aCountBecomesARequest() {
        // When
        var request = ASKED.request(body("yarn", "spark", 2, null, " month end "));

        // Then
        assertThat(request.from()).contains(Samples.YARN);
        assertThat(request.to()).contains(Samples.SPARK);
        assertThat(request.count()).isEqualTo(2);
        assertThat(request.nodes()).isEmpty();
        assertThat(request.reason()).isEqualTo("month end");
    }

    @Test
    void namedNodesBecomeARequestAndNullIsTheReservoir() {
        // When
        var request = ASKED.request(body(null, "spark", null, List.of("node-3"), "idle"));

        // Then
        assertThat(request.from()).isEqualTo(Optional.empty());
        assertThat(request.nodes()).containsExactly(Samples.NODE_3);
        assertThat(request.count()).isEqualTo(1);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad(404, "unknown-framework", body("sprak", "yarn", 1, null, "r"), "sprak"),
                bad(404, "unknown-node", body("yarn", "spark", null, List.of("node-77"), "r"), "node-77"),
                bad(404, "unknown-node", body("yarn", "spark", null, List.of("../etc"), "r"), "../etc"),
                bad(400, "same-ends", body("yarn", "yarn", 1, null, "r"), "yarn"),
                bad(400, "same-ends", body(null, null, 1, null, "r"), "reservoir"),
                bad(400, "bad-count", body("yarn", "spark", 0, null, "r"), "0"),
                bad(400, "bad-count", body("yarn", "spark", -3, null, "r"), "-3"),
                bad(400, "count-or-nodes", body("yarn", "spark", null, null, "r"), "count"),
                bad(400, "count-or-nodes", body("yarn", "spark", null, List.of(), "r"), "count"),
                bad(400, "count-or-nodes", body("yarn", "spark", 1, List.of("node-2"), "r"), "both"),
                bad(400, "bad-nodes", body("yarn", "spark", null, List.of("node-2", "node-2"), "r"), "twice"),
                bad(400, "bad-nodes", body("yarn", "spark", null, Arrays.asList("node-2", null), "r"), "null"),
                bad(400, "missing-reason", body("yarn", "spark", 1, null, null), "reason"),
                bad(400, "missing-reason", body("yarn", "spark", 1, null, "  "), "reason"),
                bad(400, "long-reason", body("yarn", "spark", 1, null, "x".repeat(501)), "501"),
                bad(400, "missing-body", null, "empty"));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @MethodSource("bad")
    void whatIsWrongIsNamed(int status, String code, Supplier<@Nullable MoveRequest> body, String named) {
        assertThatThrownBy(() -> ASKED.request(body.get())).isInstanceOfSatisfying(ApiProblem.class, problem -> {
            assertThat(problem.status()).isEqualTo(status);
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).contains(named).endsWith(".");
        });
    }

    private static Arguments bad(int status, String code, @Nullable MoveRequest body, String named) {
        Supplier<@Nullable MoveRequest> supplier = () -> body;
        return Arguments.of(status, code, supplier, named);
    }

    private static MoveRequest body(
            @Nullable String from,
            @Nullable String to,
            @Nullable Integer count,
            @Nullable List<@Nullable String> nodes,
            @Nullable String reason) {
        return new MoveRequest(from, to, count, nodes, reason, null);
    }
}
