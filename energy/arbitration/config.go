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
	Assets   []Asset
	Clusters []Cluster
	Limits   Limits
}

// Limits bound the work of a Solve; a field that is 0 takes its default. What does not fit leaves
// the answer of the classes before and is named by the cuts (ARBITRATION_STOPPED).
type Limits struct {
	// Rows are the bounds and targets that one class may have on assets that are solved together,
	// each side of a band on its own; 256.
	Rows int
	// Pivots are the steps of the solver for assets that are solved together; 2000.
	Pivots int
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
	// Bounded says that the set-point is the most the asset may do and not what it does: production that
	// may go up to it. Room for reactive power is then what the measured power leaves.
	Bounded bool
	// Phases are those that carry it, 0 where nobody said, which counts as all three; PhaseLimit is
	// the most apparent power that one of them may carry, 0 for no limit.
	Phases     Phases
	PhaseLimit unit.ApparentPower
	Storage    Storage
	Output     Output
}

// Storage is what makes one battery take more of a cluster's power than another; what is 0 is not
// known and makes no difference.
type Storage struct {
	Capacity unit.Energy
	// Efficiency is the share of the energy that is not lost on the way in or out, below 1.
	Efficiency float64
	// Least is the power under which it is not worth running beside others.
	Least unit.Power
}

