package dev.tarn.local.offheap;

/**
 * Says where the parts of a plain entry stand: all that can be known from its form. Of the entries of a store most have the same form, but for the
 * length of the key. So a reader takes it for granted and compares: then it does not wait for memory to tell where to look next.
 */
final class Layout {
    /** One of no entry. */
    static final Layout NONE = new Layout(EntryForm.NO_FORM);
    /** Where version and time stand in a plain entry. */
    static final int NUMBERS = 6;

    /** The form without the length of the key and without slack. */
    final int form;
    /** The bits of the version in the eight bytes of the numbers. */
    final long versionMask;
    /** Where in those eight bytes the time stands. */
    final int writtenShift;

    final long writtenMask;
    final boolean isMortal;
    /** Where the time to live stands. */
    final int life;

    final boolean hasShard;
    final int shard;
    final int key;

    Layout(int form) {
        this.form = form;
        int versionBits = Byte.SIZE * EntryForm.versionBytes(form);
        int writtenBits = Byte.SIZE * EntryForm.writtenBytes(form);
        this.versionMask = -1L >>> (Long.SIZE - versionBits);
        this.writtenShift = versionBits;
        this.writtenMask = -1L >>> (Long.SIZE - writtenBits);
        this.isMortal = EntryForm.isMortal(form);
        this.life = NUMBERS + (versionBits + writtenBits) / Byte.SIZE;
        this.hasShard = EntryForm.hasShard(form);
        this.shard = life + EntryForm.livesBytes(form);
        this.key = EntryForm.headerBytes(form);
    }
}
