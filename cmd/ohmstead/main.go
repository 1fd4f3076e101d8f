// Command ohmstead runs the energy of a site: as edge, as backend, as simulator, or all at once.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/cmd/ohmstead/device"
	"ohmstead/energy/reason"
)

func main() {
	// A limit on the size of files is met as a full disk, by an error of the write, and not by the end
	// of the process.
	signal.Ignore(syscall.SIGXFSZ)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process, for tests.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var code call.Exit
	var wrong call.Error
	var refusal *reason.Error
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &wrong), errors.As(err, &refusal):
		complain(stderr, err)
		return int(call.Misused)
	default:
		complain(stderr, err)
		return int(call.Failed)
	}
}

// complain prints an error, one line per fault.
func complain(stderr io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(stderr, "ohmstead: %s\n", strings.TrimRight(line, "\n"))
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "ohmstead",
		Short: "Runs the energy of a house, a factory, a depot or a fleet of sites",
		Long: "Ohmstead controls a site's batteries, solar power and loads (edge), keeps and shows what it\n" +
			"measures (serve), simulates a site behind real Modbus TCP (sim), or does all of it at once (up).",
		Example:       "  ohmstead up\n  ohmstead edge -c site.yaml --credential edge.json\n  ohmstead replay testdata/scenarios",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return call.Wrong(fmt.Errorf("%w; see %s --help", err, c.CommandPath()))
	})
	root.AddCommand(upCommand(), serveCommand(), edgeCommand(), simCommand(), replayCommand(), balanceCommand(), socCommand(), device.Command(), auditCommand(), envelopeCommand(), importCommand(), adminCommand(), backupCommand(), restoreCommand(), openapiCommand())
	for _, c := range root.Commands() {
		c.Args = call.Args(c.Args)
	}
	root.Args = call.Args(unknownCommand)
	return root
}

func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("there is no command %q; see %s --help", args[0], c.CommandPath())
}
