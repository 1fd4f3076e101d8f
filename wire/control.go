package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// ControlReport is how an edge controls in one cycle: what it decides, who asked for what, and what
// was cut and why. It is a last value: the newest replaces all before, and none that is lost is
// missed. The edge's own panel and the backend show the same.
type ControlReport struct {
	Version  int       `json:"version" doc:"Version of the wire format." example:"1"`
	At       time.Time `json:"at" doc:"When the cycle ran, by the edge's clock." example:"2026-06-01T12:00:00Z"`
	Site     string    `json:"site" doc:"Name of the site as its file says." example:"Demo house"`
	TimeZone string    `json:"time_zone" doc:"IANA time zone of the site." example:"Europe/Berlin"`
	Software string    `json:"software" doc:"What the edge runs." example:"ohmstead 0.1.0"`
	State    string    `json:"state" enum:"INIT,STANDBY,RUN,FAULT,SHUTDOWN" doc:"Top-level state." example:"RUN"`
	Mode     string    `json:"mode" doc:"Control mode, which says which controllers are armed." example:"SELF_CONSUMPTION"`
	Enabled  bool      `json:"enabled" doc:"False when an operator has switched control off." example:"true"`

	Cycle       CycleReport        `json:"cycle" doc:"How the cycle keeps its time."`
	Faults      []FaultReport      `json:"faults" nullable:"false" doc:"Latched faults, oldest first."`
	Controllers []ControllerReport `json:"controllers" nullable:"false" doc:"In the order they run."`
	Assets      []AssetReport      `json:"assets" nullable:"false" doc:"Assets, clusters and single phases that take orders or are measured, as the site file has them."`
	Overrides   []OverrideReport   `json:"overrides" nullable:"false" doc:"Set-points by hand that are in force."`
	Limits      []LimitReport      `json:"limits" nullable:"false" doc:"Limits of the connection from above that hold now."`
	Devices     []DeviceReport     `json:"devices" nullable:"false" doc:"Health of the devices as the drivers know it."`
	LeftOut     int                `json:"left_out" doc:"Requests and cuts that were left out to keep the report in bounds." example:"0"`
}

// CycleReport is how the cycle has kept its time since the edge started. Durations are in
// microseconds; a percentile is the upper end of its bucket.
type CycleReport struct {
	PeriodMicros      int64  `json:"period_us" doc:"Wanted time between two cycles in µs." example:"200000"`
	Cycles            uint64 `json:"cycles" doc:"Cycles since the start." example:"43210"`
	Overruns          uint64 `json:"overruns" doc:"Deadlines skipped because a cycle took too long." example:"0"`
	LatenessP99Micros int64  `json:"lateness_p99_us" doc:"99 of 100 cycles began no later than this after their deadline, in µs." example:"1000"`
	LatenessMaxMicros int64  `json:"lateness_max_us" doc:"The latest begin of a cycle, in µs." example:"2300"`
	DurationP99Micros int64  `json:"duration_p99_us" doc:"99 of 100 cycles took no longer than this, in µs." example:"250"`
	DurationMaxMicros int64  `json:"duration_max_us" doc:"The longest cycle, in µs." example:"1200"`
	Stopped           uint64 `json:"stopped" doc:"Cycles in which arbitration reached its limits." example:"0"`
}

// FaultReport is a latched fault.
type FaultReport struct {
	By     string         `json:"by" doc:"The controller that raised it." example:"protection"`
	Code   reason.Code    `json:"code" doc:"What happened, a code of the catalogue." example:"GRID_PROTECTION_TRIP"`
	Params map[string]any `json:"params" nullable:"false" doc:"Values of the code's text."`
	Asset  string         `json:"asset" doc:"What it is about; empty for the edge." example:"grid0"`
	At     time.Time      `json:"at" doc:"When it was latched." example:"2026-06-01T12:00:00Z"`
	Lasts  bool           `json:"lasts" doc:"Whether its cause is still seen: then it cannot be cleared." example:"false"`
}

