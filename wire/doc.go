// Package wire is what edge and backend say to each other: subjects, frames, manifest, hello,
// cursors, sealed orders and their acknowledgements, and who may publish or subscribe to what. Each message carries its version.
//
// It owns the bytes: AppendBinary and UnmarshalBinary for frames, Encode and the Decode functions
// for JSON. It refuses whatever it does not understand with one line that names the field, and it
// never touches a network, a file or a clock.
//
//	data, err := frame.AppendBinary(buffer[:0])
//	err = frame.UnmarshalBinary(data)
//	manifest, err := wire.DecodeManifest(data)
//
// Two rules keep old and new versions together. A message of another version is refused, so a
// backend is updated before its edges and still understands their version. Within a version,
// hello, welcome, stored, event and orders ignore fields they do not know; a manifest does not, because its
// hash names every field and two readers that see different fields would name it differently.
package wire
