// Package call is what all commands share: what a wrong call is answered with, and how answers are printed.
package call

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// Exit is an outcome already reported, such as a scenario that missed its expectation.
type Exit int

// Exit codes.
const (
	Failed  Exit = 1 // while running
	Misused Exit = 2 // an input that cannot be used
)

func (e Exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Error is an input the user has to change: a flag, an argument, a file.
type Error struct{ err error }

// Wrong makes an error one of an input the user has to change.
func Wrong(err error) Error { return Error{err} }

func (e Error) Error() string { return e.err.Error() }

// Unwrap is what is wrong.
func (e Error) Unwrap() error { return e.err }

// Args makes a complaint about arguments an Error.
func Args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(c, args); err != nil {
			return Wrong(err)
		}
		return nil
	}
}

// OutputFlag adds --output, which Print takes.
func OutputFlag(c *cobra.Command, output *string) {
	c.Flags().StringVar(output, "output", "text", "text or json")
}

// Print prints data as JSON, or as a table of lines with tabs.
func Print(out io.Writer, output string, data any, lines func(io.Writer)) error {
	switch output {
	case "json":
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(data)
	case "text":
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		lines(table)
		return table.Flush()
	}
	return Wrong(fmt.Errorf("--output is %q, want text or json", output))
}
