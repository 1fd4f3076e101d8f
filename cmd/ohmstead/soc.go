package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/energy/storage"
	"ohmstead/study"
)

func socCommand() *cobra.Command {
	var files study.SOCFileNames
	var start, sigma float64
	var settle, every time.Duration
	var summary bool
	c := &cobra.Command{
		Use:   "soc --cell CELL --log LOG",
		Short: "Estimate the state of charge of a battery over a log of current and voltage",
		Long: "Run the edge's estimator (coulomb counting, resting voltage, Kalman filter) over a CSV log, plain or\n" +
			"gzipped, and print one JSON line per row with the state of charge and its standard deviation; at the\n" +
			"end the errors, if the log has a reference. The log has t_s or time, current_a (positive when\n" +
			"charging), voltage_v, and may have temperature_c and soc_percent; a form file says where it differs.\n" +
			"The cell is a file, or the name of one that is built in. Exit 2 when a file cannot be used.",
		Example: "  ohmstead soc --cell a123-anr26650 --log testdata/battery/a123_26650_dyn_25C.csv.gz \\\n" +
			"    --form testdata/battery/forms/a123-25c.yaml --settle 1h --summary",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if files.Cell == "" || files.Log == "" {
				return call.Wrong(errors.New("--cell and --log name the model and the log; see ohmstead soc --help"))
			}
			run := study.SOCRun{Settle: settle.Seconds(), Every: every.Seconds()}
			if summary {
				run.Every = -1
			}
			if c.Flags().Changed("start-percent") {
				if start < 0 || start > 100 || sigma <= 0 || sigma > 100 {
					return call.Wrong(errors.New("--start-percent is from 0 to 100, --start-sigma-percent more than 0 and at most 100"))
				}
				run.Start = storage.Belief{SOC: start / 100, Sigma: sigma / 100}
			}
			if code := study.SOCFiles(c.OutOrStdout(), c.ErrOrStderr(), files, run); code != study.Met {
				return call.Exit(code)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&files.Cell, "cell", "", "cell file, or the name of a cell that is built in")
	f.StringVar(&files.Log, "log", "", "CSV log, may be gzipped")
	f.StringVar(&files.Form, "form", "", "YAML file that says how the log is written, where not our way")
	f.Float64Var(&start, "start-percent", 0, "state of charge to begin with (default: what the first voltage says)")
	f.Float64Var(&sigma, "start-sigma-percent", 20, "its standard deviation")
	f.DurationVar(&settle, "settle", 0, "count errors only after this time")
	f.DurationVar(&every, "every", 0, "at least this long between two lines, but where something happened")
	f.BoolVar(&summary, "summary", false, "print the last line only")
	c.AddCommand(socFitCommand())
	return c
}

func socFitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "fit RECIPE",
		Short: "Make a cell file from tests of a cell",
		Long: "Read a recipe, which names logs of slow charges and discharges and of tests with changing currents,\n" +
			"and print the cell file that fits them best: the same recipe and logs give the same bytes.",
		Example: "  ohmstead soc fit testdata/battery/recipes/nissan-leaf-2013.yaml > leaf.yaml",
		Args:    call.Args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if code := study.FitCellFile(c.OutOrStdout(), c.ErrOrStderr(), args[0]); code != study.Met {
				return call.Exit(code)
			}
			return nil
		},
	}
}
