package dev.tarn.testing.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate of 127.0.0.1 and localhost, and its private key, as PEM files.
 *
 * @param certificate the certificate's file, for the server and for clients to trust
 * @param privateKey the private key's file, not encrypted
 */
public record TlsFiles(Path certificate, Path privateKey) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes a new key and certificate in the given directory, with the JDK's keytool. Blocks for about a second.
     *
     * @throws UncheckedIOException if keytool fails or the files cannot be written
     */
    public static TlsFiles create(Path directory) {
        try {
            Path store = directory.resolve("server.p12");
            runKeytool(store);
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
            byte[] certificate = keys.getCertificate("server").getEncoded();
            return new TlsFiles(
                    writePem(directory.resolve("server.crt"), "CERTIFICATE", certificate),
                    writePem(directory.resolve("server.key"), "PRIVATE KEY", key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a certificate in " + directory, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make the certificate", e);
        }
    }

    /**
     * Returns a context for clients that trust this certificate and no other.
     *
     * @throws UncheckedIOException if the certificate cannot be read
     */
    public SSLContext clientContext() {
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            X509Certificate only =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            trusted.setCertificateEntry("server", only);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + certificate, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot trust " + certificate, e);
        }
    }

    /** Returns the same names in another directory, as a container sees them. */
    TlsFiles movedTo(Path directory) {
        return new TlsFiles(directory.resolve(name(certificate)), directory.resolve(name(privateKey)));
    }

    static String name(Path file) {
        @Nullable Path name = file.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("'" + file + "' is no file's path");
        }
        return name.toString();
    }

    private static Path writePem(Path file, String type, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private static void runKeytool(Path store) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "bc:c=ca:true",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for keytool", e);
        }
    }
}
