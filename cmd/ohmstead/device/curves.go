package device

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/gridcode"
	"ohmstead/field/sunspec/function"
)

// curve is a grid function of a device as it is printed.
type curve struct {
	Function function.Name  `json:"function"`
	Model    uint16         `json:"model"`
	Enabled  bool           `json:"enabled"`
	Stored   int            `json:"stored"`
	InForce  function.Curve `json:"in_force"`
}

// derProfile is the profile of devices that have grid functions.
const derProfile = "sunspec-der"

func curvesCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "curves HOST:PORT",
		Short:   "Read the grid functions of a SunSpec device: volt-var, volt-watt, trip lines, droop",
		Example: "  ohmstead device curves 192.0.2.10:502",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f.profile = cmp.Or(f.profile, derProfile)
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			read, err := modbus.ReadCurves(c.Context(), a)
			if err != nil {
				return err
			}
			all := make([]curve, 0, len(read))
			for _, r := range read {
				all = append(all, curve{r.Function.Name, r.Function.Model, r.Enabled, r.Stored, r.InForce})
			}
			return call.Print(c.OutOrStdout(), f.output, all, func(w io.Writer) {
				for _, r := range all {
					fmt.Fprintf(w, "%s\tmodel %d\tenabled %v\t%d stored\t%s\n", r.Function, r.Model, r.Enabled, r.Stored, pointsOf(r.InForce))
				}
			})
		},
	}
	f.add(c)
	c.AddCommand(adoptCommand())
	return c
}

// pointsOf writes the points of a curve in one line.
func pointsOf(c function.Curve) string {
	var texts []string
	for _, path := range c.Paths() {
		texts = append(texts, fmt.Sprintf("%s=%.6g", path, c[path]))
	}
	return strings.Join(texts, " ")
}

func adoptCommand() *cobra.Command {
	var f deviceFlags
	var enable bool
	c := &cobra.Command{
		Use:     "adopt HOST:PORT FUNCTION CODE",
		Short:   "Have a SunSpec device adopt the curve that a grid code names",
		Long:    "Store the curve of a grid code beside the one in force, ask the device to adopt it, and read back that\nit has. Functions are VOLT_VAR, VOLT_WATT and FREQUENCY_DROOP; codes are those of docs/grid-codes.md.\nThe operator of the grid decides which curve is right: ask before.",
		Example: "  ohmstead device curves adopt 192.0.2.10:502 VOLT_VAR VDE_AR_N_4105 --enable",
		Args:    cobra.ExactArgs(3),
		RunE: func(c *cobra.Command, args []string) error {
			f.profile = cmp.Or(f.profile, derProfile)
			want := modbus.Adoption{Function: function.Name(args[1]), Enable: enable}
			var err error
			if want.Curve, err = ofCode(want.Function, args[2]); err != nil {
				return err
			}
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			if err := modbus.Adopt(c.Context(), a, want); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s is in force: %s\n", want.Function, pointsOf(want.Curve))
			return nil
		},
	}
	f.add(c)
	c.Flags().BoolVar(&enable, "enable", false, "switch the function on once its curve is in force")
	return c
}

// ofCode is the curve that a grid code names for a function.
func ofCode(n function.Name, code string) (function.Curve, error) {
	f, ok := function.Lookup(n)
	if !ok {
		return nil, call.Wrong(fmt.Errorf("function is %q, want one of %s", n, function.Known()))
	}
	says := func(c gridcode.Code) bool { _, ok := f.Of(c); return ok }
	known := strings.Join(gridcode.Names(says), ", ")
	if known == "" {
		return nil, call.Wrong(fmt.Errorf("no grid code is turned into a curve of %s", n))
	}
	c, ok := gridcode.Lookup(code)
	if !ok || !says(c) {
		return nil, call.Wrong(fmt.Errorf("code is %q, want one that has %s: %s", code, n, known))
	}
	curve, _ := f.Of(c)
	return curve, nil
}
