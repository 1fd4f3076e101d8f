// Package charging owns charging sessions: the time a vehicle is at a connector, with what it was given.
//
//	fold := charging.Begin(charging.State{}, charging.SessionRegister)
//	for _, r := range readings { // in order of time
//		fold.Take(r)
//	}
//	for _, s := range fold.Sessions(now) { … s.Started, s.Ended, s.EnergyJ … }
//
// # How a session is found
//
// A session is DERIVED from the channels of its charger, or REPORTED by whoever runs the station. The former
// follow from PlugState alone: from the first instant at which a vehicle is there to the first at which none is.
// A charger without PlugState has no derived sessions: power tells when a vehicle charges, not when it comes
// and goes, and that is not guessed.
//
// What is not usable and PlugFault say nothing of a vehicle. A session goes on over a time of which nothing is
// known, as it is the same vehicle for all we know, unless one of these holds:
//
//   - no vehicle is there afterwards: it has ended when the vehicle was last seen, or, where that is not longer
//     ago than a reading covers, at the instant at which it was seen gone;
//   - the register of the session has fallen meanwhile: it is the next vehicle's;
//   - nothing was known for longer than Patience: it has ended when the vehicle was last seen, also where nothing
//     comes any more. What comes late puts that right.
//
// Sessions with a beginning or an end that is not seen, or with energy that is not sure, are Uncertain.
//
// # What it was given
//
// Energy is what a register has counted between the two ends: that of the session (EnergySession) where the
// charger has one, else EnergyConsumed. It is never computed from power; without a register it is unknown. A
// register that shows its last value after the vehicle has gone, within MaxCover, still counts. EnergySession
// may begin anew at the vehicle's coming; whatever falls within a session and comes back within counter.MaxDip
// was a dip.
//
// # Exactly once, and late
//
// A State says everything that is needed of the past. Checkpoints of it are kept, so that what comes is folded
// from the one before it; what comes late is folded from an older one, until a later one is met again.
package charging
