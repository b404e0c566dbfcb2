package dev.tarn.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Shows keys as text, or as nothing but a mark that tells them apart; and reads texts as keys. */
final class KeyTexts {
    private static final int LONGEST = 80;
    private static final Pattern PRINTABLE = Pattern.compile("\\P{Cntrl}+");
    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final boolean shown;
    /** Of this process alone, so that nobody can try keys until the mark fits. */
    private final int salt = new SecureRandom().nextInt();

    KeyTexts(boolean shown) {
        this.shown = shown;
    }

    String of(Object key) {
        if (!shown) {
            return String.format("#%08x", (key.hashCode() ^ salt) * 0x9E3779B9);
        }
        String text = key.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Shows an encoded key; the codec that comes with Tarn writes numbers and texts so that people can read them. */
    String ofEncoded(ByteBuffer key) {
        String text = StandardCharsets.UTF_8.decode(key.duplicate()).toString();
        return of(PRINTABLE.matcher(text).matches() ? text : new HexText(key.duplicate()));
    }

    /** Bytes that are no text. */
    private record HexText(ByteBuffer bytes) {
        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("0x");
            for (int i = bytes.position(); i < bytes.limit(); i++) {
                out.append(String.format("%02x", bytes.get(i)));
            }
            return out.toString();
        }
    }

    /** Returns what a text may mean as a key, the likeliest first: a cache does not say of which type its keys are. */
    static List<Object> meanings(String text) {
        List<Object> meanings = new ArrayList<>();
        try {
            long number = Long.parseLong(text);
            meanings.add(number);
            if (number == (int) number) {
                meanings.add((int) number);
            }
        } catch (NumberFormatException e) {
            if (UUID_FORM.matcher(text).matches()) {
                meanings.add(UUID.fromString(text));
            }
        }
        meanings.add(text);
        return meanings;
    }
}
