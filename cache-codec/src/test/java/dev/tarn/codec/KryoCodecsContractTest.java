package dev.tarn.codec;

import dev.tarn.spi.CodecProvider;
import dev.tarn.testing.contract.CodecContract;

class KryoCodecsContractTest extends CodecContract {
    @Override
    protected CodecProvider provider() {
        return new KryoCodecs();
    }
}
