package dev.tarn.tiered.sim;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Loads Tarn's classes and the simulation afresh, with some of them changed. */
final class MutantLoader extends ClassLoader {
    private final List<Change> changes;
    private final Set<Change> made = new HashSet<>();

    MutantLoader(List<Change> changes) {
        super(MutantLoader.class.getClassLoader());
        this.changes = changes;
    }

    /** Loads every class that is to be changed, and fails if there was nothing to change. */
    void requireAll() {
        for (Change change : changes) {
            try {
                Class.forName(change.type(), false, this);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("no class " + change.type(), e);
            }
            if (!made.contains(change)) {
                throw new IllegalArgumentException("nothing to change for " + change);
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.tarn.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            for (Change change : changes) {
                bytes = change.type().equals(name) ? changed(change, bytes) : bytes;
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] changed(Change change, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor to = super.visitMethod(access, method, descriptor, signature, exceptions);
                        return change.method().equals(method + descriptor)
                                ? change.visitor(to, access, descriptor, () -> made.add(change))
                                : to;
                    }
                },
                0);
        return writer.toByteArray();
    }
}
