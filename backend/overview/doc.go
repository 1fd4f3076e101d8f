// Package overview says how a site stands now, from what it has and the newest row of each
// channel: its power flows, its state of charge, the health of its devices, whether its edge is
// heard. It refuses to add up what is only partly known: a sum with an unknown part is unknown,
// never smaller.
//
//	power := overview.Inventory{Assets: assets, Channels: channels, Latest: latest}.Now(now)
package overview