// Cluster is assets whose powers are bound or wanted in sum.
type Cluster struct {
	ID     string
	Assets []int // places in Config.Assets
	// Phase is the one phase whose part of the powers is summed; 0 sums the powers themselves.
	Phase Phases
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

// Bounds on a configuration. Above mostPower sums of squares would not fit an int64; mostTied
// assets fit the machine words that sets of them are kept in.
const (
	mostPower = 2_000_000_000
	mostTied  = 64
)

// asset is an Asset as Solve needs it.
type asset struct {
	Asset
	fold     envelope.Asset
	apparent unit.ApparentPower // the least of all limits; 0 for none
	reactive envelope.Asset     // in var; the zero rating without Apparent
	output   output
	share    float64 // of what all assets together may change, by rating
	turn     turn
}

// New checks the configuration; its error joins one INVALID_VALUE or DUPLICATE_NAME per fault.
func New(config Config) (*Arbiter, error) {
	var faults []error
	seen := map[string]bool{}
	name := func(field, id string) {
		if id == "" {
			faults = append(faults, reason.Invalid(field+".id", id, "a name"))
		} else if seen[id] {
			faults = append(faults, reason.New(reason.DuplicateName, reason.Params{"field": field + ".id", "name": id}))
		}
		seen[id] = true
	}
	for i := range config.Assets {
		field := fmt.Sprintf("assets[%d]", i)
		name(field, config.Assets[i].ID)
		faults = append(faults, config.Assets[i].faults(field)...)
	}
	for i := range config.Clusters {
		field := fmt.Sprintf("clusters[%d]", i)
		name(field, config.Clusters[i].ID)
		faults = append(faults, config.Clusters[i].faults(field, config.Assets)...)
	}
	if config.Limits.Rows < 0 || config.Limits.Pivots < 0 {
		faults = append(faults, reason.Invalid("limits", config.Limits, "numbers of 0 or more"))
	}
	if n := len(config.Assets) + len(config.Clusters); n > mostOwners {
		faults = append(faults, reason.Invalid("assets", n, fmt.Sprintf("at most %d assets and clusters", mostOwners)))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	a := assemble(config)
	if n := a.tie.largest; n > mostTied {
		return nil, reason.Invalid("clusters", n, fmt.Sprintf("at most %d assets tied together", mostTied))
	}
	return a, nil
}

// faults lists what is wrong with the asset.
func (c *Asset) faults(field string) []error {
	var out []error
	check := func(ok bool, name string, value any, want string) {
		if !ok {
			out = append(out, reason.Invalid(field+"."+name, value, want))
		}
	}
	check(c.Rating.Min <= c.Rating.Max, "rating", c.Rating, "a lower bound that is not above the upper one")
	check(c.within(), "rating", c.Rating, "some of it within the apparent power")
	check(c.Apparent >= 0 && c.Apparent <= mostPower, "apparent", c.Apparent, "0 to 2 GVA")
	check(c.PhaseLimit >= 0 && c.PhaseLimit <= mostPower, "phase_limit", c.PhaseLimit, "0 to 2 GVA")
	check(c.PhaseLimit == 0 || c.Phases != 0, "phases", c.Phases, "the phases that the limit is for")
	check(c.Phases <= ThreePhase, "phases", c.Phases, "a set of L1, L2 and L3")
	check(c.Storage.Capacity >= 0, "storage.capacity", c.Storage.Capacity, "0 J or more")
	check(c.Storage.Efficiency >= 0 && c.Storage.Efficiency < 1, "storage.efficiency", c.Storage.Efficiency, "0 up to below 1")
	check(c.Storage.Least >= 0, "storage.least", c.Storage.Least, "0 W or more")
	check(c.Output.Ramp >= 0 && c.Output.Ramp <= mostPower, "output.ramp", c.Output.Ramp, "0 to 2 GW in a second")
	check(c.Output.Smoothing >= 0, "output.smoothing", c.Output.Smoothing, "a time constant of 0 or more")
	pid := c.Output.PID
	check(pid == PID{} || pid.P >= 0 && pid.I > 0 && pid.D >= 0, "output.pid", pid, "an integral gain above 0 and no negative gain")
	return out
}

// faults lists what is wrong with the cluster of some of the assets.
func (c *Cluster) faults(field string, assets []Asset) []error {
	var out []error
	seen, loads := make(map[int]bool, len(c.Assets)), false
	for _, i := range c.Assets {
		if i < 0 || i >= len(assets) || seen[i] {
			out = append(out, reason.Invalid(field+".assets", i, fmt.Sprintf("places below %d, each once", len(assets))))
			continue
		}
		seen[i] = true
		loads = loads || c.Phase == 0 || assets[i].Phases == 0 || assets[i].Phases&c.Phase != 0
	}
	switch {
	case c.Phase > ThreePhase || c.Phase.Count() > 1:
		out = append(out, reason.Invalid(field+".phase", c.Phase, "one of L1, L2 and L3, or none"))
	case len(out) == 0 && !loads:
		out = append(out, reason.Invalid(field+".assets", c.Assets, "at least one asset, on its phase"))
	}
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

// assemble makes the arbiter of a checked configuration, with all the room it needs.
func assemble(config Config) *Arbiter {
	n, owners := len(config.Assets), len(config.Assets)+len(config.Clusters)
	a := &Arbiter{assets: make([]asset, n), clusters: make([]cluster, len(config.Clusters))}
	for i, c := range config.Assets {
		a.assets[i] = prepare(c)
	}
	a.shareRamp()
	for i, c := range config.Clusters {
		a.clusters[i] = a.sum(c)
	}
	a.problem.Assets, a.problem.Clusters = make([]Filed, n), make([]FiledCluster, len(config.Clusters))
	a.answer.Power, a.answer.Reactive = make([]unit.Power, n), make([]unit.ReactivePower, n)
	for side := range a.given {
		a.given[side], a.filed[side] = make([]unit.Power, n), make([][]envelope.Request, owners)
	}
	a.folds, a.turned = make([][2]envelope.Folding, n), make([][]envelope.Request, owners)
	a.fates = [2][]fate{make([]fate, n), make([]fate, n)}
	a.tie = newTie(a, config.Limits)
	return a
}

// shareRamp gives each asset its share of a ramp of all: its rating of theirs.
func (a *Arbiter) shareRamp() {
	span, all := func(i int) float64 { return unit.Float(a.assets[i].Rating.Max-a.assets[i].Rating.Min, unit.Watt) }, 0.0
	for i := range a.assets {
		all += span(i)
	}
	for i := range a.assets {
		if all > 0 {
			a.assets[i].share = span(i) / all
		}
	}
}
