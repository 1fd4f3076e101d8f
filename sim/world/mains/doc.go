// Package mains joins the electricity of sim/plant/network and the control core on one virtual
// clock: what the loss of a grid, an island and a frequency do to a site, and what its edge makes of
// them. Meters show what is true, unless they are silenced.
package mains
