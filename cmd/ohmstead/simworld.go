package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/sim/world/storm"
)

// simWorldCommand runs one drawn world again, as a violation names it.
func simWorldCommand() *cobra.Command {
	var config storm.Config
	c := &cobra.Command{
		Use:   "world",
		Short: "Run the edge's control core through a drawn world of faults on a virtual clock",
		Long: "Draws a site and its misfortunes from a seed, runs the real control core through them and judges every cycle. " +
			"The same seed is the same run. The exit status is 1 where a promise was broken, with one line that says which.",
		Example: "  ohmstead sim world --seed 8841 --cycles 10000",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if config.Cycles < 1 {
				return call.Wrong(fmt.Errorf("--cycles is %d, want 1 or more", config.Cycles))
			}
			report, err := storm.Run(config)
			if err != nil {
				return err
			}
			if report.Violation != nil {
				return report.Violation
			}
			return json.NewEncoder(c.OutOrStdout()).Encode(report)
		},
	}
	c.Flags().Uint64Var(&config.Seed, "seed", 1, "what everything is drawn from")
	c.Flags().IntVar(&config.Cycles, "cycles", 10_000, "cycles to run")
	return c
}
