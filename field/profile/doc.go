// Package profile holds device profiles as data: which registers carry which channel in which
// encoding, sign and unit. One file gives the driver its decoder and the twin its encoder.
package profile
