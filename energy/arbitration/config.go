package arbitration

import (
	"errors"
	"fmt"
	"math/bits"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Config is what an Arbiter knows of a site for good.
type Config struct {
	Assets []Asset
}

// Asset is one asset that takes set-points. Its load is spread evenly over its phases.
type Asset struct {
	ID string
	// Rating is the active power it can do at all, Rest what it takes when nobody has a target.
	Rating envelope.Envelope
	Rest   unit.Power
	// Apparent is the most apparent power; 0 for an asset that takes no reactive power and whose
	// rating says all.
	Apparent unit.ApparentPower
	// Phases are those that carry it, 0 where nobody said; PhaseLimit is the most apparent power
	// that one of them may carry, 0 for no limit.
	Phases     Phases
	PhaseLimit unit.ApparentPower
	Output     Output
}

// Phases is a set of phases.
type Phases uint8

// The phases, and all three of them.
const (
	L1 Phases = 1 << iota
	L2
	L3
	ThreePhase = L1 | L2 | L3
)

// Count is how many phases there are in the set.
func (p Phases) Count() int { return bits.OnesCount8(uint8(p)) }

// mostPower bounds what an asset may be: above, sums of squares would not fit an int64.
const mostPower = 2_000_000_000

// asset is an Asset as Solve needs it.
type asset struct {
	Asset
	fold     envelope.Asset
	apparent unit.ApparentPower // the least of all limits; 0 for none
	reactive envelope.Asset     // in var; the zero rating without Apparent
	output   output
}

// New checks the configuration; its error joins one INVALID_VALUE or DUPLICATE_NAME per fault.
func New(config Config) (*Arbiter, error) {
	a := &Arbiter{assets: make([]asset, len(config.Assets))}
	var faults []error
	seen := map[string]bool{}
	for i, c := range config.Assets {
		field := fmt.Sprintf("assets[%d]", i)
		if seen[c.ID] {
			faults = append(faults, reason.New(reason.DuplicateName, reason.Params{"field": field + ".id", "name": c.ID}))
		}
		seen[c.ID] = true
		faults = append(faults, c.faults(field)...)
		a.assets[i] = prepare(c)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	a.problem.Assets = make([]Filed, len(config.Assets))
	a.answer.Power = make([]unit.Power, len(config.Assets))
	a.answer.Reactive = make([]unit.ReactivePower, len(config.Assets))
	return a, nil
}

// faults lists what is wrong with the asset.
func (c *Asset) faults(field string) []error {
	var out []error
	check := func(ok bool, name string, value any, want string) {
		if !ok {
			out = append(out, reason.New(reason.InvalidValue, reason.Params{"field": field + "." + name, "value": value, "want": want}))
		}
	}
	check(c.ID != "", "id", c.ID, "a name")
	check(c.Rating.Min <= c.Rating.Max, "rating", c.Rating, "a lower bound that is not above the upper one")
	check(c.within(), "rating", c.Rating, "some of it within the apparent power")
	check(c.Apparent >= 0 && c.Apparent <= mostPower, "apparent", c.Apparent, "0 to 2 GVA")
	check(c.PhaseLimit >= 0 && c.PhaseLimit <= mostPower, "phase_limit", c.PhaseLimit, "0 to 2 GVA")
	check(c.PhaseLimit == 0 || c.Phases != 0, "phases", c.Phases, "the phases that the limit is for")
	check(c.Phases <= ThreePhase, "phases", c.Phases, "a set of L1, L2 and L3")
	check(c.Output.Ramp >= 0 && c.Output.Ramp <= mostPower, "output.ramp", c.Output.Ramp, "0 to 2 GW in a second")
	check(c.Output.Smoothing >= 0, "output.smoothing", c.Output.Smoothing, "a time constant of 0 or more")
	pid := c.Output.PID
	check(pid == PID{} || pid.P >= 0 && pid.I > 0 && pid.D >= 0, "output.pid", pid, "an integral gain above 0 and no negative gain")
	return out
}

// apparent is the least of what limits the apparent power; 0 for none.
func (c *Asset) apparent() unit.ApparentPower {
	phases := c.PhaseLimit * unit.ApparentPower(c.Phases.Count())
	if phases > 0 && (c.Apparent == 0 || phases < c.Apparent) {
		return phases
	}
	return c.Apparent
}

// within says whether the rating has a power that the apparent power allows.
func (c *Asset) within() bool {
	most := unit.Power(c.apparent())
	return most <= 0 || c.Rating.Min <= most && c.Rating.Max >= -most
}

func prepare(c Asset) asset {
	a := asset{Asset: c, apparent: c.apparent(), output: output{Output: c.Output}}
	rating := c.Rating
	if a.apparent > 0 {
		most := unit.Power(a.apparent)
		rating = envelope.Between(max(rating.Min, -most), min(rating.Max, most))
	}
	if c.Apparent > 0 {
		a.reactive.Rating = envelope.Between(-unit.Power(a.apparent), unit.Power(a.apparent))
	}
	a.fold = envelope.Asset{Rating: rating, Rest: c.Rest}
	return a
}
