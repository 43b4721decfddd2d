package dev.sluice.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {

    private static final String HEAD = "seconds,framework,demand_nodes\n";

    @TempDir
    Path folder = Path.of("");

    @Test
    void readsRowsOfEachTime() throws IOException {
        // Given
        Path file =
                write("t.csv", HEAD + "60,spark,1.5\n60,yarn,2\n120,yarn,3\n120,spark,0\n\n180,spark,4\n180,yarn,4\n");
        // When
        Trace trace = TraceReader.read(file);
        // Then
        assertThat(trace.frameworks()).extracting(Object::toString).containsExactly("spark", "yarn");
        assertThat(trace.start()).isEqualTo(60);
        assertThat(trace.step()).isEqualTo(60);
        assertThat(trace.demand()).isDeepEqualTo(new double[][] {{1.5, 2}, {0, 3}, {4, 4}});
    }

    @Test
    void readsPackedTraces() throws IOException {
        // Given
        Path file = folder.resolve("t.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((HEAD + "0,spark,1\n60,spark,2\n").getBytes(StandardCharsets.UTF_8));
        }
        // Then
        assertThat(TraceReader.read(file).rows()).isEqualTo(2);
    }

    @Test
    void knowsWhatCannotBeServed() throws IOException {
        // Given
        Trace trace = TraceReader.read(write("t.csv", HEAD + "0,a,5\n0,b,5\n30,a,9\n30,b,8\n"));
        // Then 30 s with 17 nodes' worth of work on 12
        assertThat(trace.unavoidable(12)).isCloseTo(2.5, within(1e-9));
        assertThat(trace.typicalFleet()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time,framework,demand|line 1, header: must be seconds,framework,demand_nodes.",
                "H;0,spark|line 2, row: must have 3 cells as in 60,spark,12.5, and has 2.",
                "H;x,spark,1|line 2, seconds: 'x' must be a whole number of seconds, 0 or more.",
                "H;0,spark,-1|line 2, demand_nodes: '-1' must be a number of nodes, 0 or more.",
                "H;0,spark,NaN|line 2, demand_nodes: 'NaN' must be a number of nodes, 0 or more.",
                "H;0,Spark,1|line 2, framework: framework id 'Spark': lower-case letters, digits and '-', at most 63, no '-' at an end.",
                "H;0,spark,1;0,spark,2|line 3, framework: 'spark' already has a row at 0 s.",
                "H;60,spark,1;0,spark,2|line 3, seconds: rows must be sorted by time, and 0 comes after 60.",
                "H;0,spark,1;60,spark,2;180,spark,1|line 4, seconds: times must be 60 s apart without a gap, and 180 comes 120 s after the one before.",
                "H;0,spark,1;0,yarn,1;60,spark,2;120,spark,1|line 5, framework: 'yarn' has no row at 60 s; each framework needs one at each time.",
                "H;0,spark,1;60,yarn,2|line 3, framework: 'yarn' has no row at 0 s; each framework needs one at each time.",
                "H;0,spark,1|line 2, seconds: a trace needs rows at two times at least.",
            })
    void namesLineKeyAndRule(String text, String sentence) throws IOException {
        // Given
        Path file = write("bad.csv", text.replace("H;", HEAD).replace(';', '\n'));
        // Then
        assertThatThrownBy(() -> TraceReader.read(file)).hasMessage("bad.csv, " + sentence);
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> TraceReader.read(folder.resolve("none.csv")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("none.csv cannot be read");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
