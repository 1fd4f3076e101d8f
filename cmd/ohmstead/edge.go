package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge"
	"ohmstead/edge/record"
	"ohmstead/edge/site"
)

func edgeCommand() *cobra.Command {
	var file, credential, dir, accepted, records, level, page string
	var fifo int
	var megabytes int64
	c := &cobra.Command{
		Use:     "edge",
		Short:   "Control a site",
		Long:    "Control a site: read its devices every cycle, decide, write set-points, keep what was measured\nand hand it to the backend. Without a credential it controls and keeps, and sends nothing.\n\nWithout a site file it runs from its data directory, as \"ohmstead edge enrol\" has left it.\n\nIts own panel shows on site what it does and why, and takes orders, without any backend.",
		Example: "  ohmstead edge\n  ohmstead edge -c site.yaml --credential edge.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			log, err := logger(c.ErrOrStderr(), level)
			if err != nil {
				return err
			}
			if dir, err = edgeDir(dir); err != nil {
				return err
			}
			config, err := edgeConfig(file, credential, dir)
			if err != nil {
				return call.Wrong(err)
			}
			if fifo < 0 || fifo > 99 {
				return call.Wrong(fmt.Errorf("--fifo is %d, want 0 for none or a priority from 1 to 99", fifo))
			}
			if config.Panel, err = panelConfig(page, c.ErrOrStderr()); err != nil {
				return err
			}
			config.Log, config.Dir, config.Accepted, config.FIFO = log, dir, accepted, fifo
			if config.Record, config.RecordRoom, err = recording(config.Dir, records, megabytes); err != nil {
				return call.Wrong(err)
			}
			config.Ready = supervised(log).follow(c.Context())
			debug.SetGCPercent(edgeGarbage)
			return edge.Run(c.Context(), config)
		},
	}
	c.Flags().StringVarP(&file, "config", "c", "", "site file (default: the enrolled edge's in its data directory)")
	c.Flags().StringVar(&credential, "credential", "", "what the backend's enrolment handed out, a JSON file")
	c.Flags().StringVar(&dir, "data", "", "the edge's own data directory (default: edge below Ohmstead's)")
	c.Flags().StringVar(&accepted, "record-accepted", "", "for support: append to this file what the outbox accepts, a line a message with a hash a row")
	c.Flags().StringVar(&records, "record", "", "folder into which every cycle is recorded for \"ohmstead replay\" (default: record below the data directory)")
	c.Flags().Int64Var(&megabytes, "record-megabytes", recordMegabytes, "what the record takes at most, the oldest goes first; 0 records nothing")
	panelFlag(c, &page)
	c.Flags().IntVar(&fifo, "fifo", 50, "real-time priority of the cycle's thread where the system grants one, 1 to 99; 0 asks for none")
	logFlag(c, &level)
	c.AddCommand(enrolCommand(), rotateKeyCommand())
	return c
}

// edgeGarbage is the garbage an edge lets gather before it collects, in per cent of what is alive. It
// runs on small computers beside other programs; a cycle allocates nothing, so that collecting twice as
// often as usual costs it little, and it needs a tenth less memory.
const edgeGarbage = 50

// recordMegabytes is what a record takes at most unless told: most of a day of a small site.
const recordMegabytes = 64

// recording is where cycles are recorded and in how many bytes, "" for nowhere.
func recording(data, dir string, megabytes int64) (string, int64, error) {
	const megabyte = 1 << 20
	switch {
	case megabytes == 0:
		return "", 0, nil
	case megabytes < record.LeastRoom/megabyte || megabytes > 1<<20:
		return "", 0, fmt.Errorf("--record-megabytes is %d, want 0 for no record or %d at least", megabytes, record.LeastRoom/megabyte)
	case dir == "":
		dir = filepath.Join(data, "record")
	}
	return dir, megabytes * megabyte, nil
}

// edgeConfig is what an edge runs: by the files given or, without a site file, by those of its data
// directory.
func edgeConfig(file, credential, dir string) (edge.Config, error) {
	own := "" // the site file that the backend may replace
	if file == "" {
		file = edge.SiteFile(dir)
		own = file
		if _, err := os.Stat(file); err != nil {
			return edge.Config{}, errors.New("which site? Give its file with --config site.yaml, or enrol this edge first: ohmstead edge enrol")
		}
		if credential == "" {
			credential = edge.CredentialFile(dir)
		}
	}
	s, err := site.Load(file)
	if err != nil {
		return edge.Config{}, err
	}
	config := edge.Config{Site: s, SiteFile: own, Software: software()}
	if credential != "" {
		known, err := edge.LoadCredential(credential)
		if err != nil {
			return edge.Config{}, err
		}
		config.Credential = &known
	}
	return config, nil
}

// defaultDir is where Ohmstead keeps its data unless told: the system's place as root, for the
// database runs as another account and must reach it; the user's own otherwise.
func defaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/ohmstead", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ohmstead"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the data: %w; give one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "ohmstead"), nil
}

func logFlag(c *cobra.Command, level *string) {
	c.Flags().StringVar(level, "log", "info", "least severe log line to print: debug, info, warn or error")
}

// logger prints structured lines to w.
func logger(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, call.Wrong(fmt.Errorf("--log is %q, want debug, info, warn or error", level))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})), nil
}
