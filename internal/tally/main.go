// Command tally turns what test runners print into what a person wants to know: which tests failed
// and why, and how many passed.
//
//	go test -json ./... | tally watch counts.txt     shows packages and failures, writes the counts
//	tally sum go=counts.txt pages=vitest.json        prints a table and "N passed, N failed"
//
// Make targets call it; nothing else does. It knows three kinds of result: its own counts, the JSON report of vitest, and any text whose
// last line of the form "N passed, N failed" counts. It refuses to call a suite green that left no
// result.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 2 && args[0] == "watch":
		counts, err := watch(in, out)
		if err != nil {
			return err
		}
		return os.WriteFile(args[1], []byte(counts.String()+"\n"), 0o600)
	case len(args) >= 2 && args[0] == "sum":
		return sum(args[1:], out)
	}
	return fmt.Errorf("usage: tally watch FILE | tally sum NAME=FILE…, got %q", args)
}
