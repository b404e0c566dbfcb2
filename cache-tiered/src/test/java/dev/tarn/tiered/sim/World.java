package dev.tarn.tiered.sim;

/** What the parts of one run share. */
record World(
        FaultSet set,
        Agenda agenda,
        Dice dice,
        Network network,
        Workers workers,
        Database database,
        Oracle oracle,
        Source.Loads loads,
        Limits limits) {}
