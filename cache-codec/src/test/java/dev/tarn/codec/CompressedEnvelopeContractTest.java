package dev.tarn.codec;

import dev.tarn.spi.CodecProvider;
import dev.tarn.testing.contract.EntryCodecContract;

class CompressedEnvelopeContractTest extends EntryCodecContract {
    @Override
    protected CodecProvider provider() {
        return KryoCodecs.builder()
                .compression(Compression.ZSTD)
                .compressFrom(0)
                .build();
    }
}
