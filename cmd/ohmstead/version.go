package main

import "runtime/debug"

// software is what this binary says it is: "ohmstead" and the version it was built from.
func software() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "ohmstead dev"
	}
	return "ohmstead " + info.Main.Version
}
