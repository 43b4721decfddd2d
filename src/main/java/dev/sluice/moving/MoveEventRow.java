package dev.sluice.moving;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/** One row of table {@code move_event}; only ever inserted. */
@Entity
@Table(name = "move_event")
@NullUnmarked
class MoveEventRow {

    @EmbeddedId
    Key key;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String kind;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(columnDefinition = "jsonb", nullable = false, updatable = false)
    String payload;

    /** Its place in the journal of one move. */
    @Embeddable
    record Key(
            long operation,
            @Column(columnDefinition = "text") String node,
            int seq) {}

    static MoveEventRow of(Route move, int sequence, MoveEvent event) {
        var row = new MoveEventRow();
        row.key = new Key(move.operation().number(), move.node().value(), sequence);
        row.kind = EventJson.kind(event);
        row.payload = EventJson.write(event);
        return row;
    }

    MoveEvent event() {
        return EventJson.read(kind, payload);
    }
}
