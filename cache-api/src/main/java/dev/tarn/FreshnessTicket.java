package dev.tarn;

import java.util.ArrayList;
import java.util.List;

/**
 * Says up to where a node's own changes of a cache reach, so that another node can be asked for values no older than those changes: read
 * your writes across nodes. A service that has changed something puts the ticket into its answer (a header, a session), and whoever gets the
 * next request reads with it.
 *
 * <p>Immutable. As text it is printable ASCII without blanks, about 25 characters for each shard of the log that was changed; a
 * stand-alone Redis has one shard. It means nothing to other caches.
 *
 * <p>The idea is FlightTracker's (Facebook, OSDI 2020).
 */
public final class FreshnessTicket {
    /** Asks for nothing. */
    public static final FreshnessTicket NONE = new FreshnessTicket(List.of(), false);

    private static final int MOST_MARKS = 1_024;
    private static final int RADIX = 36;
    private static final String QUEUED = "q";

    private final List<Mark> marks;
    private final boolean queued;

    /**
     * The newest change in one shard of the log.
     *
     * @param shard the shard
     * @param era the era of the log in which it was made
     * @param stamp its place in the log
     */
    public record Mark(int shard, int era, long stamp) {}

    /**
     * Creates a ticket.
     *
     * @param marks the newest change of each shard; at most one for each
     * @param queued whether there are changes that the remote tier or the bus has not taken yet
     * @throws IllegalArgumentException if there are more than 1,024 marks
     */
    public FreshnessTicket(List<Mark> marks, boolean queued) {
        if (marks.size() > MOST_MARKS) {
            throw new IllegalArgumentException(
                    "ticket has " + marks.size() + " marks, it may have " + MOST_MARKS + " at most");
        }
        this.marks = List.copyOf(marks);
        this.queued = queued;
    }

    /** Returns the newest change of each shard. */
    public List<Mark> marks() {
        return marks;
    }

    /**
     * Tells whether some changes of the node were not taken by the remote tier or the bus when the ticket was issued. Nobody else can know
     * of those, so a read with such a ticket goes to the loader.
     */
    public boolean isQueued() {
        return queued;
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @param text the text
     * @throws IllegalArgumentException if it is no ticket
     */
    public static FreshnessTicket parse(String text) {
        String[] parts = text.split("\\.", MOST_MARKS + 3);
        if (!parts[0].equals("1") || parts.length > MOST_MARKS + 2) {
            throw malformed(text);
        }
        boolean queued = parts.length > 1 && parts[1].equals(QUEUED);
        List<Mark> marks = new ArrayList<>();
        for (int i = queued ? 2 : 1; i < parts.length; i++) {
            marks.add(mark(text, parts[i]));
        }
        return new FreshnessTicket(marks, queued);
    }

    private static Mark mark(String text, String part) {
        String[] numbers = part.split("-", 4);
        if (numbers.length != 3) {
            throw malformed(text);
        }
        try {
            return new Mark(
                    Integer.parseUnsignedInt(numbers[0], RADIX),
                    Integer.parseUnsignedInt(numbers[1], RADIX),
                    Long.parseUnsignedLong(numbers[2], RADIX));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new IllegalArgumentException("'" + shown + "' is no freshness ticket of version 1");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FreshnessTicket ticket && ticket.queued == queued && ticket.marks.equals(marks);
    }

    @Override
    public int hashCode() {
        return 31 * marks.hashCode() + Boolean.hashCode(queued);
    }

    /** Returns the text form: a version, {@code q} if something is queued, and the marks, with dots in between. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("1");
        if (queued) {
            text.append('.').append(QUEUED);
        }
        for (Mark mark : marks) {
            text.append('.')
                    .append(Integer.toUnsignedString(mark.shard(), RADIX))
                    .append('-')
                    .append(Integer.toUnsignedString(mark.era(), RADIX))
                    .append('-')
                    .append(Long.toUnsignedString(mark.stamp(), RADIX));
        }
        return text.toString();
    }
}
