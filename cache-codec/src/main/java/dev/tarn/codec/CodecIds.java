package dev.tarn.codec;

/** The numbers that name Tarn's own codecs in envelopes. They are part of the format: none is ever used again for another codec. */
final class CodecIds {
    static final int STRING = 1;
    static final int BYTES = 2;
    static final int KRYO = 3;

    /** Keys as text; never in an envelope's codec field, which names the values' codec. */
    static final int TEXT_KEY = 4;

    private CodecIds() {}
}
