package dev.tarn.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * Names the ways to compress payloads. Readers understand all of them, whatever they write themselves.
 */
public enum Compression {
    /** Leaves payloads as they are. */
    NONE(0) {
        @Override
        int bound(int length) {
            throw new IllegalStateException("NONE does not compress");
        }

        @Override
        int compress(byte[] source, int length, byte[] target) {
            throw new IllegalStateException("NONE does not compress");
        }

        @Override
        int expand(byte[] source, int offset, int length, byte[] target, int rawLength) {
            throw new IllegalStateException("NONE does not compress");
        }
    },

    /** LZ4, block format: costs the least time. */
    LZ4(1) {
        @Override
        int bound(int length) {
            return Lz4.FACTORY.fastCompressor().maxCompressedLength(length);
        }

        @Override
        int compress(byte[] source, int length, byte[] target) {
            return Lz4.FACTORY.fastCompressor().compress(source, 0, length, target, 0, target.length);
        }

        @Override
        int expand(byte[] source, int offset, int length, byte[] target, int rawLength) {
            return Lz4.FACTORY.safeDecompressor().decompress(source, offset, length, target, 0, rawLength);
        }
    },

    /** Zstandard at level 1: saves the most bytes. */
    ZSTD(2) {
        @Override
        int bound(int length) {
            return Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length));
        }

        @Override
        int compress(byte[] source, int length, byte[] target) {
            ZstdCompressCtx context = Zstd.COMPRESSORS.take();
            int size = context.compressByteArray(target, 0, target.length, source, 0, length);
            Zstd.COMPRESSORS.give(context);
            return size;
        }

        @Override
        int expand(byte[] source, int offset, int length, byte[] target, int rawLength) {
            ZstdDecompressCtx context = Zstd.EXPANDERS.take();
            try {
                return context.decompressByteArray(target, 0, rawLength, source, offset, length);
            } finally {
                Zstd.EXPANDERS.give(context);
            }
        }
    };

    private final int id;

    Compression(int id) {
        this.id = id;
    }

    /** Returns the number that names the algorithm in envelopes. */
    int id() {
        return id;
    }

    /** Returns the most bytes that so many can become. */
    abstract int bound(int length);

    /** Compresses the beginning of an array into another that has room for {@link #bound}, and returns the compressed length. */
    abstract int compress(byte[] source, int length, byte[] target);

    /** Expands bytes and returns the expanded length, which is not above {@code rawLength}; fails in its library's own way. */
    abstract int expand(byte[] source, int offset, int length, byte[] target, int rawLength);

    /**
     * Expands bytes.
     *
     * @param rawLength the expanded length; the target has room for it
     * @throws CodecException if the bytes do not expand to that length
     */
    final void expandExactly(byte[] source, int offset, int length, byte[] target, int rawLength) {
        int expanded;
        try {
            expanded = expand(source, offset, length, target, rawLength);
        } catch (ZstdException | LZ4Exception e) {
            throw new CodecException(Reason.MALFORMED, "the payload does not expand as " + this, e);
        }
        if (expanded != rawLength) {
            throw new CodecException(
                    Reason.MALFORMED, "the payload expands to " + expanded + " bytes, said to be " + rawLength, null);
        }
    }

    /**
     * Returns the algorithm with a number.
     *
     * @throws CodecException if this release knows none
     */
    static Compression of(int id) {
        if (id == LZ4.id) {
            return LZ4;
        }
        if (id == ZSTD.id) {
            return ZSTD;
        }
        throw new CodecException(
                Reason.NEWER_FORMAT, "compressed in the way " + id + ", which this release does not know", null);
    }

    /** Loads the library when it is used first. */
    private static final class Lz4 {
        static final LZ4Factory FACTORY = LZ4Factory.fastestInstance();
    }

    /** Loads the library when it is used first; its contexts hold native memory, so that they are kept for all caches together. */
    private static final class Zstd {
        static final Pool<ZstdCompressCtx> COMPRESSORS = new Pool<>(Zstd::newCompressor, ZstdCompressCtx::close);
        static final Pool<ZstdDecompressCtx> EXPANDERS = new Pool<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);

        private static final int LEVEL = 1;

        private static ZstdCompressCtx newCompressor() {
            ZstdCompressCtx context = new ZstdCompressCtx();
            context.setLevel(LEVEL);
            context.setChecksum(false);
            context.setContentSize(false);
            return context;
        }
    }
}
