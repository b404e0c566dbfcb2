package dev.tarn.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Holds the bodies of {@code java.time}. */
final class TimeLeaves {
    private TimeLeaves() {}

    static void addTo(Map<Class<?>, Leaf<?>> all) {
        addInstants(all);
        addPartial(all);
        add(all, LocalDate.class, TimeLeaves::writeDate, TimeLeaves::readDate);
        add(all, LocalTime.class, TimeLeaves::writeTime, TimeLeaves::readTime);
        add(all, LocalDateTime.class, TimeLeaves::writeDateTime, TimeLeaves::readDateTime);
        add(all, ZoneOffset.class, TimeLeaves::writeOffset, TimeLeaves::readOffset);
        add(all, ZoneId.class, (out, v) -> out.writeText(v.getId()), in -> ZoneId.of(in.readRequiredText()));
        addWithOffset(all);
    }

    private static <T> void add(
            Map<Class<?>, Leaf<?>> all,
            Class<T> type,
            BiConsumer<PayloadOutput, T> writer,
            Function<PayloadInput, T> reader) {
        all.put(type, new Leaf<>(type, writer, reader));
    }

    private static void addInstants(Map<Class<?>, Leaf<?>> all) {
        add(
                all,
                Instant.class,
                (out, v) -> {
                    out.writeVarLong(v.getEpochSecond(), false);
                    out.writeVarInt(v.getNano(), true);
                },
                in -> Instant.ofEpochSecond(in.readVarLong(false), in.readVarInt(true)));
        add(
                all,
                Duration.class,
                (out, v) -> {
                    out.writeVarLong(v.getSeconds(), false);
                    out.writeVarInt(v.getNano(), true);
                },
                in -> Duration.ofSeconds(in.readVarLong(false), in.readVarInt(true)));
        add(
                all,
                Period.class,
                (out, v) -> {
                    out.writeVarInt(v.getYears(), false);
                    out.writeVarInt(v.getMonths(), false);
                    out.writeVarInt(v.getDays(), false);
                },
                in -> Period.of(in.readVarInt(false), in.readVarInt(false), in.readVarInt(false)));
    }

    private static void addPartial(Map<Class<?>, Leaf<?>> all) {
        add(all, Year.class, (out, v) -> out.writeVarInt(v.getValue(), false), in -> Year.of(in.readVarInt(false)));
        add(
                all,
                YearMonth.class,
                (out, v) -> {
                    out.writeVarInt(v.getYear(), false);
                    out.writeByte(v.getMonthValue());
                },
                in -> YearMonth.of(in.readVarInt(false), in.readByte()));
        add(
                all,
                MonthDay.class,
                (out, v) -> {
                    out.writeByte(v.getMonthValue());
                    out.writeByte(v.getDayOfMonth());
                },
                in -> MonthDay.of(in.readByte(), in.readByte()));
    }

    private static void addWithOffset(Map<Class<?>, Leaf<?>> all) {
        add(
                all,
                OffsetTime.class,
                (out, v) -> {
                    writeTime(out, v.toLocalTime());
                    writeOffset(out, v.getOffset());
                },
                in -> OffsetTime.of(readTime(in), readOffset(in)));
        add(
                all,
                OffsetDateTime.class,
                (out, v) -> {
                    writeDateTime(out, v.toLocalDateTime());
                    writeOffset(out, v.getOffset());
                },
                in -> OffsetDateTime.of(readDateTime(in), readOffset(in)));
        add(
                all,
                ZonedDateTime.class,
                (out, v) -> {
                    writeDateTime(out, v.toLocalDateTime());
                    writeOffset(out, v.getOffset());
                    out.writeText(v.getZone().getId());
                },
                in -> ZonedDateTime.ofInstant(readDateTime(in), readOffset(in), ZoneId.of(in.readRequiredText())));
    }

    private static void writeDate(PayloadOutput out, LocalDate date) {
        out.writeVarLong(date.toEpochDay(), false);
    }

    private static LocalDate readDate(PayloadInput in) {
        return LocalDate.ofEpochDay(in.readVarLong(false));
    }

    private static void writeTime(PayloadOutput out, LocalTime time) {
        out.writeVarLong(time.toNanoOfDay(), true);
    }

    private static LocalTime readTime(PayloadInput in) {
        return LocalTime.ofNanoOfDay(in.readVarLong(true));
    }

    private static void writeDateTime(PayloadOutput out, LocalDateTime dateTime) {
        writeDate(out, dateTime.toLocalDate());
        writeTime(out, dateTime.toLocalTime());
    }

    private static LocalDateTime readDateTime(PayloadInput in) {
        return LocalDateTime.of(readDate(in), readTime(in));
    }

    private static void writeOffset(PayloadOutput out, ZoneOffset offset) {
        out.writeVarInt(offset.getTotalSeconds(), false);
    }

    private static ZoneOffset readOffset(PayloadInput in) {
        return ZoneOffset.ofTotalSeconds(in.readVarInt(false));
    }
}
