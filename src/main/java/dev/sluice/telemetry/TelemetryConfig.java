package dev.sluice.telemetry;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How metrics come in and what is kept of them. */
@ConfigMapping(prefix = "sluice.telemetry")
public interface TelemetryConfig {

    /**
     * Other names of nodes, as they stand in the label {@code node} or as the host in {@code instance}, for example
     * {@code sluice.telemetry.aliases."10.0.0.7"=node-7}.
     */
    Map<String, String> aliases();

    /** Over how long node signals are formed. */
    @WithDefault("5m")
    Duration window();

    /** Without a sample for this long a node is UNKNOWN; no rate is formed across a longer gap. */
    @WithDefault("180s")
    Duration maxAge();

    /** Remote write. */
    Write write();

    /** Scraping of exporters. */
    Scrape scrape();

    /** What is kept in memory. */
    Store store();

    /** What is kept in the database when the hot hour is over. */
    RollUp rollUp();

    /** Remote write. */
    interface Write {

        /** The most that one request may unpack to; a larger one is refused with 413. */
        @WithDefault("16M")
        MemorySize maxUnpacked();

        /** The most that all requests under way may take, packed and unpacked; beyond it senders are told 503 and retry. */
        @WithDefault("64M")
        MemorySize maxPending();
    }

    /** Scraping of exporters. */
    interface Scrape {

        /**
         * Exporters to read, each {@code node=url}, separated by commas, for example {@code
         * node-3=http://10.0.0.3:9100/metrics}.
         */
        Optional<List<String>> targets();

        /**
         * Files that list exporters, in the format of Prometheus's {@code file_sd_configs}, JSON or YAML, separated by
         * commas; a {@code *} in a name stands for anything. Read again when they change.
         */
        Optional<List<String>> files();

        /** Addresses that list exporters, in the format of Prometheus's {@code http_sd_configs}, separated by commas. */
        Optional<List<String>> urls();

        /** How often files and addresses that list exporters are read again. */
        @WithDefault("30s")
        Duration discovery();

        /** How often each is read; the targets are spread over it. */
        @WithDefault("15s")
        Duration interval();

        /** How long one reading may take, from connecting to the last byte. */
        @WithDefault("10s")
        Duration timeout();

        /** The largest page, unpacked. */
        @WithDefault("8M")
        MemorySize maxPage();

        /** The most exporters read at once; the others wait their turn. */
        @WithDefault("64")
        int maxConcurrent();
    }

    /** What is kept in memory. */
    interface Store {

        /** Which series are kept: {@code signals}, those that feed a signal, or {@code all}. */
        @WithDefault("signals")
        Keep keep();

        /** How long samples are kept, and silent series remembered. */
        @WithDefault("1h")
        Duration hot();

        /** The most series of all nodes. */
        @WithDefault("250000")
        int maxSeries();

        /** The most series of one node. */
        @WithDefault("2000")
        int maxSeriesPerNode();

        /** The most sources of one node: exporters times senders. */
        @WithDefault("16")
        int maxSourcesPerNode();

        /**
         * Memory for samples, beyond the four blocks of 64 bytes that each series may always have; when it is used up,
         * each series reuses its own oldest block. A quarter of the heap unless given.
         */
        Optional<MemorySize> memory();
    }

    /** What is kept in the database when the hot hour is over. */
    interface RollUp {

        /** How long what a signal was in each minute is kept: lowest, mean, 66th and 95th percentile, highest. */
        @WithDefault("1d")
        Duration keepMinutes();

        /** How long the same of each ten minutes is kept. */
        @WithDefault("30d")
        Duration keepTenMinutes();
    }

    /** Which series are kept. */
    enum Keep {
        SIGNALS,
        ALL
    }
}
