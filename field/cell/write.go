package cell

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/storage"
)

// Write is the model as a file that Read reads: the same model gives the same bytes. Voltages have
// four decimals, resistances and capacitances five digits.
func Write(m Model) []byte {
	var b bytes.Buffer
	text := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, strconv.Quote(value))
		}
	}
	text("name", m.Name)
	text("chemistry", m.Chemistry)
	text("origin", m.Origin)
	text("licence", m.Licence)
	s := m.Spec
	fmt.Fprintf(&b, "capacity_ah: %s\ncoulombic_efficiency: %s\nhysteresis_rate: %s\n", digits(s.CapacityAh), digits(s.CoulombicEfficiency), digits(s.HysteresisRate))
	writeAnchor(&b, "full", s.Full)
	writeAnchor(&b, "empty", s.Empty)
	fmt.Fprintf(&b, "rest: {max_amps: %s, after: %s}\n", digits(s.Rest.Amps), span(s.Rest.Seconds))
	u := s.Uncertainty
	fmt.Fprintf(&b, "uncertainty:\n  voltage_noise_volts: %s\n  current_noise_amps: %s\n  current_bias_amps: %s\n  ocv_volts: %s\n  ocv_soc_percent: %s\n  resistance_percent: %s\n  capacity_percent: %s\n",
		digits(u.VoltsNoise), digits(u.AmpsNoise), digits(u.AmpsBias), digits(u.OCVVolts), digits(100*u.OCVShare), digits(100*u.Resistance), digits(100*u.Capacity))
	if m.Series != 1 || m.Parallel != 1 || m.LeadsOhm != 0 {
		fmt.Fprintf(&b, "pack: {series: %d, parallel: %d, leads_ohm: %s}\n", m.Series, m.Parallel, digits(m.LeadsOhm))
	}
	b.WriteString("ocv:\n")
	for _, o := range s.OCV {
		fmt.Fprintf(&b, "  - temperature_c: %s\n", digits(o.Celsius))
		list(&b, "soc_percent", percent(o.SOC), digits)
		list(&b, "volts", o.Volts, volts)
		if o.Hysteresis != nil {
			list(&b, "hysteresis_volts", o.Hysteresis, volts)
		}
	}
	b.WriteString("circuit:\n")
	for _, c := range s.Circuit {
		writeCircuit(&b, c)
	}
	return b.Bytes()
}

func writeAnchor(b *bytes.Buffer, name string, a storage.Anchor) {
	if a != (storage.Anchor{}) {
		fmt.Fprintf(b, "%s: {volts: %s, max_amps: %s, hold: %s}\n", name, digits(a.Volts), digits(a.Amps), span(a.Seconds))
	}
}

func writeCircuit(b *bytes.Buffer, c storage.Circuit) {
	fmt.Fprintf(b, "  - temperature_c: %s\n", digits(c.Celsius))
	list(b, "soc_percent", percent(c.SOC), digits)
	if slices.Equal(c.R0Charge, c.R0Discharge) {
		list(b, "r0_ohm", c.R0Charge, digits)
	} else {
		list(b, "r0_charge_ohm", c.R0Charge, digits)
		list(b, "r0_discharge_ohm", c.R0Discharge, digits)
	}
	for _, branch := range []struct {
		number        string
		ohms, seconds []float64
	}{{"1", c.R1, c.Tau1}, {"2", c.R2, c.Tau2}} {
		if !slices.ContainsFunc(branch.ohms, func(v float64) bool { return v > 0 }) {
			continue
		}
		farads := make([]float64, len(branch.ohms))
		for i, r := range branch.ohms {
			if r > 0 {
				farads[i] = branch.seconds[i] / rounded(r)
			}
		}
		list(b, "r"+branch.number+"_ohm", branch.ohms, digits)
		list(b, "c"+branch.number+"_farad", farads, digits)
	}
}

func list(b *bytes.Buffer, name string, values []float64, form func(float64) string) {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = form(v)
	}
	fmt.Fprintf(b, "    %s: [%s]\n", name, strings.Join(texts, ", "))
}

// percent is shares in percent, without what their binary form adds.
func percent(shares []float64) []float64 {
	out := make([]float64, len(shares))
	for i, v := range shares {
		out[i], _ = strconv.ParseFloat(strconv.FormatFloat(100*v, 'f', 6, 64), 64)
	}
	return out
}

// digits is a number with at most five digits that count, and without an exponent.
func digits(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, 64) }

func rounded(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 4, 64), 64)
	return v
}

func volts(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

func span(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).String()
}
