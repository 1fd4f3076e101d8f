package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/study/microgrid"
)

func balanceCommand() *cobra.Command {
	var output, language string
	var stats bool
	c := &cobra.Command{
		Use:   "balance SNAPSHOT...",
		Short: "Divide a connection among chargers: one balancing cycle on a file",
		Long: "Run the microgrid's balancing cycle on a snapshot (YAML or JSON): the tree of nodes, limits, operating\n" +
			"envelopes, measurements and requests in; who gets how much, which limits are passed, and why out. The\n" +
			"same file gives the same bytes. Exit 1 when an expectation in the file is missed, 2 when the file cannot\n" +
			"be used; a REJECTED cycle is a result.",
		Example: "  ohmstead balance testdata/microgrid/fair_shares.yaml\n  ohmstead balance --output text --language de depot.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, files []string) error {
			if output != "json" && output != "text" {
				return call.Wrong(fmt.Errorf("--output is %q, want json or text", output))
			}
			if language != "en" && language != "de" {
				return call.Wrong(fmt.Errorf("--language is %q, want en or de", language))
			}
			o := microgrid.Options{Text: output == "text", Language: language}
			if stats {
				o.Clock = time.Now
			}
			if code := microgrid.BalanceFiles(c.OutOrStdout(), c.ErrOrStderr(), o, files...); code != 0 {
				return call.Exit(code)
			}
			return nil
		},
	}
	c.Flags().StringVar(&output, "output", "json", "json, or text for the explanation alone")
	c.Flags().StringVar(&language, "language", "en", "language of the explanation: en or de")
	c.Flags().BoolVar(&stats, "stats", false, "print size and computing time to standard error")
	return c
}
