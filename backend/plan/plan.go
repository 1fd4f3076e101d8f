package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Status is how far a plan has come.
type Status string

// Statuses of a plan.
const (
	Draft      Status = "DRAFT"
	Active     Status = "ACTIVE"
	Superseded Status = "SUPERSEDED" // another plan of its policy took its place
	Withdrawn  Status = "WITHDRAWN"
	Ended      Status = "ENDED" // its horizon is over
)

// Type is what a command has an asset do. Source: document 000, DispatchCommand.
type Type string

// Types of a command.
const (
	Charge    Type = "CHARGE"    // draw so much
	Discharge Type = "DISCHARGE" // give so much
	Curtail   Type = "CURTAIL"   // produce or draw at most so much: the power left
	Setpoint  Type = "SETPOINT"  // signed, positive away from the grid
)

// Command is what a plan has one asset do in [At, Until).
type Command struct {
	Asset     uuid.UUID
	At, Until time.Time
	Type      Type
	// Target is active power in W: a magnitude, but signed of a SETPOINT.
	Target int64
	// Ramp is how fast the asset is to get there in W/s; nil for as fast as it can.
	Ramp *int64
}

// New is a plan as it is brought.
type New struct {
	From, To time.Time
	// Optimizer is what made it, in which version: a program, or people.
	Optimizer string
	// Inputs is the SHA-256 of what it was made from, in hex, as its maker says; "" where it does not.
	Inputs   string
	Commands []Command
}

// Plan is a plan as it is kept, without its commands.
type Plan struct {
	ID          uuid.UUID
	Policy      uuid.UUID
	PolicyName  string
	Subject     uuid.UUID // of its policy
	Site        uuid.UUID // none of a portfolio's
	SiteKey     int32
	From, To    time.Time
	Created     time.Time
	By          string // as in the audit log
	Optimizer   string
	Inputs      string
	ContentHash string
	Commands    int
	Status      Status
	StatusAt    time.Time
}

// Target is an asset that commands may be for.
type Target struct {
	ID      uuid.UUID
	SiteKey int32
	Nature  point.Nature
}

// MostCommands bounds the commands of one plan.
const MostCommands = 4_000

// mostHorizon bounds how far a plan reaches.
const mostHorizon = 31 * 24 * time.Hour

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Check finds everything that is wrong with a plan but for what its assets are: MISSING_FIELD, INVALID_VALUE.
// It puts instants in UTC at whole microseconds, which is how they are kept. O(n log n) in the commands.
func (n *New) Check(now time.Time) (f Faults) {
	n.Optimizer = strings.TrimSpace(n.Optimizer)
	n.From, n.To = kept(n.From), kept(n.To)
	f.given("optimizer_version", n.Optimizer, mostText)
	f.check(n.Inputs == "" || hashForm.MatchString(n.Inputs), "input_hash", n.Inputs, "64 lower-case hex digits, a SHA-256")
	f.check(n.To.After(n.From) && n.To.Sub(n.From) <= mostHorizon, "horizon_to", text(n.To), "an instant after horizon_from, at most 31 days later")
	f.check(n.To.After(now), "horizon_to", text(n.To), "an instant that is still to come")
	f.check(len(n.Commands) > 0 && len(n.Commands) <= MostCommands, "commands", len(n.Commands), fmt.Sprintf("1 to %d commands", MostCommands))
	for i := range n.Commands {
		n.Commands[i].At, n.Commands[i].Until = kept(n.Commands[i].At), kept(n.Commands[i].Until)
		n.one(i, &f)
	}
	n.overlaps(&f)
	return f
}

