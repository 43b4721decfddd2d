package dev.sluice.agent.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether something accepts connections at an address, found out without waiting. */
final class ReadyPort implements ProcessWorker.Port {

    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Recipe.HostPort address;
    private final LongSupplier nanos;
    private @Nullable SocketChannel trying;
    private long since;

    ReadyPort(Recipe.HostPort address, LongSupplier nanos) {
        this.address = address;
        this.nanos = nanos;
    }

    @Override
    public Optional<Boolean> poll() {
        try {
            SocketChannel channel = trying;
            boolean accepted;
            if (channel == null) {
                channel = SocketChannel.open();
                trying = channel;
                channel.configureBlocking(false);
                since = nanos.getAsLong();
                accepted = channel.connect(new InetSocketAddress(address.host(), address.port()));
            } else {
                accepted = channel.finishConnect();
            }
            if (accepted || nanos.getAsLong() - since > PATIENCE_NANOS) {
                forget();
                return Optional.of(accepted);
            }
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Refused, or no such host: both mean that nothing accepts.
            forget();
            return Optional.of(false);
        }
    }

    private void forget() {
        SocketChannel channel = trying;
        trying = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                Log.say("connection to " + address + " did not close: " + e.getMessage());
            }
        }
    }
}
