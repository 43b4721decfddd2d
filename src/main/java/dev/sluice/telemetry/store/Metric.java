package dev.sluice.telemetry.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that feed a signal, by the names of node_exporter, of NVIDIA's exporters, and of OpenTelemetry where
 * node_exporter has no such thing: the keep-list, as data.
 *
 * <p>Sources: node_exporter's {@code fixtures/e2e-output.txt}, the node mixin's rules, dcgm-exporter's default counters, the
 * READMEs of nvidia_gpu_exporter and nvidia_gpu_prometheus_exporter.
 */
public enum Metric {
    CPU_IDLE("node_cpu_seconds_total", "cpu", "mode", "idle"),
    CPU_IOWAIT("node_cpu_seconds_total", "cpu", "mode", "iowait"),
    CPU_STEAL("node_cpu_seconds_total", "cpu", "mode", "steal"),
    MEMORY_AVAILABLE("node_memory_MemAvailable_bytes"),
    MEMORY_TOTAL("node_memory_MemTotal_bytes"),
    MEMORY_USAGE("system_memory_usage_bytes", "state"),
    DISK_IO_TIME("node_disk_io_time_seconds_total", "device"),
    NETWORK_RECEIVE("node_network_receive_bytes_total", "device"),
    NETWORK_TRANSMIT("node_network_transmit_bytes_total", "device"),
    NETWORK_SPEED("node_network_speed_bytes", "device"),
    CPU_WAITING("node_pressure_cpu_waiting_seconds_total"),
    MEMORY_WAITING("node_pressure_memory_waiting_seconds_total"),
    IO_WAITING("node_pressure_io_waiting_seconds_total"),
    BOOT_TIME("node_boot_time_seconds"),
    LOAD1("node_load1"),
    GPU_PERCENT("DCGM_FI_DEV_GPU_UTIL", "gpu"),
    GPU_RATIO("nvidia_smi_utilization_gpu_ratio", "uuid"),
    GPU_DUTY_CYCLE("nvidia_gpu_duty_cycle", "uuid");

    private final String exported;
    private final @Nullable String partLabel;
    private final @Nullable String filterLabel;
    private final @Nullable String filterValue;

    Metric(String exported) {
        this(exported, null, null, null);
    }

    Metric(String exported, String partLabel) {
        this(exported, partLabel, null, null);
    }

    Metric(String exported, @Nullable String partLabel, @Nullable String filterLabel, @Nullable String filterValue) {
        this.exported = exported;
        this.partLabel = partLabel;
        this.filterLabel = filterLabel;
        this.filterValue = filterValue;
    }

    /** The metric's name on the wire. */
    public String exported() {
        return exported;
    }

    /** The label that tells several of a node apart, or null when there is one per node. */
    @Nullable
    String partLabel() {
        return partLabel;
    }

    /** The one value of the label {@code mode} that it is read of, if it is not read of all. */
    Optional<String> mode() {
        return Optional.ofNullable(filterValue);
    }

    /** Whether {@code label} belongs to the metric and not to who exports it. */
    boolean owns(String label) {
        return switch (this) {
            // The exporters describe the card in up to a dozen labels; only job and instance say who exports.
            case GPU_PERCENT, GPU_RATIO, GPU_DUTY_CYCLE -> !label.equals("job") && !label.equals("instance");
            default -> label.equals(partLabel) || label.equals(filterLabel);
        };
    }

    /** Whether a series of this name with {@code labels} is this metric, and worth keeping. */
    boolean matches(LabelSet labels) {
        if (filterLabel != null && !labels.value(filterLabel).equals(filterValue)) {
            return false;
        }
        return switch (this) {
            case NETWORK_RECEIVE, NETWORK_TRANSMIT, NETWORK_SPEED -> !virtual(labels.value("device"));
            default -> true;
        };
    }

    /** Loopback and the near ends of containers: a host has hundreds, and their traffic passes a real device anyway. */
    private static boolean virtual(String device) {
        return device.equals("lo")
                || device.startsWith("veth")
                || device.startsWith("docker")
                || device.startsWith("br-")
                || device.startsWith("virbr")
                || device.startsWith("cali")
                || device.startsWith("cni")
                || device.startsWith("flannel")
                || device.startsWith("lxc")
                || device.startsWith("tap")
                || device.startsWith("vnet");
    }
}
