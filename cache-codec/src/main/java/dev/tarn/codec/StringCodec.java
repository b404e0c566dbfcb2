package dev.tarn.codec;

/** Encodes strings as their UTF-8, without loss ({@link Wtf8}). */
final class StringCodec implements PayloadCodec<String> {
    static final StringCodec INSTANCE = new StringCodec();

    private static final int FINGERPRINT = StableHash.of("tarn-text-1:java.lang.String");

    private StringCodec() {}

    @Override
    public int id() {
        return CodecIds.STRING;
    }

    @Override
    public int fingerprint() {
        return FINGERPRINT;
    }

    @Override
    public byte[] encode(String object) {
        return Wtf8.encode(object);
    }

    @Override
    public void write(String object, PayloadOutput output) {
        output.writeBareText(object);
    }

    @Override
    public String read(byte[] bytes, int offset, int length) {
        return Wtf8.decode(bytes, offset, length);
    }
}
