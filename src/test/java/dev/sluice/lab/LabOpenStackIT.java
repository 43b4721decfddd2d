package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lab's OpenStack itself. */
@Tag("openstack")
@ExtendWith(SharedOpenStack.class)
class LabOpenStackIT {

    @Test
    void itsHostsTakeServersAndStopStartAndCrashOneByOne(LabOpenStack cloud) {
        // Given
        var nova = cloud.nova();
        var hosts = LabOpenStack.names(SharedOpenStack.HOSTS);
        assertThat(nova.serving()).containsAll(hosts);
        var servers = nova.create("s1", 2, "node-1");
        assertThat(nova.serversOn("node-1")).extracting(LabNova.Server::id).containsAll(servers);

        // When
        cloud.crash("node-2");
        cloud.stopHost("node-3");

        // Then
        assertThat(cloud.runs("node-1")).isTrue();
        assertThat(cloud.runs("node-2")).isFalse();
        nova.until("two hosts to be missed", () -> nova.serving().stream()
                .noneMatch(Set.of("node-2", "node-3")::contains));

        // When
        cloud.startHost("node-2");
        cloud.startHost("node-3");
        nova.delete(servers);

        // Then
        nova.until("all hosts to be back", () -> nova.serving().containsAll(hosts));
        assertThat(nova.servers()).extracting(LabNova.Server::id).doesNotContainAnyElementsOf(servers);
    }

    @Test
    void keepsItsPasswordsToTheUser(LabOpenStack cloud) throws Exception {
        assertThat(Files.getPosixFilePermissions(cloud.folder()))
                .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
    }
}
