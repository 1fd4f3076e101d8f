package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge/record"
	"ohmstead/study"
)

func replayCommand() *cobra.Command {
	var from, to string
	var changes bool
	var channels []string
	c := &cobra.Command{
		Use:   "replay SCENARIO...|RECORD",
		Short: "Run the edge's controllers on scenario files, or once more on what an edge recorded",
		Long: "Run the real control cycle on a virtual clock from written scenarios, or once more from the record of\n" +
			"an edge, and print one JSON line per step or cycle: who asked, what was set, what was cut and why. Same\n" +
			"file, same bytes. A record is the folder an edge records to or one of its files.\n\n" +
			"Exit 1 when an expectation is missed or this program answers otherwise than the edge did, 2 when a file\n" +
			"cannot be used.",
		Example: "  ohmstead replay testdata/scenarios\n  ohmstead replay peak.yaml\n" +
			"  ohmstead replay /var/lib/ohmstead/edge/record --from 2026-11-28T03:00:00Z --to 2026-11-28T03:05:00Z --changes --channels grid0.ActivePower",
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, files []string) error {
			code, err := 0, error(nil)
			if record.Is(files[0]) {
				code, err = replayRecord(c, files, study.Stretch{Changes: changes, Channels: channels}, [2]string{from, to})
			} else if c.Flags().Changed("from") || c.Flags().Changed("to") || changes || len(channels) > 0 {
				err = errors.New("--from, --to, --changes and --channels are for records; a scenario runs whole")
			} else {
				code = study.ReplayFiles(c.OutOrStdout(), c.ErrOrStderr(), files)
			}
			if err != nil {
				return call.Wrong(err)
			}
			if code != study.Met {
				return call.Exit(code)
			}
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "", "of a record: the first instant to show, such as 2026-11-28T03:00:00Z")
	c.Flags().StringVar(&to, "to", "", "of a record: the instant before which to stop")
	c.Flags().BoolVar(&changes, "changes", false, "of a record: show only cycles in which something else was decided, asked or cut")
	c.Flags().StringSliceVar(&channels, "channels", nil, "of a record: show the readings of these channels or assets alone, such as meter0.ActivePower,ess0")
	return c
}

func replayRecord(c *cobra.Command, paths []string, s study.Stretch, bounds [2]string) (int, error) {
	if len(paths) > 1 {
		return 0, errors.New("one record at a time: name a folder or a file")
	}
	for i, into := range []*time.Time{&s.From, &s.To} {
		if bounds[i] == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, bounds[i])
		if err != nil {
			return 0, fmt.Errorf("--%s is %q, want an instant such as 2026-11-28T03:00:00Z", []string{"from", "to"}[i], bounds[i])
		}
		*into = at
	}
	if !s.To.IsZero() && !s.From.Before(s.To) {
		return 0, errors.New("--from is not before --to")
	}
	return study.ReplayRecord(c.OutOrStdout(), c.ErrOrStderr(), paths[0], s), nil
}
