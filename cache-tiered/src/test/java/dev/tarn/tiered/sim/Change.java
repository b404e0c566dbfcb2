package dev.tarn.tiered.sim;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** One thing that is otherwise in a method of a mutant. */
sealed interface Change {
    /** Returns the name of the class. */
    String type();

    /** Returns name and descriptor of the method, as the class file has them. */
    String method();

    /**
     * Returns what a method goes through that is changed.
     *
     * @param made is run when the change is made
     */
    MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made);

    /**
     * The method does nothing.
     *
     * @param value what it returns, where it returns something
     */
    record Returns(String type, String method, int value) implements Change {
        @Override
        public MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made) {
            Type returns = Type.getReturnType(descriptor);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitCode() {
                    to.visitCode();
                    push(to, returns, value);
                    to.visitInsn(returns.getOpcode(Opcodes.IRETURN));
                    to.visitMaxs(0, 0);
                    to.visitEnd();
                    made.run();
                }
            };
        }
    }

    /**
     * The method does not call another one.
     *
     * @param called name and descriptor of the other one
     * @param value what takes the place of its answer, where it has one
     */
    record Answers(String type, String method, String called, int value) implements Change {
        @Override
        public MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made) {
            return new MethodVisitor(Opcodes.ASM9, to) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String called, boolean inInterface) {
                    if (!Answers.this.called.equals(name + called)) {
                        super.visitMethodInsn(opcode, owner, name, called, inInterface);
                        return;
                    }
                    Type[] arguments = Type.getArgumentTypes(called);
                    for (int i = arguments.length - 1; i >= 0; i--) {
                        visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
                    }
                    if (opcode != Opcodes.INVOKESTATIC) {
                        visitInsn(Opcodes.POP);
                    }
                    push(this, Type.getReturnType(called), value);
                    made.run();
                }
            };
        }
    }

    /**
     * The method begins by setting one of its arguments.
     *
     * @param argument which one, from 0
     * @param value what it is set to
     */
    record Takes(String type, String method, int argument, long value) implements Change {
        @Override
        public MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made) {
            Type set = Type.getArgumentTypes(descriptor)[argument];
            return new Prelude(to, made, () -> {
                to.visitLdcInsn(set.getSort() == Type.LONG ? (Object) value : (Object) (int) value);
                to.visitVarInsn(set.getOpcode(Opcodes.ISTORE), slot(access, descriptor, argument));
            });
        }
    }

    /**
     * The method takes one of its arguments for another of the same type.
     *
     * @param argument which one, from 0
     * @param other the one that takes its place
     */
    record Confuses(String type, String method, int argument, int other) implements Change {
        @Override
        public MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made) {
            Type set = Type.getArgumentTypes(descriptor)[argument];
            return new Prelude(to, made, () -> {
                to.visitVarInsn(set.getOpcode(Opcodes.ILOAD), slot(access, descriptor, other));
                to.visitVarInsn(set.getOpcode(Opcodes.ISTORE), slot(access, descriptor, argument));
            });
        }
    }

    /** The method reads the label of a flight as {@code LateLabel} has it. */
    record LabelsLate(String type, String method) implements Change {
        private static final String FLIGHT = "dev/tarn/tiered/Flight";

        @Override
        public MethodVisitor visitor(MethodVisitor to, int access, String descriptor, Runnable made) {
            return new MethodVisitor(Opcodes.ASM9, to) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String type, boolean inInterface) {
                    if (!owner.equals(FLIGHT) || !name.equals("label") || !type.equals("()J")) {
                        super.visitMethodInsn(opcode, owner, name, type, inInterface);
                        return;
                    }
                    visitVarInsn(Opcodes.ALOAD, 0);
                    visitMethodInsn(
                            Opcodes.INVOKESTATIC,
                            "dev/tarn/tiered/LateLabel",
                            "of",
                            "(L" + FLIGHT + ";Ljava/lang/Object;)J",
                            false);
                    made.run();
                }
            };
        }
    }

    /** Puts something before the body of a method. */
    final class Prelude extends MethodVisitor {
        private final Runnable made;
        private final Runnable prelude;

        private Prelude(MethodVisitor to, Runnable made, Runnable prelude) {
            super(Opcodes.ASM9, to);
            this.made = made;
            this.prelude = prelude;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            prelude.run();
            made.run();
        }
    }

    private static int slot(int access, String descriptor, int argument) {
        int slot = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
        Type[] arguments = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < argument; i++) {
            slot += arguments[i].getSize();
        }
        return slot;
    }

    private static void push(MethodVisitor to, Type type, int value) {
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.BOOLEAN, Type.INT -> to.visitInsn(value == 0 ? Opcodes.ICONST_0 : Opcodes.ICONST_1);
            case Type.LONG -> to.visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
            default -> throw new IllegalArgumentException("no constant of type " + type);
        }
    }
}
