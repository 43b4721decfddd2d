package dev.sluice.driver.yarn;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.DriverOptions.HostPort;
import dev.sluice.driver.TimeLimit;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.net.NetClient;
import io.vertx.mutiny.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one call that YARN has no REST for: {@code refreshNodes} of the ResourceManager's admin protocol, spoken by hand so
 * that no Hadoop jar is needed.
 *
 * <p>Hadoop IPC version 9 (RpcHeader.proto, IpcConnectionContext.proto, ProtobufRpcEngine2.proto in Hadoop's sources), simple
 * authentication only. A connection carries one call:
 *
 * <pre>
 * "hrpc" 9 0 0                                            version 9, service class 0, no SASL
 * length [RpcRequestHeader call −3] [IpcConnectionContext user, protocol]
 * length [RpcRequestHeader call 0] [RequestHeader method, protocol, 1] [RefreshNodesRequest]
 * ← length [RpcResponseHeader status, class, message] …
 * </pre>
 *
 * Each bracket is a protobuf message behind its varint length; the outer lengths are four bytes.
 */
final class RmAdmin {

    /** Graceful only: NORMAL and FORCEFUL would cut short every other drain that is under way in the cluster. */
    private static final int GRACEFUL = 2;

    private static final String PROTOCOL = "org.apache.hadoop.yarn.server.api.ResourceManagerAdministrationProtocolPB";
    private static final int CONNECTION_CONTEXT = -3;
    private static final int MAX_ANSWER = 1 << 20;

    private final NetClient client;
    private final TimeLimit limits;
    private final HostPort address;
    private final String user;
    private final Duration limit;

    RmAdmin(Vertx vertx, Timers timers, HostPort address, String user, Duration limit) {
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(3000));
        this.limits = new TimeLimit(timers);
        this.address = address;
        this.user = user;
        this.limit = limit;
    }

    /**
     * Has the ResourceManager read its exclude file again: it begins to decommission, gracefully, the excluded nodes that
     * still serve, and takes back the decommissioning ones that are no longer excluded.
     *
     * @param timeout after which a host whose entry has none of its own is decommissioned with what it runs
     */
    Uni<Void> refreshNodes(Duration timeout) {
        AtomicBoolean sent = new AtomicBoolean();
        Uni<Void> call = client.connect(address.port(), address.host())
                .chain(socket -> {
                    sent.set(true);
                    return exchange(socket, timeout);
                })
                .onFailure(failure -> !(failure instanceof DriverFailure))
                .transform(failure -> lost(String.valueOf(failure.getMessage()), sent.get()));
        return Uni.createFrom()
                .deferred(() -> limits.within(
                        limit, call, () -> lost("no answer within " + limit.toSeconds() + " s", sent.get())));
    }

    private Uni<Void> exchange(NetSocket socket, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            Buffer received = Buffer.buffer();
            socket.handler(chunk -> {
                received.appendBuffer(chunk);
                try {
                    if (complete(received)) {
                        judge(ByteBuffer.wrap(received.getBytes()).position(4));
                        emitter.complete(null);
                    }
                } catch (RuntimeException failure) {
                    emitter.fail(failure);
                }
            });
            socket.closeHandler(() -> emitter.fail(lost("it closed the connection without an answer", true)));
            socket.exceptionHandler(failure -> emitter.fail(lost(String.valueOf(failure.getMessage()), true)));
            emitter.onTermination(socket::closeAndForget);
            socket.writeAndForget(Buffer.buffer(request(timeout)));
        });
    }

    private static boolean complete(Buffer received) {
        if (received.length() < 4) {
            return false;
        }
        int length = received.getInt(0);
        if (length <= 0 || length > MAX_ANSWER) {
            throw new IllegalStateException("an answer that is not Hadoop IPC");
        }
        return received.length() >= 4 + length;
    }

    /** Reads RpcResponseHeader: 2 status (0 success), 4 exception class, 5 message. */
    private void judge(ByteBuffer answer) {
        int end = readVarint(answer) + answer.position();
        int status = -1;
        String exception = "";
        String message = "";
        while (answer.position() < end) {
            int tag = readVarint(answer);
            switch (tag & 7) {
                case 0 -> {
                    int value = readVarint(answer);
                    status = tag >> 3 == 2 ? value : status;
                }
                case 2 -> {
                    byte[] bytes = new byte[readVarint(answer)];
                    answer.get(bytes);
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    exception = tag >> 3 == 4 ? text : exception;
                    message = tag >> 3 == 5 ? text : message;
                }
                default -> throw new IllegalStateException("an answer that is not Hadoop IPC");
            }
        }
        if (status == 0) {
            return;
        }
        String first = message.lines().findFirst().orElse("");
        String sentence = "the ResourceManager's admin service at " + address + " said " + exception + ": " + first;
        throw exception.contains("Standby")
                ? new DriverFailure.Unavailable(sentence, null)
                : new DriverFailure.Refused(sentence);
    }

    private DriverFailure lost(String why, boolean doubt) {
        String sentence = "the ResourceManager's admin service at " + address + ": " + why;
        return doubt
                ? new DriverFailure.OutcomeUnknown(sentence + "; the refresh may have taken effect", null)
                : new DriverFailure.Unavailable(sentence, null);
    }

    private byte[] request(Duration timeout) {
        byte[] client = ByteBuffer.allocate(16)
                .putLong(UUID.randomUUID().getMostSignificantBits())
                .putLong(UUID.randomUUID().getLeastSignificantBits())
                .array();
        Bytes context = new Bytes()
                .bytes(
                        2,
                        new Bytes()
                                .bytes(1, user.getBytes(StandardCharsets.UTF_8))
                                .array())
                .bytes(3, PROTOCOL.getBytes(StandardCharsets.UTF_8));
        Bytes method = new Bytes()
                .bytes(1, "refreshNodes".getBytes(StandardCharsets.UTF_8))
                .bytes(2, PROTOCOL.getBytes(StandardCharsets.UTF_8))
                .number(3, 1);
        Bytes argument = new Bytes().number(1, GRACEFUL).number(2, (int) timeout.toSeconds());
        Bytes all = new Bytes();
        all.raw("hrpc".getBytes(StandardCharsets.US_ASCII)).raw(new byte[] {9, 0, 0});
        all.framed(new Bytes().delimited(header(CONNECTION_CONTEXT, client)).delimited(context));
        all.framed(new Bytes().delimited(header(0, client)).delimited(method).delimited(argument));
        return all.array();
    }

    /** RpcRequestHeader: 1 kind (2 protobuf), 2 operation (0 final packet), 3 call, 4 client, 5 retries. */
    private static Bytes header(int call, byte[] client) {
        return new Bytes()
                .number(1, 2)
                .number(2, 0)
                .number(3, zigzag(call))
                .bytes(4, client)
                .number(5, zigzag(-1));
    }

    private static int zigzag(int value) {
        return (value << 1) ^ (value >> 31);
    }

    private static int readVarint(ByteBuffer from) {
        int value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            if (shift < 32) {
                value |= (next & 0x7f) << shift;
            }
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("an answer that is not Hadoop IPC");
    }

    /** The little of protobuf's encoding that is needed here. */
    private static final class Bytes {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes number(int field, int value) {
            return varint(field << 3).varint(value);
        }

        Bytes bytes(int field, byte[] value) {
            return varint((field << 3) | 2).varint(value.length).raw(value);
        }

        Bytes delimited(Bytes message) {
            return varint(message.out.size()).raw(message.array());
        }

        Bytes framed(Bytes frame) {
            return raw(ByteBuffer.allocate(4).putInt(frame.out.size()).array()).raw(frame.array());
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        byte[] array() {
            return out.toByteArray();
        }

        private Bytes varint(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
            return this;
        }
    }
}
