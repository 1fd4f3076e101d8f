package microgrid

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/microgrid/rotation"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// PolicyConfig is the local_config of the whole microgrid's LOAD_BALANCING point: how it is balanced.
// What is absent goes by its default.
type PolicyConfig struct {
	FreshnessSeconds *int64           `json:"freshness_seconds,omitempty"`
	IntervalSeconds  *int64           `json:"interval_seconds,omitempty"` // between cycles in their turn; 10 where absent
	Strategy         balance.Strategy `json:"strategy,omitempty"`
	Rotation         bool             `json:"rotation,omitempty"`
	// RotateEverySeconds is how long a turn is with rotation; 900 where absent.
	RotateEverySeconds *int64             `json:"rotate_every_seconds,omitempty"`
	GapPolicy          topology.GapPolicy `json:"gap_policy,omitempty"`
	FailSafeWatts      unit.Power         `json:"fail_safe_watts,omitempty"`
	AggregateLimits    []AggregateConfig  `json:"aggregate_limits,omitempty"`
}

// AggregateConfig caps the microgrid as a whole.
type AggregateConfig struct {
	ConstraintType topology.ConstraintType `json:"constraint_type"`
	LimitWatts     unit.Power              `json:"limit_watts"`
}

// EquipmentConfig is the local_config of a node's LOAD_BALANCING point: what is known of the thing at
// the node. What is absent is unknown.
type EquipmentConfig struct {
	RatedWatts          *unit.Power `json:"rated_watts,omitempty"`
	FallbackDemandWatts *unit.Power `json:"fallback_demand_watts,omitempty"`
	FailSafeWatts       *unit.Power `json:"fail_safe_watts,omitempty"`
	Phases              string      `json:"phases,omitempty"` // L1 to L1L2L3
	VoltageV            int64       `json:"voltage_v,omitempty"`
}

// strictly reads JSON that may hold nothing but known fields; absent is the zero value.
func strictly[T any](raw json.RawMessage) (T, error) {
	var out T
	if len(raw) == 0 {
		return out, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		return out, fmt.Errorf("local_config: %w", err)
	}
	return out, nil
}

func readPolicy(raw json.RawMessage) (balance.Policy, error) {
	c, err := strictly[PolicyConfig](raw)
	if err != nil {
		return balance.Policy{}, err
	}
	p := balance.Policy{Strategy: c.Strategy, Rotation: c.Rotation, Gap: topology.Gap{Policy: c.GapPolicy, FailSafeWatts: c.FailSafeWatts}}
	var wrong []error
	refuse := func(field string, value any, want string) {
		wrong = append(wrong, fmt.Errorf("%s is %v, want %s", field, value, want))
	}
	if f := c.FreshnessSeconds; f != nil {
		p.Freshness = time.Duration(*f) * time.Second
		if *f < 1 || *f > 86_400 {
			refuse("freshness_seconds", *f, "1 to 86400")
		}
	}
	if i := c.IntervalSeconds; i != nil && (*i < 1 || *i > 86_400) {
		refuse("interval_seconds", *i, "1 to 86400")
	}
	if e := c.RotateEverySeconds; e != nil && (*e < int64(rotation.LeastTurn/time.Second) || *e > int64(rotation.MostTurn/time.Second)) {
		refuse("rotate_every_seconds", *e, fmt.Sprintf("%.0f to %.0f", rotation.LeastTurn.Seconds(), rotation.MostTurn.Seconds()))
	}
	if c.Strategy != "" && !slices.Contains([]balance.Strategy{balance.MaxMin, balance.EDF, balance.LeastLaxity}, c.Strategy) {
		refuse("strategy", c.Strategy, "MAX_MIN, EDF or LEAST_LAXITY")
	}
	if c.GapPolicy != "" && c.GapPolicy != topology.GapNone && c.GapPolicy != topology.GapFailSafe {
		refuse("gap_policy", c.GapPolicy, "NONE or FAIL_SAFE: the others are for circuits")
	}
	if !inRange(&c.FailSafeWatts) {
		refuse("fail_safe_watts", c.FailSafeWatts, "0 or more")
	}
	for i, a := range c.AggregateLimits {
		if !slices.Contains(topology.ConstraintTypes(), a.ConstraintType) || !inRange(&a.LimitWatts) {
			refuse(fmt.Sprintf("aggregate_limits[%d]", i), a, "a constraint_type and limit_watts of 0 or more")
		}
		p.AggregateLimits = append(p.AggregateLimits, balance.AggregateLimit(a))
	}
	return p, errors.Join(wrong...)
}

func inRange(w *unit.Power) bool { return w == nil || *w >= 0 && *w <= topology.MaxWatts }

func readEquipment(raw json.RawMessage) (balance.Equipment, error) {
	c, err := strictly[EquipmentConfig](raw)
	if err != nil {
		return balance.Equipment{}, err
	}
	e := balance.Equipment{
		RatedWatts: c.RatedWatts, FallbackDemandWatts: c.FallbackDemandWatts, FailSafeWatts: c.FailSafeWatts, Voltage: unit.Voltage(c.VoltageV) * unit.Volt,
	}
	var wrong []error
	for field, w := range map[string]*unit.Power{"rated_watts": c.RatedWatts, "fail_safe_watts": c.FailSafeWatts} {
		if !inRange(w) {
			wrong = append(wrong, fmt.Errorf("%s is %d, want 0 or more", field, *w))
		}
	}
	if w := c.FallbackDemandWatts; w != nil && (*w < -topology.MaxWatts || *w > topology.MaxWatts) {
		wrong = append(wrong, fmt.Errorf("fallback_demand_watts is %d, want at most %d either way", *w, topology.MaxWatts))
	}
	if c.VoltageV != 0 && (c.VoltageV < 50 || c.VoltageV > 1000) {
		wrong = append(wrong, fmt.Errorf("voltage_v is %d, want 50 to 1000", c.VoltageV))
	}
	phases, ok := map[string]balance.Phases{
		"": 0, "L1": balance.L1, "L2": balance.L2, "L3": balance.L3, "L1L2": balance.L1 | balance.L2, "L1L3": balance.L1 | balance.L3,
		"L2L3": balance.L2 | balance.L3, "L1L2L3": balance.AllPhases,
	}[c.Phases]
	if !ok {
		wrong = append(wrong, fmt.Errorf("phases is %s, want L1, L2, L3, L1L2, L1L3, L2L3 or L1L2L3", c.Phases))
	}
	e.Phases = phases
	return e, errors.Join(wrong...)
}
