package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/backend/microgrid/handed"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
	"ohmstead/cmd/ohmstead/provider"
	"ohmstead/sim/charging"
	simdepot "ohmstead/sim/depot"
	"ohmstead/study/depot"
)

// depotRun is how `ohmstead sim` runs the file of a depot.
type depotRun struct {
	seed   uint64
	until  time.Duration
	output string
	// In real time: the first port of the devices, and where a site file for an edge is written.
	realTime bool
	port     int
	siteFile string
	// Of a capacity provider in real time: its API key, and the backend that it talks to.
	providerKey string
	backend     admins
}

func (r *depotRun) flags(c *cobra.Command) {
	c.Flags().Uint64Var(&r.seed, "seed", 1, "of a depot: what everything is drawn from, instead of the file's")
	c.Flags().DurationVar(&r.until, "until", 0, "of a depot: end the run after so long")
	c.Flags().BoolVar(&r.realTime, "real-time", false, "of a depot: devices answer on real Modbus TCP ports, and an edge gives the orders")
	c.Flags().IntVar(&r.port, "port", 15100, "of a depot in real time: the first port on 127.0.0.1, 0 for free ones")
	c.Flags().StringVar(&r.siteFile, "site-file", "", "of a depot in real time: write a site file for \"ohmstead edge\" here")
	c.Flags().StringVar(&r.providerKey, "provider-key-file", "", "of a depot in real time: hand its envelopes and reports to a backend, by an API key with the scope INGEST")
	r.backend.flags(c)
	c.Flags().StringVar(&r.output, "output", "json", "of a depot: json for lines of JSON, or text for the summary in words")
}

// depotFile reports whether a file is a depot's.
func depotFile(file string) (bool, error) {
	if file == "" {
		return false, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return false, call.Wrong(fmt.Errorf("read simulated site: %w", err))
	}
	return depot.IsDepot(file, data), nil
}

func (r *depotRun) run(c *cobra.Command, file string) error {
	if r.output != "json" && r.output != "text" {
		return call.Wrong(fmt.Errorf("--output is %q, want json or text", r.output))
	}
	if r.until < 0 {
		return call.Wrong(fmt.Errorf("--until is %v, want a time span such as 30m", r.until))
	}
	if r.realTime {
		return r.live(c, file)
	}
	if r.providerKey != "" {
		return call.Wrong(errors.New("--provider-key-file is for --real-time: nobody hands envelopes over by a virtual clock"))
	}
	o := depot.Options{Until: r.until, Text: r.output == "text"}
	if c.Flags().Changed("seed") {
		o.Seed = &r.seed
	}
	report, done := progress(c.ErrOrStderr())
	o.Progress = func(percent int) { report(fmt.Sprintf("%d %%", percent)) }
	code := depot.RunFile(c.OutOrStdout(), c.ErrOrStderr(), o, file)
	done()
	if code != 0 {
		return call.Exit(code)
	}
	return nil
}

// live runs a depot with the clock until its end or Ctrl-C. Where its devices listen goes to standard
// error, what happens to standard output.
func (r *depotRun) live(c *cobra.Command, file string) error {
	if r.port < 0 || r.port > 60_000 {
		return call.Wrong(fmt.Errorf("--port is %d, want 0 to 60000", r.port))
	}
	config, err := depot.Read(file)
	if err != nil {
		return call.Wrong(err)
	}
	if c.Flags().Changed("seed") {
		config.Seed = r.seed
	}
	if config.Step = charging.Step; r.until > 0 && r.until < config.Length {
		config.Stop(r.until)
	}
	if r.providerKey == "" {
		return r.open(c, config, nil)
	}
	key, err := handed.KeyOf(r.providerKey)
	if err != nil {
		return call.Wrong(err)
	}
	return r.backend.look(c.Context(), func(ctx context.Context, db *postgres.DB) error {
		p := provider.New(config, time.Now(), provider.Desk{Door: doorOf(db), Key: key, Log: c.ErrOrStderr()})
		if err := p.Check(ctx, time.Now()); err != nil {
			return err
		}
		return r.open(c, config, p)
	})
}

