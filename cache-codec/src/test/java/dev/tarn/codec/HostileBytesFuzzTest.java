package dev.tarn.codec;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Feeds the decoders with random and with damaged bytes; see {@link HostileBytesTest}. */
class HostileBytesFuzzTest {
    @Property(tries = 5_000)
    void payload_ofAnyBytes_isAValueOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll @Size(max = 200) byte[] bytes) {
        HostileSamples.decodeSafely(HostileSamples.SAMPLES.get(which), bytes);
    }

    @Property(tries = 20_000)
    void payload_changedAtSomePlaces_isAValueOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll("edits") List<int[]> edits) {
        HostileSamples.Sample<?> sample = HostileSamples.SAMPLES.get(which);
        HostileSamples.decodeSafely(sample, edited(sample.payload, edits));
    }

    @Property(tries = 5_000)
    void envelope_ofAnyBytes_isAnEntryOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll @Size(max = 200) byte[] bytes) {
        HostileSamples.readSafely(HostileSamples.SAMPLES.get(which), bytes);
    }

    @Property(tries = 20_000)
    void envelope_changedAndSealedAgain_isAnEntryOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll("edits") List<int[]> edits) {
        HostileSamples.Sample<?> sample = HostileSamples.SAMPLES.get(which);
        byte[] changed = edited(sample.envelope, edits);
        HostileSamples.readSafely(sample, changed.length < 20 ? changed : EnvelopeTest.resealed(changed));
    }

    @Property(tries = 5_000)
    void compressedPayload_changedAndSealedAgain_isAnEntryOrATypedFailure(
            @ForAll boolean zstd, @ForAll("edits") List<int[]> edits) {
        HostileSamples.Sample<?> sample = zstd ? HostileSamples.ZSTD : HostileSamples.LZ4;
        byte[] changed = edited(sample.envelope, edits);
        HostileSamples.readSafely(sample, changed.length < 20 ? changed : EnvelopeTest.resealed(changed));
    }

    @Provide
    Arbitrary<List<int[]>> edits() {
        Arbitrary<int[]> edit = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 255))
                .as((kind, at, value) -> new int[] {kind, at, value});
        return edit.list().ofMinSize(1).ofMaxSize(6);
    }

    /** Replaces, removes, inserts or doubles bytes. */
    private static byte[] edited(byte[] bytes, List<int[]> edits) {
        byte[] result = bytes;
        for (int[] edit : edits) {
            int at = edit[1] % Math.max(1, result.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(result, 0, at);
            if (edit[0] != 1) {
                out.write(edit[2]);
            }
            if (edit[0] == 3) {
                out.write(result, 0, at);
            }
            int from = Math.min(result.length, edit[0] == 2 ? at : at + 1);
            out.write(result, from, result.length - from);
            result = out.toByteArray();
        }
        return result;
    }
}
