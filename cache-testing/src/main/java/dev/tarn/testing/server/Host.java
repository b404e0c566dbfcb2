package dev.tarn.testing.server;

import java.time.Duration;

/** Holds one server at one address: a child process or a container. Not safe for use by several threads at once. */
interface Host {
    /** Returns the address that clients of this machine reach the server at. */
    String address();

    /** Returns the TCP port that clients reach the server at; the same over all restarts. */
    int port();

    /** Returns the server's process id on this machine; negative if it has none here. */
    long pid();

    /** Starts the server, for the first time or again, without waiting until it answers. */
    void start();

    /** Tells whether the server's process is there; a paused one is. */
    boolean isRunning();

    /** Waits until the server's process has ended, at most for the given time, and tells whether it has. */
    boolean awaitEnd(Duration limit);

    /** Asks the server to end, waits, and kills it if it does not. */
    void terminate();

    /** Kills the server without a word to it, and waits until it is gone. */
    void kill();

    /** Freezes the server: the kernel still accepts connections for it, nothing answers. */
    void pause();

    /** Lets a frozen server run on. */
    void resume();

    /** Deletes what a server that does not run has left on disk, its log excepted. */
    void wipe();

    /** Returns the end of what the server has written to its log. */
    String log();

    /** Kills the server and removes all that it left. Closing again does nothing. */
    void close();
}
