package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds the bodies of the JDK's value classes. Whole numbers are zigzag varints, fractions their bits, the rest text or bytes. */
@SuppressWarnings("JavaUtilDate") // users have such fields
final class Leaves {
    private static final Map<Class<?>, Leaf<?>> ALL = new HashMap<>();

    static {
        addPrimitives();
        addNumbers();
        addOptionals();
        addTexts();
        TimeLeaves.addTo(ALL);
        ArrayLeaves.addTo(ALL);
    }

    private Leaves() {}

    static @Nullable Leaf<?> of(Class<?> type) {
        return ALL.get(type);
    }

    private static <T> void add(Class<T> type, BiConsumer<PayloadOutput, T> writer, Function<PayloadInput, T> reader) {
        ALL.put(type, new Leaf<>(type, writer, reader));
    }

    private static void addPrimitives() {
        add(Boolean.class, PayloadOutput::writeBoolean, PayloadInput::readBoolean);
        add(Byte.class, (out, v) -> out.writeByte(v), PayloadInput::readByte);
        add(Short.class, (out, v) -> out.writeShort(v), PayloadInput::readShort);
        add(Character.class, PayloadOutput::writeChar, PayloadInput::readChar);
        add(Integer.class, (out, v) -> out.writeVarInt(v, false), in -> in.readVarInt(false));
        add(Long.class, (out, v) -> out.writeVarLong(v, false), in -> in.readVarLong(false));
        add(Float.class, PayloadOutput::writeFloat, PayloadInput::readFloat);
        add(Double.class, PayloadOutput::writeDouble, PayloadInput::readDouble);
    }

    private static void addNumbers() {
        add(BigInteger.class, (out, v) -> ArrayLeaves.writeBytes(out, v.toByteArray()), Leaves::readBigInteger);
        add(
                BigDecimal.class,
                (out, v) -> {
                    out.writeVarInt(v.scale(), false);
                    ArrayLeaves.writeBytes(out, v.unscaledValue().toByteArray());
                },
                in -> {
                    int scale = in.readVarInt(false);
                    return new BigDecimal(readBigInteger(in), scale);
                });
        add(
                UUID.class,
                (out, v) -> {
                    out.writeLong(v.getMostSignificantBits());
                    out.writeLong(v.getLeastSignificantBits());
                },
                in -> new UUID(in.readLong(), in.readLong()));
        add(
                BitSet.class,
                (out, v) -> ArrayLeaves.writeLongs(out, v.toLongArray()),
                in -> BitSet.valueOf(ArrayLeaves.readLongs(in)));
    }

    private static BigInteger readBigInteger(PayloadInput in) {
        return new BigInteger(ArrayLeaves.readBytes(in));
    }

    private static void addOptionals() {
        add(
                OptionalInt.class,
                (out, v) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeVarInt(v.orElse(0), false);
                },
                in -> {
                    boolean present = in.readBoolean();
                    int value = in.readVarInt(false);
                    return present ? OptionalInt.of(value) : OptionalInt.empty();
                });
        add(
                OptionalLong.class,
                (out, v) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeVarLong(v.orElse(0), false);
                },
                in -> {
                    boolean present = in.readBoolean();
                    long value = in.readVarLong(false);
                    return present ? OptionalLong.of(value) : OptionalLong.empty();
                });
        add(
                OptionalDouble.class,
                (out, v) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeDouble(v.orElse(0));
                },
                in -> {
                    boolean present = in.readBoolean();
                    double value = in.readDouble();
                    return present ? OptionalDouble.of(value) : OptionalDouble.empty();
                });
    }

    private static void addTexts() {
        add(String.class, PayloadOutput::writeText, PayloadInput::readRequiredText);
        add(URI.class, (out, v) -> out.writeText(v.toString()), in -> URI.create(in.readRequiredText()));
        add(
                Currency.class,
                (out, v) -> out.writeText(v.getCurrencyCode()),
                in -> Currency.getInstance(in.readRequiredText()));
        add(
                Locale.class,
                (out, v) -> out.writeText(languageTag(v)),
                in -> Locale.forLanguageTag(in.readRequiredText()));
        add(
                Date.class,
                (out, v) -> {
                    requireExact(v, Date.class);
                    out.writeVarLong(v.getTime(), false);
                },
                in -> new Date(in.readVarLong(false)));
    }

    /** Returns the tag of a locale, from which the same locale can be had again. */
    static String languageTag(Locale locale) {
        String tag = locale.toLanguageTag();
        if (!Locale.forLanguageTag(tag).equals(locale)) {
            throw new CodecException(Reason.PAYLOAD, "locale " + locale + " has no language tag of its own", null);
        }
        return tag;
    }

    static void requireExact(Object object, Class<?> type) {
        if (object.getClass() != type) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED,
                    object.getClass().getName() + " stands where " + type.getName() + " is expected",
                    null);
        }
    }
}
