package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheTreeHoldsWhatTheCodeGenerates(t *testing.T) {
	root := filepath.Join("..", "..")
	all, err := files(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.path)))
		if err != nil {
			t.Fatalf("%v; run make generate", err)
		}
		if !bytes.Equal(got, f.data) {
			t.Errorf("%s is out of date; run make generate", f.path)
		}
	}
}

func TestGenerateRefusesAnotherFolder(t *testing.T) {
	if err := generate(t.TempDir()); err == nil {
		t.Error("it wrote into a folder that is not the repository")
	}
}