// ControllerReport is one controller in this cycle.
type ControllerReport struct {
	ID       string         `json:"id" example:"self-consumption"`
	Type     string         `json:"type" example:"SELF_CONSUMPTION"`
	Class    string         `json:"class" enum:"PHYSICS,SAFETY,MANUAL_OVERRIDE,GRID,OPTIMIZATION,AUX" doc:"How early its requests bind." example:"OPTIMIZATION"`
	Armed    bool           `json:"armed" doc:"Whether the mode asks it." example:"true"`
	Benched  bool           `json:"benched" doc:"Whether it was switched off because it failed." example:"false"`
	Code     reason.Code    `json:"code,omitempty" doc:"Why it was switched off; absent otherwise." example:"CONTROLLER_FAILED"`
	Params   map[string]any `json:"params,omitempty" doc:"Values of the code's text."`
	Requests int            `json:"requests" doc:"What it asks for in this cycle." example:"1"`
	Cuts     int            `json:"cuts" doc:"How many of its requests were not granted in full in this cycle." example:"0"`
	Binds    int            `json:"binds" doc:"How many requests of others it keeps from being granted in full in this cycle." example:"0"`
	// BindingSeconds and the times are since the start.
	BindingSeconds int64 `json:"binding_s" doc:"For how long it has kept somebody from all that was asked since the start, in s." example:"120"`
	TookMicros     int64 `json:"took_us" doc:"Mean time it takes, in µs." example:"3"`
	TookMaxMicros  int64 `json:"took_max_us" doc:"The longest it took, in µs." example:"40"`
}

// AssetReport is one asset, cluster or single phase in this cycle. Power is positive away from the
// grid.
type AssetReport struct {
	Key          string   `json:"key" example:"battery0"`
	Name         string   `json:"name" example:"Battery"`
	Nature       string   `json:"nature" doc:"Empty for a cluster or a single phase." example:"ESS"`
	Device       string   `json:"device" doc:"Key of the device it speaks through; empty for none." example:"battery"`
	Controllable bool     `json:"controllable" doc:"Whether the cycle gives it a power." example:"true"`
	MinWatts     *int64   `json:"min_watts,omitempty" doc:"What it can do at most in the negative direction, in W." example:"-5000"`
	MaxWatts     *int64   `json:"max_watts,omitempty" doc:"What it can do at most in the positive direction, in W." example:"5000"`
	GivenWatts   *int64   `json:"given_watts,omitempty" doc:"The power it was given in this cycle, in W." example:"-1200"`
	Safe         bool     `json:"safe" doc:"Whether it was ordered to its safe state." example:"false"`
	ActualWatts  *float64 `json:"actual_watts,omitempty" doc:"What it does now, in W; absent while that is not known freshly." example:"-1187"`
	SOCPercent   *float64 `json:"soc_percent,omitempty" doc:"State of charge in %; absent while that is not known freshly." example:"57.5"`

	Setpoints []SetpointReport `json:"setpoints" nullable:"false" doc:"What was ordered in this cycle."`
	Requests  []RequestReport  `json:"requests" nullable:"false" doc:"Who asked for what in this cycle."`
	Cuts      []CutReport      `json:"cuts" nullable:"false" doc:"What was not granted in full, and why."`
}

// SetpointReport is what one set-point channel was ordered.
type SetpointReport struct {
	Channel string   `json:"channel" example:"SetActivePower"`
	Unit    string   `json:"unit" example:"W"`
	Value   float64  `json:"value" doc:"What was ordered." example:"-1200"`
	Applied *float64 `json:"applied,omitempty" doc:"What the device says it applies; absent where it says nothing fresh." example:"-1200"`
}

// RequestReport is what somebody asks of an asset: bounds, or a wanted value, or both.
type RequestReport struct {
	By      string         `json:"by" doc:"The controller; \"asset\" for the device's own limits, \"operator\" for a set-point by hand." example:"self-consumption"`
	Class   string         `json:"class" doc:"How early it binds." example:"OPTIMIZATION"`
	Channel string         `json:"channel" doc:"The set-point channel; empty for active power." example:""`
	Unit    string         `json:"unit" example:"W"`
	Least   *float64       `json:"least,omitempty" doc:"Lower bound; absent for none." example:"-5000"`
	Most    *float64       `json:"most,omitempty" doc:"Upper bound; absent for none." example:"5000"`
	Value   *float64       `json:"value,omitempty" doc:"Wanted value; absent where it only bounds." example:"-1200"`
	Weight  int            `json:"weight" doc:"Of two wanted values of one class the greater weight wins." example:"2"`
	Code    reason.Code    `json:"code,omitempty" doc:"Why it is asked." example:"PEAK_LIMIT"`
	Params  map[string]any `json:"params,omitempty" doc:"Values of the code's text."`
}

