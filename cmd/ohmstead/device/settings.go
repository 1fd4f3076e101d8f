package device

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/point"
	"ohmstead/field/profile/regmap"
)

// setting is a setting of a device as it is printed.
type setting struct {
	Name     string     `json:"name"`
	Value    *float64   `json:"value,omitempty"`
	Text     string     `json:"text,omitempty"`
	Unit     point.Unit `json:"unit,omitempty"`
	Writable bool       `json:"writable"`
	Stored   bool       `json:"stored"` // in memory that wears out
	Note     string     `json:"note,omitempty"`
	Fault    string     `json:"fault,omitempty"`
}

func settingOf(s modbus.Setting) setting {
	out := setting{
		Name: s.Name, Text: s.Text, Unit: s.Number.Scaling.Unit, Writable: s.Writable(), Stored: s.Storage.Flash, Note: s.Note,
	}
	if s.Value.State == regmap.Good {
		out.Value = &s.Value.Number
	}
	if s.Fault != nil {
		out.Fault = s.Fault.Error()
	}
	return out
}

// shown is the setting's value for people.
func (s setting) shown() string {
	switch {
	case s.Fault != "":
		return s.Fault
	case s.Text != "":
		return strconv.Quote(s.Text)
	case s.Value == nil:
		return "–"
	}
	return strconv.FormatFloat(*s.Value, 'f', -1, 64)
}

// kind says what may be done with the setting.
func (s setting) kind() string {
	switch {
	case !s.Writable:
		return "read only"
	case s.Stored:
		return "stored"
	}
	return "volatile"
}

func settingsCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "settings HOST:PORT",
		Short:   "Read what an installer sets once: limits, times, modes",
		Example: "  ohmstead device settings 192.0.2.10:502 --profile sunspec-der",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			read, err := modbus.ReadSettings(c.Context(), a)
			if err != nil {
				return err
			}
			all := make([]setting, 0, len(read))
			for _, s := range read {
				all = append(all, settingOf(s))
			}
			return call.Print(c.OutOrStdout(), f.output, all, func(w io.Writer) {
				for _, s := range all {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Name, s.shown(), s.Unit, s.kind(), s.Note)
				}
			})
		},
	}
	f.add(c)
	return c
}

func setCommand() *cobra.Command {
	var f deviceFlags
	c := &cobra.Command{
		Use:     "set HOST:PORT SETTING VALUE",
		Short:   "Write one setting in the unit it is shown in, and read it back",
		Long:    "Write one setting in the unit it is shown in, and read it back. What stands in the device already is\nnot written again. Most settings are stored in memory that wears out: this is for installers, not for\nprograms.",
		Example: "  ohmstead device set 192.0.2.10:502 max_charge_power 5000 --profile sunspec-der",
		Args:    cobra.ExactArgs(3),
		RunE: func(c *cobra.Command, args []string) error {
			value, err := strconv.ParseFloat(args[2], 64)
			if err != nil {
				return call.Wrong(fmt.Errorf("value is %q, want a number", args[2]))
			}
			a, err := f.access(args[0])
			if err != nil {
				return err
			}
			written, err := modbus.WriteSetting(c.Context(), a, args[1], value)
			if err != nil {
				return err
			}
			s := settingOf(written)
			return call.Print(c.OutOrStdout(), f.output, s, func(w io.Writer) {
				fmt.Fprintf(w, "%s\tis %s %s\n", s.Name, s.shown(), s.Unit)
			})
		},
	}
	f.add(c)
	return c
}
