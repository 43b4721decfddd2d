package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.RemoteWriteMessage.Supported;
import dev.sluice.telemetry.RemoteWriteMessage.Unsupported;
import dev.sluice.telemetry.intake.Intake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteWriteMessageTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "application/x-protobuf, snappy, V1",
                "application/x-protobuf;proto=prometheus.WriteRequest, snappy, V1",
                "application/x-protobuf;proto=io.prometheus.write.v2.Request, snappy, V2",
                "Application/X-Protobuf; proto=\"io.prometheus.write.v2.Request\", SNAPPY, V2",
                "-, -, V1",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request, snappy, -",
                "application/json, snappy, -",
                "application/x-protobuf, gzip, -",
                "application/x-protobuf, zstd, -"
            })
    void theHeadersSayWhichMessage(String type, String encoding, String expected) {
        switch (RemoteWriteMessage.of(type, encoding)) {
            case Supported(Intake.Version version) -> assertThat(version).hasToString(expected);
            case Unsupported(String reason) -> {
                assertThat(expected).isNull();
                assertThat(reason).contains("use ");
            }
        }
    }
}
