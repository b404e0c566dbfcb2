package dev.tarn.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A subject and what came of it, as far as it was measured. */
record Outcome(Subject subject, Ran ran, List<Cell> cells) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the rows of a run. A row that was cut off when the run was interrupted is left out. */
    static Outcome read(Subject subject, Ran ran, Path rows) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String line : Files.exists(rows) ? Files.readAllLines(rows) : List.<String>of()) {
            try {
                samples.addAll(subject.shape().read(JSON.readTree(line)));
            } catch (JsonProcessingException cutOff) {
                break;
            }
        }
        return new Outcome(subject, ran, Cell.of(samples));
    }

    /** Returns the best of Tarn's rivals. */
    Optional<String> own(Cell cell) {
        return cell.rivals().stream().filter(subject::isOwn).findFirst();
    }

    /** Returns the best of the others that are no limits. */
    Optional<String> peer(Cell cell) {
        return cell.rivals().stream()
                .filter(rival -> !subject.isOwn(rival) && !subject.isLimit(rival))
                .findFirst();
    }

    /** Tells whether Tarn is first; there may be nobody to compare it with. */
    boolean isFirst(Cell cell) {
        Optional<String> own = own(cell);
        Optional<String> peer = peer(cell);
        return own.isEmpty() || peer.isEmpty() || !isBetter(cell, peer.get(), own.get());
    }

    /** Tells whether one is better than another by as much as is printed. */
    private static boolean isBetter(Cell cell, String one, String other) {
        double first = cell.median(one);
        double second = cell.median(other);
        return cell.measure().isBetter(first, second) && !Numbers.text(first).equals(Numbers.text(second));
    }

    /** Tells whether every other is better than each of Tarn's. */
    boolean isLast(Cell cell) {
        List<String> rivals =
                cell.rivals().stream().filter(rival -> !subject.isLimit(rival)).toList();
        return !isFirst(cell)
                && own(cell)
                        .filter(own -> rivals.indexOf(own) == rivals.size() - ownCount(rivals))
                        .isPresent();
    }

    private int ownCount(List<String> rivals) {
        return (int) rivals.stream().filter(subject::isOwn).count();
    }

    /** Returns the cells in which there is somebody to compare Tarn with. */
    List<Cell> compared() {
        return cells.stream()
                .filter(cell -> own(cell).isPresent() && peer(cell).isPresent())
                .toList();
    }

    /** Returns in how many of these Tarn is first. */
    long firsts() {
        return compared().stream().filter(this::isFirst).count();
    }

    /** Returns in how many of these Tarn is last. */
    long lasts() {
        return compared().stream().filter(this::isLast).count();
    }

    /** Says who is first, by how much, and why if it is not Tarn. */
    String verdict(Cell cell) {
        Optional<String> own = own(cell);
        Optional<String> peer = peer(cell);
        if (own.isEmpty() || peer.isEmpty()) {
            return "";
        }
        String ratio = beside(cell, own.get(), peer.get());
        if (isFirst(cell)) {
            return "first: " + ratio;
        }
        String reason = subject.reason(cell);
        return (isLast(cell) ? "**last**: " : "not first: ") + ratio + ". "
                + (reason.isEmpty() ? "Not explained yet." : reason);
    }

    /** Returns the ratio to a peer; both numbers, where the peer's is none to divide by. */
    private static String beside(Cell cell, String own, String peer) {
        Quantiles ratio = cell.ratio(own, peer);
        boolean finite = Double.isFinite(ratio.least()) && Double.isFinite(ratio.greatest());
        return finite
                ? ratio.text() + " × " + peer
                : Numbers.text(cell.median(own)) + " beside " + Numbers.text(cell.median(peer)) + " of " + peer;
    }

    List<Bar.Verdict> bars() {
        return subject.bars().stream().flatMap(bar -> bar.judge(cells).stream()).toList();
    }
}