// CutReport is one request that was not granted in full.
type CutReport struct {
	By      string         `json:"by" doc:"Who was cut." example:"self-consumption"`
	Class   string         `json:"class" doc:"The class of the request." example:"OPTIMIZATION"`
	Channel string         `json:"channel" doc:"The set-point channel; empty for active power." example:""`
	Unit    string         `json:"unit" example:"W"`
	Asked   float64        `json:"asked" doc:"What was asked." example:"-6000"`
	Given   float64        `json:"given" doc:"What came of it." example:"-5000"`
	BoundBy string         `json:"bound_by" doc:"Who stood in the way." example:"asset"`
	Code    reason.Code    `json:"code" doc:"Why, a code of the catalogue." example:"ASSET_LIMIT"`
	Params  map[string]any `json:"params" nullable:"false" doc:"Values of the code's text."`
}

// OverrideReport is a set-point by hand that is in force.
type OverrideReport struct {
	ID     string    `json:"id" doc:"The command that set it." example:"0198c0de-0000-7000-8000-000000000007"`
	Asset  string    `json:"asset" example:"battery0"`
	Watts  int64     `json:"watts" doc:"The wanted power in W." example:"-2000"`
	By     string    `json:"by" doc:"Who set it: a person's id, or the edge's own panel." example:"local panel"`
	Reason string    `json:"reason" doc:"Why, as that person wrote." example:"feeder maintenance"`
	From   time.Time `json:"from" example:"2026-06-01T12:00:00Z"`
	Until  time.Time `json:"until" doc:"The first instant at which it holds no more." example:"2026-06-01T13:00:00Z"`
}

// LimitReport bounds the connection's net power; import is positive.
type LimitReport struct {
	Ref      string      `json:"ref" doc:"Whose limit it is." example:"contract 4711"`
	Code     reason.Code `json:"code" doc:"What kind of limit." example:"CONNECTION_LIMIT"`
	MinWatts *int64      `json:"min_watts,omitempty" doc:"Lower bound in W; export is negative." example:"-10000"`
	MaxWatts *int64      `json:"max_watts,omitempty" doc:"Upper bound in W; import is positive." example:"40000"`
	MaxVars  *int64      `json:"max_vars,omitempty" doc:"Most reactive power of the connection in var, in either direction." example:"20000"`
	// MaxWattsPerS bounds the set-points of the site together.
	MaxWattsPerS *int64     `json:"max_watts_per_s,omitempty" doc:"Most that the site's set-points together change, in W a second." example:"1000"`
	Until        *time.Time `json:"until,omitempty" doc:"When it ends; absent where it has no end." example:"2026-06-01T18:00:00Z"`
	FailSafe     bool       `json:"fail_safe" doc:"Whether it holds because nothing newer is known from above." example:"false"`

	Constraint topology.ConstraintType `json:"constraint,omitempty" enum:"CONSUMPTION_CAP,GENERATION_CAP,NET_CAP" doc:"What is bounded: net power, also without it; what is consumed behind the connection; or what is generated." example:"NET_CAP"`
	// Meter is the key of the grid meter at which it holds; "" for every one.
	Meter string `json:"meter,omitempty" doc:"The grid meter at which it holds; absent where it holds at every connection." example:"meter0"`
}

// DeviceReport is the health of one device as its driver knows it.
type DeviceReport struct {
	Key           string     `json:"key" example:"battery"`
	Protocol      string     `json:"protocol" example:"modbus"`
	Address       string     `json:"address" example:"192.0.2.10:1502"`
	Profile       string     `json:"profile" example:"kostal-plenticore"`
	Vendor        string     `json:"vendor" example:"KOSTAL"`
	Model         string     `json:"model" example:"PLENTICORE plus 10"`
	Status        string     `json:"status" enum:"CONNECTING,ANSWERING,SILENT" example:"ANSWERING"`
	LastAnswer    *time.Time `json:"last_answer,omitempty" doc:"When it last answered; absent before the first." example:"2026-06-01T12:00:00Z"`
	LatencyMicros int64      `json:"latency_us" doc:"Of the last answered request, in µs." example:"1800"`
	Failures      int        `json:"failures" doc:"Requests in a row that failed." example:"0"`
	Breaker       string     `json:"breaker" enum:",closed,half-open,open" doc:"Whether requests are let through." example:"closed"`
	Detail        string     `json:"detail" doc:"The last fault in one line; empty while it answers." example:""`
	// Conditions are the alarms about it that stand though it may answer.
	Conditions []ConditionReport `json:"conditions" nullable:"false" doc:"What is wrong with it though it may answer: alarms that stand."`
}

