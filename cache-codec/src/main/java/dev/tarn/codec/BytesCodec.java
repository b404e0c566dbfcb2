package dev.tarn.codec;

import java.util.Arrays;

/** Passes byte arrays through, copied. */
final class BytesCodec implements PayloadCodec<byte[]> {
    static final BytesCodec INSTANCE = new BytesCodec();

    private static final int FINGERPRINT = StableHash.of("tarn-bytes-1:byte[]");

    private BytesCodec() {}

    @Override
    public int id() {
        return CodecIds.BYTES;
    }

    @Override
    public int fingerprint() {
        return FINGERPRINT;
    }

    @Override
    public byte[] encode(byte[] object) {
        return object.clone();
    }

    @Override
    public void write(byte[] object, PayloadOutput output) {
        output.writeBytes(object, 0, object.length);
    }

    @Override
    public byte[] read(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}
