package dev.sluice.telemetry.wire;

import java.nio.charset.StandardCharsets;

/**
 * Numbers as exporters write them, read from bytes. Up to 2^53 and powers of ten up to 22 two exact doubles give the
 * exact result (W. Clinger, "How to Read Floating Point Numbers Accurately", 1990); the rest takes the JDK's way.
 */
final class Decimal {

    private static final double[] TENS = new double[23];

    static {
        double ten = 1;
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = ten;
            ten *= 10;
        }
    }

    private Decimal() {}

    /** The number in {@code bytes[from, to)}; NaN when it is none. */
    static double parse(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative || (i < to && bytes[i] == '+')) {
            i++;
        }
        long mantissa = 0;
        int digits = 0;
        int exponent = 0;
        boolean point = false;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9') {
                mantissa = mantissa * 10 + (b - '0');
                digits++;
                exponent -= point ? 1 : 0;
            } else if (b == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0 || digits > 18) {
            return slowly(bytes, from, to);
        }
        if (i < to) {
            if (bytes[i] != 'e' && bytes[i] != 'E') {
                return slowly(bytes, from, to);
            }
            int given = exponent(bytes, i + 1, to);
            if (given == Integer.MIN_VALUE) {
                return slowly(bytes, from, to);
            }
            exponent += given;
        }
        if (mantissa > 1L << 53 || exponent < -22 || exponent > 22) {
            return slowly(bytes, from, to);
        }
        double value = exponent < 0 ? mantissa / TENS[-exponent] : mantissa * TENS[exponent];
        return negative ? -value : value;
    }

    /** Whether the text is the NaN of the exposition format. */
    static boolean saysNaN(byte[] bytes, int from, int to) {
        return to - from == 3 && new String(bytes, from, 3, StandardCharsets.UTF_8).equalsIgnoreCase("nan");
    }

    private static int exponent(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative || (i < to && bytes[i] == '+')) {
            i++;
        }
        if (i == to || to - i > 3) {
            return Integer.MIN_VALUE;
        }
        int value = 0;
        for (; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return Integer.MIN_VALUE;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return negative ? -value : value;
    }

    private static double slowly(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                // Java also takes "1f", "0x1p3" and blanks; the format does not.
                if (text.isEmpty() || text.length() > 400 || !text.matches("[-+0-9.eE]+")) {
                    yield Double.NaN;
                }
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    yield Double.NaN;
                }
            }
        };
    }
}
