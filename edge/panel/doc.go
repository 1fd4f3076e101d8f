// Package panel is the page an edge serves by itself, for whoever stands in front of it without a
// backend in reach: how it controls now, who asked for what and what was cut and why, and the orders a
// person may give on site.
//
// It owns HTTP at the edge: its login, its sessions and what a browser may do. It decides nothing about
// control: what it shows comes from a reporter, and what is ordered goes the way of the backend's
// orders. Without a login it shows nothing.
//
//	server, err := panel.New(panel.Config{Listen: "127.0.0.1:8090", Dir: dir, UI: ui.FS()}, services)
//	err = server.Run(ctx)
package panel
