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
import org.objectweb.asm.Type;

/** Loads Tarn's classes and the simulation afresh, with other bodies for some methods. */
final class MutantLoader extends ClassLoader {
    private final List<Mutant.Change> changes;
    private final Set<Mutant.Change> made = new HashSet<>();

    MutantLoader(List<Mutant.Change> changes) {
        super(MutantLoader.class.getClassLoader());
        this.changes = changes;
    }

    /** Loads every class that is to be changed, and fails if a method was not found. */
    void requireAll() {
        for (Mutant.Change change : changes) {
            try {
                Class.forName(change.type(), false, this);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("no class " + change.type(), e);
            }
            if (!made.contains(change)) {
                throw new IllegalArgumentException("no method " + change.type() + "." + change.method());
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
            if (changes.stream().anyMatch(change -> change.type().equals(name))) {
                bytes = changed(name, bytes);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] changed(String name, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor to = super.visitMethod(access, method, descriptor, signature, exceptions);
                        for (Mutant.Change change : changes) {
                            if (change.type().equals(name) && change.method().equals(method) && canReturn(descriptor)) {
                                made.add(change);
                                return new OtherBody(to, Type.getReturnType(descriptor), change.value());
                            }
                        }
                        return to;
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static boolean canReturn(String descriptor) {
        return switch (Type.getReturnType(descriptor).getSort()) {
            case Type.VOID, Type.BOOLEAN, Type.INT, Type.LONG -> true;
            default -> false;
        };
    }

    /** Swallows the body and writes one that returns at once. */
    private static final class OtherBody extends MethodVisitor {
        private final MethodVisitor to;
        private final Type returns;
        private final int value;

        OtherBody(MethodVisitor to, Type returns, int value) {
            super(Opcodes.ASM9);
            this.to = to;
            this.returns = returns;
            this.value = value;
        }

        @Override
        public void visitCode() {
            to.visitCode();
            switch (returns.getSort()) {
                case Type.VOID -> to.visitInsn(Opcodes.RETURN);
                case Type.BOOLEAN, Type.INT -> {
                    to.visitInsn(value == 0 ? Opcodes.ICONST_0 : Opcodes.ICONST_1);
                    to.visitInsn(Opcodes.IRETURN);
                }
                case Type.LONG -> {
                    to.visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
                    to.visitInsn(Opcodes.LRETURN);
                }
                default -> throw new IllegalArgumentException("cannot replace a method that returns " + returns);
            }
            to.visitMaxs(2, 8);
            to.visitEnd();
        }
    }
}
