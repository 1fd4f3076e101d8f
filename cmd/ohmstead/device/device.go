// Package device is the commands that talk to one Modbus device.
package device

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge/driver/modbus"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
)

// deviceFlags say which device a command talks to.
type deviceFlags struct {
	profile, nature, output string
	unit                    int
	timeout                 time.Duration
	line                    lineFlags
}

// lineFlags say how a device is reached.
type lineFlags struct {
	transport, parity string
	baud, stopBits    int
}

func (f *lineFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.transport, "transport", "tcp", "tcp, rtu (a serial port such as /dev/ttyUSB0) or rtu_over_tcp")
	c.Flags().IntVar(&f.baud, "baud", 0, "speed of a serial port (default: the profile's)")
	c.Flags().StringVar(&f.parity, "parity", "", "none, even or odd (default: the profile's)")
	c.Flags().IntVar(&f.stopBits, "stop-bits", 0, "1 or 2 (default: the profile's)")
}

// apply checks the flags and puts them into how a device is reached.
func (f *lineFlags) apply(a *modbus.Access) error {
	a.Transport = site.Transport(f.transport)
	a.Serial = site.Serial{Baud: f.baud, Parity: f.parity, StopBits: f.stopBits}
	switch {
	case !slices.Contains([]site.Transport{site.TCP, site.RTU, site.RTUOverTCP}, a.Transport):
		return call.Wrong(fmt.Errorf("--transport is %q, want tcp, rtu or rtu_over_tcp", f.transport))
	case !slices.Contains([]string{"", "none", "even", "odd"}, f.parity):
		return call.Wrong(fmt.Errorf("--parity is %q, want none, even or odd", f.parity))
	case f.stopBits < 0 || f.stopBits > 2:
		return call.Wrong(fmt.Errorf("--stop-bits is %d, want 1 or 2", f.stopBits))
	case f.baud < 0:
		return call.Wrong(fmt.Errorf("--baud is %d, want a speed such as 9600", f.baud))
	case a.Transport != site.RTU && a.Serial != site.Serial{}:
		return call.Wrong(errors.New("--baud, --parity and --stop-bits are for --transport rtu"))
	}
	return nil
}

// Command talks to one Modbus device.
func Command() *cobra.Command {
	c := &cobra.Command{
		Use:     "device",
		Short:   "Talk to one Modbus device: scan, read, write, test, settings, curves",
		Long:    "Talk to one Modbus device, by TCP or on a serial line. No edge may run on it meanwhile: many devices take one client.",
		Example: "  ohmstead device scan 192.0.2.10:502\n  ohmstead device read 192.0.2.10:1502 --profile kostal-plenticore",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(scanCommand(), readCommand(), writeCommand(), testCommand(), settingsCommand(), setCommand(), curvesCommand())
	return c
}

func (f *deviceFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.profile, "profile", "", "device profile (required)")
	c.Flags().StringVar(&f.nature, "nature", "", "read it as this nature alone, such as ESS (default: all the profile has)")
	c.Flags().IntVar(&f.unit, "unit", -1, "Modbus unit id (default: the profile's)")
	c.Flags().DurationVar(&f.timeout, "timeout", 2*time.Second, "how long an answer may take")
	f.line.add(c)
	call.OutputFlag(c, &f.output)
}

// access is the device at address by the flags.
func (f *deviceFlags) access(address string) (modbus.Access, error) {
	models, err := sunspec.Load()
	if err != nil {
		return modbus.Access{}, err
	}
	a := modbus.Access{Address: address, Catalogue: models, Timeout: f.timeout}
	if f.unit > math.MaxUint8 {
		return a, call.Wrong(fmt.Errorf("--unit is %d, want 0 to 255", f.unit))
	}
	if f.unit >= 0 {
		unit := uint8(f.unit & math.MaxUint8)
		a.Unit = &unit
	}
	if err := f.line.apply(&a); err != nil {
		return a, err
	}
	return a, f.choose(&a)
}

// choose finds the profile and the natures to read it as.
func (f *deviceFlags) choose(a *modbus.Access) error {
	library, err := profile.Load()
	if err != nil {
		return err
	}
	known := strings.Join(library.IDs(), ", ")
	p, ok := library.Profile(f.profile)
	if !ok {
		return call.Wrong(fmt.Errorf("--profile is %q, want one of %s", f.profile, known))
	}
	a.Profile, a.Address = p, modbus.HostPort(a.Address, a.Transport, p)
	for _, n := range p.Natures {
		if f.nature == "" || f.nature == string(n) {
			a.Targets = append(a.Targets, regmap.Target{Nature: n})
		}
	}
	if len(a.Targets) == 0 {
		return call.Wrong(fmt.Errorf("--nature is %q, profile %s has %v", f.nature, p.ID, p.Natures))
	}
	return nil
}

