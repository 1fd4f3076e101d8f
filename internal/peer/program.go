package peer

import (
	"os/exec"
	"testing"
)

// Program returns the path of an independent program, or skips the test with the name of the
// Debian package that brings it.
func Program(t testing.TB, name, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed (Debian package %s)", name, pkg)
	}
	return path
}

// Python returns the interpreter of the system's packages, or skips the test where it lacks the
// module.
func Python(t testing.TB, module, pkg string) string {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.CommandContext(t.Context(), python, "-c", "import "+module).Run(); err != nil {
		t.Skipf("%s has no module %s (Debian package %s)", python, module, pkg)
	}
	return python
}
