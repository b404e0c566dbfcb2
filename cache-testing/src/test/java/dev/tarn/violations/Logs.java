package dev.tarn.violations;

import java.util.logging.Logger;

/** Logs by the wrong door. */
public final class Logs {
    public void log() {
        Logger.getAnonymousLogger().info("wrong door");
    }
}
