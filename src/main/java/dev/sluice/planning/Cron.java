package dev.sluice.planning;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Optional;

/**
 * Points in time as crontab(5) has them: minute, hour, day of month, month, day of week (0 and 7 are Sunday); numbers, ranges,
 * steps and lists, for example {@code 0 22 * * 1-5}. Where both days are restricted, either will do, as in crontab.
 */
final class Cron {

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    /** @throws IllegalArgumentException naming the field and the rule */
    Cron(String text) {
        this.text = text;
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("cron '" + text
                    + "' must have five fields: minute, hour, day of month, month, day of week, as in 0 22 * * 1-5");
        }
        this.minutes = field("minute", fields[0], 0, 59);
        this.hours = field("hour", fields[1], 0, 23);
        this.days = field("day of month", fields[2], 1, 31);
        this.months = field("month", fields[3], 1, 12);
        this.weekdays = field("day of week", fields[4], 0, 7);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        this.eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /** The last such point that is not after {@code now} and not before {@code earliest}, in the zone of {@code now}. */
    Optional<ZonedDateTime> last(ZonedDateTime earliest, ZonedDateTime now) {
        for (LocalDate day = now.toLocalDate(); !day.isBefore(earliest.toLocalDate()); day = day.minusDays(1)) {
            if (matches(day)) {
                Optional<ZonedDateTime> found = last(day, earliest, now);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ZonedDateTime> last(LocalDate day, ZonedDateTime earliest, ZonedDateTime now) {
        for (int hour = hours.previousSetBit(23); hour >= 0; hour = hours.previousSetBit(hour - 1)) {
            for (int minute = minutes.previousSetBit(59); minute >= 0; minute = minutes.previousSetBit(minute - 1)) {
                ZonedDateTime at = day.atTime(hour, minute).atZone(now.getZone());
                if (!at.isAfter(now)) {
                    return at.isBefore(earliest) ? Optional.empty() : Optional.of(at);
                }
            }
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate day) {
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue()) && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private BitSet field(String name, String text, int least, int most) {
        BitSet set = new BitSet(most + 1);
        for (String part : text.split(",", -1)) {
            int slash = part.indexOf('/');
            int step = slash < 0 ? 1 : number(name, part.substring(slash + 1), 1, most);
            String range = slash < 0 ? part : part.substring(0, slash);
            int dash = range.indexOf('-');
            int first = least;
            int last = most;
            if (dash > 0) {
                first = number(name, range.substring(0, dash), least, most);
                last = number(name, range.substring(dash + 1), first, most);
            } else if (!range.equals("*")) {
                first = number(name, range, least, most);
                last = slash < 0 ? first : most;
            }
            for (int i = first; i <= last; i += step) {
                set.set(i);
            }
        }
        return set;
    }

    private int number(String name, String value, int least, int most) {
        if (value.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                "cron '" + text + "': its " + name + " '" + value + "' must be a number from " + least + " to " + most);
    }

    @Override
    public String toString() {
        return text;
    }
}