// open runs a depot in real time, beside its capacity provider where it has one.
func (r *depotRun) open(c *cobra.Command, config *simdepot.Config, p *provider.Provider) error {
	site, err := charging.Open(charging.Config{Depot: config, Port: r.port})
	if err != nil {
		return err
	}
	if err := r.announce(c.ErrOrStderr(), site); err != nil {
		return errors.Join(err, site.Close())
	}
	sink := simdepot.WriteLines(c.OutOrStdout())
	if r.output == "text" {
		sink = func(simdepot.Line) error { return nil }
	}
	ctx, stop := context.WithCancel(c.Context())
	var beside sync.WaitGroup
	if p != nil {
		beside.Go(func() { p.Run(ctx) })
	}
	summary, err := site.Run(c.Context(), sink)
	stop()
	beside.Wait()
	if err != nil || r.output != "text" {
		return err
	}
	return depot.Describe(c.OutOrStdout(), summary)
}

// announce says where devices listen and writes the site file that is asked for.
func (r *depotRun) announce(w io.Writer, site *charging.Site) error {
	if err := site.Describe(w); err != nil || r.siteFile == "" {
		return err
	}
	if err := os.WriteFile(r.siteFile, []byte(site.SiteFile()), 0o600); err != nil {
		return fmt.Errorf("write site file: %w", err)
	}
	return nil
}

func simStudyCommand() *cobra.Command {
	var strategies []string
	var table depot.Table
	var output string
	c := &cobra.Command{
		Use:   "study FILE|FOLDER...",
		Short: "Compare strategies under several caps on simulated depots, as a table",
		Long: "Runs every depot with every strategy under every part of the caps of its grid connections, and writes what\n" +
			"each delivered, whom it served, its peak, and what was not served by reason. The same files give the same\nbytes.",
		Example: "  ohmstead sim study testdata/depot --caps 50,75,100\n  ohmstead sim study bus_depot.yaml --strategies MAX_MIN,EDF --output csv",
		Args:    call.Args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, paths []string) error {
			table.Format = depot.Format(output)
			if !slices.Contains([]depot.Format{depot.Text, depot.CSV, depot.JSON}, table.Format) {
				return call.Wrong(fmt.Errorf("--output is %q, want text, csv or json", output))
			}
			for _, s := range strategies {
				if !slices.Contains(depot.Strategies(), depot.Strategy(s)) {
					return call.Wrong(fmt.Errorf("--strategies names %q, want some of %v", s, depot.Strategies()))
				}
				table.Strategies = append(table.Strategies, depot.Strategy(s))
			}
			for _, percent := range table.Caps {
				if percent < 0 || percent > 1000 {
					return call.Wrong(fmt.Errorf("--caps names %d, want percentages from 0 to 1000", percent))
				}
			}
			report, done := progress(c.ErrOrStderr())
			table.Progress = func(n, of int) { report(fmt.Sprintf("run %d of %d", n+1, of)) }
			code := depot.Study(c.OutOrStdout(), c.ErrOrStderr(), table, paths...)
			done()
			if code != 0 {
				return call.Exit(code)
			}
			return nil
		},
	}
	c.Flags().StringSliceVar(&strategies, "strategies", nil, "some of UNCONTROLLED, MAX_MIN, ROTATION, EDF, LEAST_LAXITY; all without it")
	c.Flags().Int64SliceVar(&table.Caps, "caps", []int64{100}, "percent of the caps in the file")
	c.Flags().StringVar(&output, "output", "text", "text, csv or json")
	return c
}

// progress tells on a terminal how far something is, once it has taken two seconds; done takes it away.
func progress(w io.Writer) (report func(string), done func()) {
	file, is := w.(*os.File)
	if is {
		info, err := file.Stat()
		is = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	began, said := time.Now(), false
	report = func(how string) {
		if is && time.Since(began) > 2*time.Second {
			said = true
			fmt.Fprintf(w, "\r%-20s", how)
		}
	}
	return report, func() {
		if said {
			fmt.Fprintf(w, "\r%20s\r", "")
		}
	}
}
