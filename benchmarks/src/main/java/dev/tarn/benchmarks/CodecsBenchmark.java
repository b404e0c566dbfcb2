package dev.tarn.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.tarn.spi.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what it costs to turn an object into bytes and back, and how many bytes there are, beside what users have: in processor time of the
 * one thread that does it, in turns of a fraction of a second.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Codecs</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}.
 */
public final class CodecsBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of("warmup", "8", "rounds", "12", "millis", "200", "json", "-");

    private static final int SAMPLES = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Clock clock = Clock.system();
    private final Arguments arguments;
    private final Report report;
    private final List<Article> articles = new ArrayList<>();
    private final Map<String, List<Double>> nanos = new LinkedHashMap<>();
    private long checked;

    private CodecsBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        for (int i = 0; i < SAMPLES; i++) {
            articles.add(Article.sample(i));
        }
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if an object cannot be encoded
     * @throws ClassNotFoundException if an object cannot be decoded
     */
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, ClassNotFoundException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Codecs", arguments);
        new CodecsBenchmark(arguments, report).measure();
        report.close(arguments.text("json"));
    }

    private void measure() throws IOException, ClassNotFoundException {
        List<CodecRival> rivals = new ArrayList<>(List.of(
                new CodecRival.TarnKryo(),
                new CodecRival.Java(),
                new CodecRival.Jackson(),
                new CodecRival.ForyNative()));
        for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
            Collections.rotate(rivals, 1);
            for (CodecRival rival : rivals) {
                turn(rival, round);
            }
        }
        nanos.forEach((what, all) ->
                report.line("== %-18s %s ns", what, Spread.of(all).text("%.0f")));
        if (checked == 0) {
            throw new IllegalStateException("nothing was decoded");
        }
    }

    private void turn(CodecRival rival, int round) throws IOException, ClassNotFoundException {
        List<byte[]> encoded = new ArrayList<>();
        long length = 0;
        for (Article article : articles) {
            byte[] bytes = rival.encode(article);
            if (!rival.decode(bytes).equals(article)) {
                throw new IllegalStateException(rival.name() + " does not give back what it was given");
            }
            encoded.add(bytes);
            length += bytes.length;
        }
        double encoding = encode(rival);
        double decoding = decode(rival, encoded);
        if (round >= 0) {
            add(rival, round, "encode", encoding, (double) length / SAMPLES);
            add(rival, round, "decode", decoding, (double) length / SAMPLES);
        }
    }

    private double encode(CodecRival rival) throws IOException {
        long until = clock.nanos() + arguments.number("millis") * 500_000L;
        long before = THREADS.getCurrentThreadCpuTime();
        long done = 0;
        for (; clock.nanos() - until < 0; done += SAMPLES) {
            for (Article article : articles) {
                checked += rival.encode(article).length;
            }
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / done;
    }

    private double decode(CodecRival rival, List<byte[]> encoded) throws IOException, ClassNotFoundException {
        long until = clock.nanos() + arguments.number("millis") * 500_000L;
        long before = THREADS.getCurrentThreadCpuTime();
        long done = 0;
        for (; clock.nanos() - until < 0; done += SAMPLES) {
            for (byte[] bytes : encoded) {
                checked += rival.decode(bytes).id();
            }
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / done;
    }

    private void add(CodecRival rival, int round, String call, double each, double length) {
        nanos.computeIfAbsent(call + " " + rival.name(), what -> new ArrayList<>())
                .add(each);
        report.add(new Row()
                .with("call", call)
                .with("rival", rival.name())
                .with("round", round)
                .with("nanos", each)
                .with("bytes", length)
                .with("load", Report.load()));
    }
}
