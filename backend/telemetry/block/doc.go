// Package block packs one day of one channel into a few bytes a row, and gives the same bits back.
//
//	packed, err := block.Encode(rows)   // rows in order of time, no instant twice
//	rows, err := block.Decode(packed)
//
// What it makes use of: an edge measures at a regular pace, so the steps between instants hardly
// change; registers hold integers and decimals, so values are integers of some power of ten, and
// close to the one before, or numbers of single precision; quality and source stay the same for hours. Values that are neither
// are kept as the bits that differ from the value before, after Pelkonen et al., "Gorilla: A
// Fast, Scalable, In-Memory Time Series Database", VLDB 8 (2015), section 4.1. Numbers are laid out
// byte plane by byte plane, so that the plane of high bytes is one long run, and DEFLATE takes what
// is left.
//
// Decode trusts nothing: damage is an error, whatever the bytes, and it takes no more memory than
// MaxRows rows need.
package block
