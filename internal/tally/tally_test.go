package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWatch(t *testing.T) {
	table := []struct {
		name, events string
		want         Counts
		shows        string
	}{
		{
			"when all pass it counts tests and subtests", `
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA/when_x"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Elapsed":0.1}`, Counts{Passed: 2}, "ok   p (2 passed, 0 failed) 0.1s",
		},
		{
			"when one fails it shows what that test printed", `
{"Action":"output","Package":"p","Test":"TestA","Output":"quiet\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"got 1 W, want 2 W\n"}
{"Action":"fail","Package":"p","Test":"TestB"}
{"Action":"skip","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p","Elapsed":1}`, Counts{1, 1, 1}, "FAIL p TestB\ngot 1 W, want 2 W",
		},
		{
			"when a package does not build it is one failure", `
{"ImportPath":"p","Action":"build-output","Output":"p.go:1: no\n"}
{"Action":"fail","Package":"p","Elapsed":0}`, Counts{Failed: 1}, "p.go:1: no",
		},
		{
			"when a test crashes the package it is one failure", `
{"Action":"output","Package":"p","Test":"TestA","Output":"panic: boom\n"}
{"Action":"fail","Package":"p","Elapsed":0}`, Counts{Failed: 1}, "panic: boom",
		},
	}
	for _, c := range table {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			got, err := watch(strings.NewReader(strings.TrimSpace(c.events)), &out)
			if err != nil || got != c.want {
				t.Errorf("counts: got %v, %v, want %v", got, err, c.want)
			}
			if !strings.Contains(out.String(), c.shows) || strings.Contains(out.String(), "quiet") {
				t.Errorf("shown: got %q, want it to contain %q and no word of tests that passed", out.String(), c.shows)
			}
		})
	}
	if _, err := watch(strings.NewReader(""), &strings.Builder{}); err == nil {
		t.Error("no events: got no error")
	}
}

func TestSum(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	goCounts := file("go", "412 passed, 0 failed, 2 skipped\n")
	pages := file("pages", `{"numPassedTests":30,"numFailedTests":0,"numPendingTests":1}`)
	browser := file("browser", "login\n1 passed, 3 failed\nagain\n12 passed, 0 failed\n")
	broken := file("broken", `{"numPassedTests":3,"numFailedTests":0,"numFailedTestSuites":1}`)
	silent := file("silent", "nothing to say\n")
	table := []struct {
		name   string
		suites []string
		want   string
		fails  bool
	}{
		{"when all are green it adds them up", []string{"go=" + goCounts, "pages=" + pages, "browser=" + browser}, "454 passed, 0 failed, 3 skipped", false},
		{"when a page's tests do not load it fails", []string{"pages=" + broken}, "3 passed, 1 failed", true},
		{"when a suite says nothing it fails", []string{"go=" + goCounts, "browser=" + silent}, "412 passed, 1 failed, 2 skipped", true},
		{"when a suite left no file it fails", []string{"go=" + goCounts, "browser=" + filepath.Join(dir, "none")}, "412 passed, 1 failed, 2 skipped", true},
		{"when nothing ran it fails", []string{"go=" + file("none-ran", "0 passed, 0 failed\n")}, "0 passed, 0 failed", true},
	}
	for _, c := range table {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := sum(c.suites, &out)
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if last := lines[len(lines)-1]; last != c.want || (err != nil) != c.fails {
				t.Errorf("got %q, %v; want %q, fails %v", last, err, c.want, c.fails)
			}
		})
	}
}
