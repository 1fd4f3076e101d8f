// Package imprint takes the state of a value, whatever its fields and whether they are exported or
// not, and gives it back to another value that was made in the same way, exactly: numbers by their
// bits, times by their instant. It owns how state is written down, so that a controller does not have
// to: what a controller holds is carried over without a line in it, and a new field cannot be
// forgotten.
//
// What was made at configuration and never changes is written down and given back too, which changes
// nothing, except functions, time zones and fields tagged `imprint:"-"`: those stay as they are. It
// refuses to be a format that outlives a version: an imprint fits only a value whose Shape is equal.
//
//	codec := imprint.New()
//	data := codec.Append(nil, controller)
//	_, err := codec.Restore(data, another)
package imprint
