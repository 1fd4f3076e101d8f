// Package wire is what edge and backend say to each other: subjects, frames, manifest, hello,
// cursors, and who may publish or subscribe to what. Each message carries its version.
package wire