func (n *New) one(i int, f *Faults) {
	c, field := n.Commands[i], fmt.Sprintf("commands[%d].", i)
	f.check(!c.At.Before(n.From) && c.At.Before(n.To), field+"ts_scheduled", text(c.At), "an instant of the horizon")
	f.check(c.Until.After(c.At) && !c.Until.After(n.To), field+"ends_at", text(c.Until), "an instant after ts_scheduled and within the horizon")
	f.check(c.Until.Sub(c.At) <= dispatch.MostAhead, field+"ends_at", text(c.Until), "at most a week after ts_scheduled")
	f.check(slices.Contains([]Type{Charge, Discharge, Curtail, Setpoint}, c.Type), field+"command_type", string(c.Type), "CHARGE, DISCHARGE, CURTAIL or SETPOINT")
	least, want := int64(0), "W from 0"
	if c.Type == Setpoint {
		least, want = -int64(topology.MaxWatts), "W, positive away from the grid"
	}
	f.check(c.Target >= least && c.Target <= int64(topology.MaxWatts), field+"target_value", c.Target, want)
	f.check(c.Ramp == nil || *c.Ramp > 0 && *c.Ramp <= int64(topology.MaxWatts), field+"ramp_rate", c.Ramp, "W/s from 1")
}

// overlaps refuses two commands of one asset that hold at once, at the later of both.
func (n *New) overlaps(f *Faults) {
	order := make([]int, len(n.Commands))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := n.Commands[a], n.Commands[b]
		return cmp.Or(slices.Compare(x.Asset[:], y.Asset[:]), x.At.Compare(y.At))
	})
	for k := 1; k < len(order); k++ {
		before, c := n.Commands[order[k-1]], n.Commands[order[k]]
		if before.Asset == c.Asset {
			f.check(!c.At.Before(before.Until), fmt.Sprintf("commands[%d].ts_scheduled", order[k]), text(c.At), "from "+text(before.Until)+" on, when the command before to this asset ends")
		}
	}
}

// fit finds the commands whose assets are none of the policy's, or cannot do what they ask: NOT_FOUND,
// INVALID_VALUE.
func (n *New) fit(targets map[uuid.UUID]Target) (f Faults) {
	for i, c := range n.Commands {
		t, known := targets[c.Asset]
		if !known {
			f.add(fmt.Sprintf("commands[%d].asset_id", i), reason.New(reason.NotFound, reason.Params{"what": "asset of this policy"}))
			continue
		}
		if _, ok := Watts(c, t.Nature); !ok {
			f.check(false, fmt.Sprintf("commands[%d].command_type", i), string(c.Type), "what an asset of nature "+string(t.Nature)+" can do: "+can(t.Nature))
		}
	}
	return f
}

// can lists what commands an asset of a nature takes.
func can(n point.Nature) string {
	var out []string
	for _, t := range []Type{Charge, Discharge, Curtail, Setpoint} {
		if _, ok := Watts(Command{Type: t}, n); ok {
			out = append(out, string(t))
		}
	}
	if len(out) == 0 {
		return "nothing by order"
	}
	return strings.Join(out, ", ")
}

// Watts is the power that a command orders of an asset, positive away from the grid: CHARGE draws, DISCHARGE
// gives; CURTAIL leaves so much in the direction in which the asset works. False where an asset of the nature
// does no such thing: a battery that is to be curtailed works in no one direction.
func Watts(c Command, n point.Nature) (unit.Power, bool) {
	generates := n == point.PV || n == point.Inverter || n == point.Generator
	consumes := n == point.EVCS || n == point.Load
	stores := n == point.ESS || n == point.EVCS
	p := unit.Power(c.Target)
	switch {
	case c.Type == Charge && stores:
		return p, true
	case c.Type == Discharge && stores:
		return -p, true
	case c.Type == Curtail && generates:
		return -p, true
	case c.Type == Curtail && consumes:
		return p, true
	case c.Type == Setpoint && (generates || consumes || stores):
		return p, true
	}
	return 0, false
}

// Hash is the SHA-256 of what a plan says, in hex: the same plan has the same, whatever the order of its
// commands.
func (n *New) Hash(policy uuid.UUID) (string, error) {
	said := *n
	said.Commands = slices.SortedFunc(slices.Values(n.Commands), func(a, b Command) int {
		return cmp.Or(slices.Compare(a.Asset[:], b.Asset[:]), a.At.Compare(b.At))
	})
	text, err := json.Marshal(struct {
		Policy uuid.UUID
		New
	}{policy, said})
	if err != nil {
		return "", fmt.Errorf("encode a plan: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// kept is an instant as the database keeps it.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func text(t time.Time) string { return t.UTC().Format(time.RFC3339) }
