package dev.tarn.codec;

import dev.tarn.spi.CodecProvider;
import dev.tarn.testing.contract.EntryCodecContract;

class EnvelopeContractTest extends EntryCodecContract {
    @Override
    protected CodecProvider provider() {
        return new KryoCodecs();
    }
}
