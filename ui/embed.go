package ui

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS is the built interface: index.html and assets/ after a build of the UI, only
// placeholder.html without one.
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(fmt.Sprintf("ui: embedded folder: %v", err)) // dist is embedded, or this would not compile
	}
	return sub
}
