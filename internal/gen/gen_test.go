package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheTreeHoldsWhatTheCodeGenerates(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := generate(root); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"docs/reasons.md", "ui/src/gen/reasons.ts", "ui/openapi.json"} {
		want, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", path))
		if err != nil {
			t.Fatalf("%v; run make generate", err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date; run make generate", path)
		}
	}
}

func TestGenerateRefusesAnotherFolder(t *testing.T) {
	if err := generate(t.TempDir()); err == nil {
		t.Error("it wrote into a folder that is not the repository")
	}
}
