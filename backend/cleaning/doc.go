// Package cleaning sets the quality of samples by what people say of their channels: between which
// values they can be, how fast they can change, how a counter goes on at its end. The value stays as
// it came.
//
//	cleaner := cleaning.NewCleaner(db, log)
//	err := cleaner.Clean(ctx, tenant, samples)
//
// A sample is judged once, when it comes in, whenever it was measured: by itself, and by the last
// usable sample before it that is stored or comes with it. What cannot be is BAD and holds for
// nothing; a counter that falls without rolling over is UNCERTAIN. What is BAD or STALE already, or
// was put there by a person, stays.
package cleaning
