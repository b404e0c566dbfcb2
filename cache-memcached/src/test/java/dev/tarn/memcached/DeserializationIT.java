package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.server.MemcachedServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.SerializingTranscoder;
import org.junit.jupiter.api.Test;

/** Bytes from the server never become objects by Java's deserialization. */
class DeserializationIT {
    @Test
    void read_serializedObjectUnderOurName_isBytesAndWakesNothing() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = connected(Nodes.builder(server))) {
            MemcachedClient spy = new MemcachedClient(new InetSocketAddress(server.address(), server.port()));
            var cache = Nodes.randomCache();
            String name = new Names(cache).value(bytes("k")).text();
            spy.set(name, 60, new Gadget()).get();
            RemoteTier tier = store.open(cache);
            assertThat(get(tier.read(bytes("k"))).envelope()).startsWith(0xAC, 0xED); // a Java object stream
            get(tier.readAll(List.of(bytes("k"))));
            get(tier.begin(List.of(bytes("k")), Nodes.token(), Duration.ofSeconds(1), true));
            assertThat(Gadget.AWOKEN).hasValue(0);
            spy.set(name, 60, new Gadget()).get();
            assertThat(spy.get(name)).as("what the client itself makes of it").isInstanceOf(Gadget.class);
            assertThat(Gadget.AWOKEN).hasValue(1);
            spy.shutdown();
        }
    }

    @Test
    void module_allClasses_reachNeitherTheClientNorItsTranscoders() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.tarn.memcached");
        assertThat(classes.contain(SpyFactory.class)).isTrue();
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MemcachedClient.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("net\\.spy\\.memcached\\.transcoders\\..*(Serializing|Integer|Long|Whalin).*")
                .check(classes);
        assertThat(new SpyFactory(MemcachedStore.builder().uri("memcached://a").options(), NoObserver.INSTANCE)
                        .getDefaultTranscoder())
                .isNotInstanceOf(SerializingTranscoder.class);
    }
}
