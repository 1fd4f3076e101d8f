package rule

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/energy/reason"
	"ohmstead/field/formula"
)

// Kind says what a rule looks at.
type Kind string

// Kinds of rule.
const (
	Threshold  Kind = "THRESHOLD"  // the value of a channel
	Rate       Kind = "RATE"       // its change per minute over a window
	Absence    Kind = "ABSENCE"    // that nothing usable comes
	Expression Kind = "EXPRESSION" // a condition over several channels
)

// Bounds of a rule.
const (
	maxName   = 100
	maxFor    = 24 * time.Hour
	minWindow = 10 * time.Second
	maxWindow = time.Hour
	maxInputs = 10
	// AnyAsset in the place of an asset's key is each asset that has the channel.
	AnyAsset = "*"
)

// Definition is what a rule says. Values are in the channel's unit.
type Definition struct {
	Kind Kind `json:"kind"`
	// Channel is asset.name, where the asset may be AnyAsset; for all kinds but EXPRESSION.
	Channel string `json:"channel,omitempty"`
	// Above or Below is the threshold, one of them, of THRESHOLD and, per minute, of RATE.
	Above *float64 `json:"above,omitempty"`
	Below *float64 `json:"below,omitempty"`
	// Hysteresis is how far back behind the threshold the value has to come before the alarm clears.
	Hysteresis float64 `json:"hysteresis,omitempty"`
	// ForSeconds is how long the condition has to last, 0 for at once; of ABSENCE, how long nothing comes.
	ForSeconds int `json:"for_seconds,omitempty"`
	// WindowSeconds is the time over which RATE takes the change.
	WindowSeconds int `json:"window_seconds,omitempty"`
	// Expression is a condition over Inputs, which name channels.
	Expression string            `json:"expression,omitempty"`
	Inputs     map[string]string `json:"inputs,omitempty"`
}

// Draft is a rule as a person writes it.
type Draft struct {
	Name     string
	Site     *uuid.UUID // nil for all sites of the tenant
	Severity event.Severity
	Enabled  bool
	Definition
}

// Rule is a rule as it is kept.
type Rule struct {
	ID      uuid.UUID
	Version int64
	Draft
	SiteName string
	Changed  time.Time
	Open     int // alarms of it that are open
}

func (d Definition) holds() time.Duration  { return time.Duration(d.ForSeconds) * time.Second }
func (d Definition) window() time.Duration { return time.Duration(d.WindowSeconds) * time.Second }

// channelName is asset.Channel.
var channelName = regexp.MustCompile(`^(\*|[A-Za-z0-9_][A-Za-z0-9_-]*)\.[A-Za-z][A-Za-z0-9_]*$`)

// Split is the asset and the name of a channel.
func Split(channel string) (asset, name string) {
	asset, name, _ = strings.Cut(channel, ".")
	return asset, name
}

// Check names the first thing that is wrong with a draft: MISSING_FIELD, INVALID_VALUE.
func (d Draft) Check() error {
	if strings.TrimSpace(d.Name) == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	if utf8.RuneCountInString(d.Name) > maxName {
		return reason.Invalid("name", "too long", fmt.Sprintf("at most %d characters", maxName))
	}
	if !slices.Contains([]event.Severity{event.Info, event.Warning, event.Severe}, d.Severity) {
		return reason.Invalid("severity", d.Severity, "INFO, WARNING or SEVERE")
	}
	if d.ForSeconds < 0 || d.holds() > maxFor {
		return reason.Invalid("for_seconds", d.ForSeconds, "0 to 86400")
	}
	switch d.Kind {
	case Threshold:
		return d.checkThreshold()
	case Rate:
		if d.window() < minWindow || d.window() > maxWindow {
			return reason.Invalid("window_seconds", d.WindowSeconds, "10 to 3600")
		}
		return d.checkThreshold()
	case Absence:
		if d.ForSeconds < 5 {
			return reason.Invalid("for_seconds", d.ForSeconds, "5 to 86400")
		}
		return d.checkChannel()
	case Expression:
		_, err := d.parse()
		return err
	}
	return reason.Invalid("kind", d.Kind, "THRESHOLD, RATE, ABSENCE or EXPRESSION")
}

func (d Definition) checkChannel() error {
	if !channelName.MatchString(d.Channel) {
		return reason.Invalid("channel", d.Channel, "asset.channel such as battery0.SOC, or *.SOC for every asset that has it")
	}
	return nil
}

func (d Definition) checkThreshold() error {
	if err := d.checkChannel(); err != nil {
		return err
	}
	if (d.Above == nil) == (d.Below == nil) {
		return reason.Invalid("above", "with below", "one of above and below")
	}
	for field, v := range map[string]*float64{"above": d.Above, "below": d.Below, "hysteresis": &d.Hysteresis} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			return reason.Invalid(field, *v, "a number")
		}
	}
	if d.Hysteresis < 0 {
		return reason.Invalid("hysteresis", d.Hysteresis, "0 or more")
	}
	return nil
}

// parse reads the expression over the names of the inputs, in their order.
func (d Definition) parse() (*formula.Formula, error) {
	if len(d.Inputs) == 0 || len(d.Inputs) > maxInputs {
		return nil, reason.Invalid("inputs", fmt.Sprint(len(d.Inputs), " channels"), fmt.Sprintf("1 to %d channels, each with a name", maxInputs))
	}
	for name, channel := range d.Inputs {
		if !channelName.MatchString(channel) || strings.HasPrefix(channel, AnyAsset) {
			return nil, reason.Invalid("inputs."+name, channel, "asset.channel such as battery0.SOC")
		}
	}
	f, err := formula.Parse(d.Expression, d.names()...)
	if err != nil {
		return nil, reason.Invalid("expression", d.Expression, "a condition such as grid < -500 && battery > 1000: "+err.Error())
	}
	return f, nil
}

// names are those of the inputs, in order.
func (d Definition) names() []string {
	names := make([]string, 0, len(d.Inputs))
	for name := range d.Inputs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Channels are the channels the rule looks at, by the name under which it knows them.
func (d Definition) Channels() map[string]string {
	if d.Kind == Expression {
		return d.Inputs
	}
	return map[string]string{"value": d.Channel}
}
