package main

import (
	"github.com/spf13/cobra"

	"ohmstead/study"
)

func replayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "replay SCENARIO...",
		Short: "Run the edge's controllers on scenario files: same file, same bytes",
		Long: "Run the real control cycle on a virtual clock from written scenarios and print one JSON line per\n" +
			"step: who asked, what was set, what was cut and why. Exit 1 when an expectation is missed, 2 when a\n" +
			"file cannot be used.",
		Example: "  ohmstead replay testdata/scenarios\n  ohmstead replay peak.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, files []string) error {
			if code := study.ReplayFiles(c.OutOrStdout(), c.ErrOrStderr(), files); code != study.Met {
				return exitCode(code)
			}
			return nil
		},
	}
}
