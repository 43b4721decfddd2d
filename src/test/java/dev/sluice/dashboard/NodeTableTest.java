package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTableTest {

    private final StatusView status = LargeFleet.of(4, 1_000, Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void showsAllByNameWhenNothingIsAsked() {
        // When
        var table = NodeTable.of(status, NodeQuery.parse(""));

        // Then
        assertThat(table.rows()).hasSize(NodeQuery.ROWS);
        assertThat(table.rows().get(9).node().id()).isEqualTo("node-10");
        assertThat(table.pages()).isEqualTo(20);
        assertThat(table.query()).hasToString("");
    }

    @Test
    void putsTheBusiestFirstAndTheUnknownLast() {
        // When
        var table = NodeTable.of(status, NodeQuery.parse("sort=cpu&dir=desc&framework=spark"));

        // Then
        assertThat(table.rows()).extracting(row -> row.node().owner()).containsOnly("spark");
        assertThat(table.rows())
                .extracting(row -> row.node().cpu())
                .isSortedAccordingTo((a, b) -> Double.compare(b == null ? -1 : b, a == null ? -1 : a));
    }

    @Test
    void filtersByWhatNeedsAPerson() {
        // When
        var table = NodeTable.of(status, NodeQuery.parse("state=attention"));

        // Then
        assertThat(table.total()).isPositive().isLessThan(table.all());
        assertThat(table.rows()).extracting(row -> row.node().state()).doesNotContain("SETTLED", "MOVING");
    }

    @Test
    void findsByRackAndLabelToo() {
        // When
        var table = NodeTable.of(status, NodeQuery.parse("q=R7"));

        // Then
        assertThat(table.rows())
                .extracting(row -> row.node())
                .extracting(NodeView::rack)
                .containsOnly("r7");
        assertThat(NodeTable.of(status, NodeQuery.parse("q=gpu")).total()).isEqualTo(200);
    }

    @Test
    void isReadBackFromItsAddress() {
        // Given
        var query = NodeQuery.of(Map.of("q", "a&b=c d", "state", "lost", "sort", "age", "dir", "desc", "page", "3"));

        // Then
        assertThat(NodeQuery.parse(query.toString())).isEqualTo(query);
    }

    @Test
    void turnsTheOrderRoundAtTheSameColumn() {
        // Given
        var query = NodeQuery.parse("sort=cpu&dir=desc&page=4");

        // Then
        assertThat(query.sortedBy("cpu")).isEqualTo("/nodes?sort=cpu");
        assertThat(query.sortedBy("memory")).isEqualTo("/nodes?sort=memory&dir=desc");
        assertThat(query.sortedBy("rack")).isEqualTo("/nodes?sort=rack");
        assertThat(query.direction("cpu")).isEqualTo("descending");
    }

    @Test
    void isEmptyBeyondItsLastPage() {
        // When
        var table = NodeTable.of(status, NodeQuery.parse("page=900"));

        // Then
        assertThat(table.rows()).isEmpty();
        assertThat(table.total()).isEqualTo(1_000);
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        assertThatThrownBy(() -> NodeQuery.parse("sort=smell"))
                .isInstanceOf(ApiProblem.class)
                .hasMessageStartingWith("Nodes cannot be sorted by 'smell'; choose one of [name, owner,");
        assertThatThrownBy(() -> NodeQuery.parse("page=0")).hasMessage("'0' is no page; pages are numbered from 1.");
    }
}