// ConditionReport is an alarm about a device that stands.
type ConditionReport struct {
	Code   reason.Code    `json:"code" doc:"What is wrong, a code of the catalogue." example:"READ_BACK_MISMATCH"`
	Params map[string]any `json:"params" nullable:"false" doc:"Values of the code's text."`
}

// MaxControlBytes bounds a report before it is packed.
const MaxControlBytes = 256 << 10

// EncodeControl is a report as it travels: JSON, packed by gzip (RFC 1952). One that would be too
// large loses half of the requests of every asset, round by round, then half of the cuts, and says in
// LeftOut how many.
func EncodeControl(r ControlReport) ([]byte, error) {
	for {
		data, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("encode control report: %w", err)
		}
		if len(data) <= MaxControlBytes {
			return pack(data)
		}
		if !r.shrink() {
			return nil, fmt.Errorf("encode control report: %d bytes, want at most %d", len(data), MaxControlBytes)
		}
	}
}

func pack(data []byte) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("pack control report: %w", err)
	}
	return packed.Bytes(), nil
}

// unpack reads what pack has written, and never more than a report may be long.
func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": "not packed by gzip"})
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxControlBytes+1))
	if err != nil {
		return nil, reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": "not packed by gzip"})
	}
	return data, nil
}

// shrink leaves out half of what is longest; false when nothing is left to leave out.
func (r *ControlReport) shrink() bool {
	assets := make([]AssetReport, len(r.Assets))
	copy(assets, r.Assets)
	left := 0
	for i := range assets {
		a := &assets[i]
		keep := len(a.Requests) / 2
		left += len(a.Requests) - keep
		a.Requests = a.Requests[:keep]
	}
	if left == 0 {
		for i := range assets {
			a := &assets[i]
			keep := len(a.Cuts) / 2
			left += len(a.Cuts) - keep
			a.Cuts = a.Cuts[:keep]
		}
	}
	r.Assets, r.LeftOut = assets, r.LeftOut+left
	return left > 0
}

// DecodeControl reads a report. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR; fields
// that it does not know are passed over, for an edge may be newer.
func DecodeControl(packed []byte) (ControlReport, error) {
	var r ControlReport
	data, err := unpack(packed)
	if err == nil {
		err = peekVersion(data, "version")
	}
	if err == nil {
		err = decode(data, MaxControlBytes, false, &r)
	}
	if err == nil {
		err = checkInstant("at", r.At)
	}
	if err == nil {
		err = checkText("state", r.State)
	}
	if err != nil {
		return ControlReport{}, fmt.Errorf("decode control report: %w", err)
	}
	r.fill()
	return r, nil
}

// fill makes every list and every set of values one, so that nobody has to ask whether it is there.
func (r *ControlReport) fill() {
	r.Faults, r.Controllers, r.Assets = list(r.Faults), list(r.Controllers), list(r.Assets)
	r.Overrides, r.Limits, r.Devices = list(r.Overrides), list(r.Limits), list(r.Devices)
	for i := range r.Faults {
		r.Faults[i].Params = values(r.Faults[i].Params)
	}
	for i := range r.Devices {
		d := &r.Devices[i]
		d.Conditions = list(d.Conditions)
		for k := range d.Conditions {
			d.Conditions[k].Params = values(d.Conditions[k].Params)
		}
	}
	for i := range r.Assets {
		a := &r.Assets[i]
		a.Setpoints, a.Requests, a.Cuts = list(a.Setpoints), list(a.Requests), list(a.Cuts)
		for k := range a.Cuts {
			a.Cuts[k].Params = values(a.Cuts[k].Params)
		}
	}
}

func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func values(params map[string]any) map[string]any {
	if params == nil {
		return map[string]any{}
	}
	return params
}