func scanCommand() *cobra.Command {
	var output string
	var timeout time.Duration
	var line lineFlags
	c := &cobra.Command{
		Use:     "scan HOST:PORT",
		Short:   "Find the devices behind an address and the profiles that know them",
		Example: "  ohmstead device scan 127.0.0.1:15020",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			models, err := sunspec.Load()
			if err != nil {
				return err
			}
			library, err := profile.Load()
			if err != nil {
				return err
			}
			a := modbus.Access{Address: args[0], Catalogue: models, Timeout: timeout}
			if err := line.apply(&a); err != nil {
				return err
			}
			found, err := modbus.Scan(c.Context(), a, modbus.ScanUnits(), library)
			if err != nil {
				return err
			}
			return call.Print(c.OutOrStdout(), output, found, func(w io.Writer) {
				for _, f := range found {
					fmt.Fprintf(w, "unit %d\t%s %s\t%s\tmodels %v\n", f.Unit, f.Identity.Vendor, f.Identity.Model, strings.Join(f.Profiles, ", "), f.Identity.Models)
				}
			})
		},
	}
	c.Flags().DurationVar(&timeout, "timeout", time.Second, "how long an answer may take")
	line.add(c)
	call.OutputFlag(c, &output)
	return c
}

// reading is one channel as it is printed.
type reading struct {
	Nature  point.Nature `json:"nature"`
	Channel string       `json:"channel"`
	Value   *float64     `json:"value"`
	Unit    point.Unit   `json:"unit"`
	Quality string       `json:"quality"`
}

func readCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "read HOST:PORT",
		Short:   "Read every channel of a device once, in our units and signs",
		Example: "  ohmstead device read 127.0.0.1:15022 --profile kostal-plenticore",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			_, values, err := modbus.ReadAll(c.Context(), a)
			if err != nil {
				return err
			}
			readings := make([]reading, 0, len(values))
			for _, v := range values {
				readings = append(readings, readingOf(v))
			}
			return call.Print(c.OutOrStdout(), f.output, readings, func(w io.Writer) {
				for _, r := range readings {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Nature, r.Channel, r.number(), r.Unit, r.Quality)
				}
			})
		},
	}
	f.add(c)
	return c
}

func readingOf(v modbus.Value) reading {
	r := reading{Nature: v.Nature, Channel: v.Channel.Name, Unit: v.Channel.Unit, Quality: v.Quality.String()}
	if v.Quality == point.Good {
		r.Value = &v.Number
	}
	return r
}

func (r reading) number() string {
	if r.Value == nil {
		return "–"
	}
	return strconv.FormatFloat(*r.Value, 'f', 3, 64)
}

func writeCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "write HOST:PORT CHANNEL VALUE",
		Short:   "Write one set-point in our unit and sign, and read it back",
		Long:    "Write one set-point in our unit and sign (power is positive away from the grid: charging), and\nread it back. It is not written again: a device with a watchdog falls back by itself.",
		Example: "  ohmstead device write 127.0.0.1:15022 SetActivePower 1500 --profile kostal-plenticore",
		Args:    cobra.ExactArgs(3),
		RunE: func(c *cobra.Command, args []string) error {
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			value, err := strconv.ParseFloat(args[2], 64)
			if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
				return call.Wrong(fmt.Errorf("value is %q, want a number", args[2]))
			}
			written, err := modbus.WriteOne(c.Context(), a, args[1], value)
			if err != nil {
				return err
			}
			applied := readingOf(written.Applied)
			return call.Print(c.OutOrStdout(), f.output, applied, func(w io.Writer) {
				fmt.Fprintf(w, "%s\tset %v\tapplied %s\t%s\t%s\n", args[1], value, applied.number(), applied.Unit, applied.Quality)
			})
		},
	}
	f.add(c)
	return c
}

func testCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "test HOST:PORT",
		Short:   "Check that a device is what its profile says and answers every channel",
		Example: "  ohmstead device test 127.0.0.1:15023 --profile eastron-sdm630",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return runTest(c.Context(), c.OutOrStdout(), f, args[0])
		},
	}
	f.add(c)
	return c
}

func runTest(ctx context.Context, out io.Writer, f deviceFlags, address string) error {
	a, err := f.access(address)
	if err != nil {
		return err
	}
	report, err := modbus.Test(ctx, a)
	if err != nil {
		return err
	}
	err = call.Print(out, f.output, report, func(w io.Writer) {
		fmt.Fprintf(w, "device\t%s %s %s\nknown by its profile\t%v\nchannels that answer\t%d\nchannels that do not\t%s\none whole read\t%v\n",
			report.Identity.Vendor, report.Identity.Model, report.Identity.Version, report.Matches,
			report.Channels, strings.Join(report.Bad, ", "), report.Latency.Round(100*time.Microsecond))
	})
	if err == nil && (!report.Matches || report.Channels == 0) {
		return call.Failed
	}
	return err
}
