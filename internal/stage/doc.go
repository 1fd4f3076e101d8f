// Package stage runs things that are stopped in the opposite order of their start, each only after
// those started later have returned: the cycle before the drivers, the drivers before the outbox.
//
//	var s stage.Stack
//	s.Start("outbox", box.Run)
//	s.Start("cycle", loop.Run)
//	err := s.Wait(ctx)
//	return errors.Join(err, s.Stop())
package stage
