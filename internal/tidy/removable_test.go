package tidy_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// T49 of document 004: with the tag nocompat neither the program nor a test of another package takes
// anything from the adapter of compatibility, so that its two packages can be deleted.
func TestCompatibilityIsRemovable(t *testing.T) {
	adapter := []string{"ohmstead/backend/compat", "ohmstead/backend/httpapi/compat"}
	taken := func(tags string) (found []string) {
		t.Helper()
		list := exec.CommandContext(t.Context(), "go", "list", "-tags", tags, "-deps", "-test", "./cmd/ohmstead", "./internal/gen", "./backend", "./backend/httpapi", "./backend/postgres", "./backend/microgrid")
		list.Dir = "../.."
		out, err := list.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for line := range strings.SplitSeq(string(out), "\n") {
			name, _, _ := strings.Cut(line, " ")
			if slices.Contains(adapter, name) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
		return found
	}
	if with := taken(""); len(with) != len(adapter) {
		t.Errorf("the product takes %v", with)
	}
	if without := taken("nocompat"); len(without) > 0 {
		t.Errorf("with the tag nocompat it still takes %v", without)
	}
}
