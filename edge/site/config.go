package site

import (
	"fmt"
	"os"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/energy/storage"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// Defaults and ranges of a site file. Source: document 002 §3.1 (cycle), glossary (max_age).
const (
	DefaultCycle  = 200 * time.Millisecond
	MinCycle      = 10 * time.Millisecond
	MaxCycle      = 10 * time.Second
	DefaultMaxAge = 5 * time.Second
	DefaultPoll   = 200 * time.Millisecond
)

// maxAge is the field both a site and a controller may have.
const maxAge = "max_age"

// Config is a site file, read and checked field by field. A site file without a mode runs in
// SELF_CONSUMPTION, a scenario without one with every controller armed.
type Config struct {
	Name        string
	TimeZone    string
	Cycle       time.Duration
	Mode        control.Mode
	MaxAge      time.Duration
	Devices     []Device
	Assets      []Asset
	Clusters    []Cluster
	Controllers []Controller

	// Text is the file as it was read.
	Text []byte

	inDoubt bool // the list of assets is broken, so that no reference to it can be judged
}

// Asset is one thing with energy meaning. Powers are magnitudes here, as on a nameplate.
type Asset struct {
	ID     string
	Name   string
	Nature point.Nature
	Device string
	// MaxApparentPowerVA and MaxActivePowerWatts bound what the asset can do; 0 is not given.
	MaxApparentPowerVA  int64
	MaxActivePowerWatts int64
	CapacityWh          int64
	// EfficiencyPercent and LeastWatts share a cluster's power: what is not lost on the way in or out,
	// and what a battery is not worth running under beside others; 0 is unknown.
	EfficiencyPercent  float64
	LeastWatts         int64
	MeasuresConnection bool
	PerPhase           bool // each of its phases is moved by itself
	// Phases is how many phases carry a charger's current, 1 to 3.
	Phases int
	// SafeState, in W with its sign, is where the asset is driven when blind and on shutdown; of a
	// SWITCH it is 1 for closed and 0 for open.
	SafeState    unit.Power
	HasSafeState bool
	// Rest, in W, is what a load, a charger or a generator takes when nobody asks anything of it.
	Rest    unit.Power
	HasRest bool
	// Output is how the asset's set-point may change.
	Output arbitration.Output
	// Battery is of which cells it is made, where the file says so: then the edge estimates its state of
	// charge.
	Battery *storage.Pack
	Place   strict.Place
}

// rated reports whether the file says what the asset can do.
func (a Asset) rated() bool { return a.MaxApparentPowerVA > 0 || a.MaxActivePowerWatts > 0 }

// Controller is one controller of the file with its parameters as the catalogue knows them.
type Controller struct {
	ID     string
	Spec   control.Spec
	Assets map[string][]string // by parameter
	control.Values
	Rows   map[string][]control.Values
	Weeks  map[string]slot.Week
	Weight int
	Place  strict.Place
}

// DeviceKeys lists the devices in the order of the file.
func (c Config) DeviceKeys() []string {
	keys := make([]string, 0, len(c.Devices))
	for _, d := range c.Devices {
		keys = append(keys, d.Key)
	}
	return keys
}

// Load reads a site file.
func Load(file string) (Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Config{}, fmt.Errorf("read site file: %w", err)
	}
	return Parse(file, data)
}

// Parse is Load for bytes that came from elsewhere; file is the name used in complaints.
func Parse(file string, data []byte) (Config, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return Config{}, err
	}
	root := doc.Root()
	c := Config{Text: data}
	about := root.Map("site")
	if root.Require("site") {
		about.Require("name")
	}
	c.Name = about.Text("name")
	c.TimeZone = ReadTimeZone(about)
	about.Done()
	for _, m := range root.Maps("devices") {
		c.Devices = append(c.Devices, readDevice(m))
	}
	c.readCore(root)
	root.Done()
	c.checkNames(doc)
	c.checkLines(doc)
	if c.Mode == control.AllArmed {
		c.Mode = control.SelfConsumption
	}
	if err := doc.Err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// Core reads what a scenario shares with a site file (cycle, mode, max_age, assets, controllers)
// from an open document. The caller reads its own fields, calls Done and asks the document for
// its faults.
func Core(doc *strict.Document, root *strict.Map) Config {
	var c Config
	c.readCore(root)
	c.checkNames(doc)
	return c
}

func (c *Config) readCore(root *strict.Map) {
	c.Cycle = root.Duration("cycle", DefaultCycle)
	if c.Cycle < MinCycle || c.Cycle > MaxCycle {
		root.Invalid("cycle", fmt.Sprintf("%v to %v", MinCycle, MaxCycle))
		c.Cycle = DefaultCycle
	}
	c.MaxAge = root.Duration(maxAge, max(DefaultMaxAge, c.Cycle))
	if c.MaxAge < c.Cycle {
		root.Invalid(maxAge, "at least one cycle")
		c.MaxAge = DefaultMaxAge
	}
	modes := make([]string, 0, len(control.Modes()))
	for _, m := range control.Modes() {
		modes = append(modes, string(m))
	}
	c.Mode = control.Mode(root.OneOf("mode", modes...))
	faults := root.Faults()
	for _, m := range root.Maps("assets") {
		c.Assets = append(c.Assets, readAsset(m))
	}
	c.inDoubt = root.Faults() > faults && len(c.Assets) == 0 || doubtful(c.assetNames())
	for _, m := range root.Maps("clusters") {
		c.Clusters = append(c.Clusters, c.readCluster(m))
	}
	for _, m := range root.Maps("controllers") {
		r := c.readController(m)
		if root.Has(maxAge) && r.dataAge() > c.MaxAge {
			m.Invalid(maxAge, fmt.Sprintf("at most the site's max_age, %v", c.MaxAge))
		}
		c.Controllers = append(c.Controllers, r)
	}
	if !root.Has(maxAge) {
		c.MaxAge = max(c.MaxAge, c.longestAge())
	}
}

// longestAge is the longest max_age a controller asks for its readings. The site's own follows it where the
// file gives none, since the image marks STALE at the site's.
func (c *Config) longestAge() time.Duration {
	longest := time.Duration(0)
	for _, r := range c.Controllers {
		longest = max(longest, r.dataAge())
	}
	return longest
}

// dataAge is how old the readings a controller acts on may grow, 0 for the site's max_age. A
// controller whose max_age has a default of its own means the age of something else, such as a plan.
func (r Controller) dataAge() time.Duration {
	for _, f := range r.Spec.Fields {
		if f.Name == maxAge && f.Lasting > 0 {
			return 0
		}
	}
	return r.Durations[maxAge]
}

// ReadTimeZone reads the field time_zone, UTC where it is not given or wrong.
func ReadTimeZone(about *strict.Map) string {
	zone := about.Text("time_zone")
	if zone == "" {
		return "UTC"
	}
	if _, err := time.LoadLocation(zone); err != nil {
		about.Invalid("time_zone", "an IANA time zone such as Europe/Berlin")
		return "UTC"
	}
	return zone
}

func readAsset(m *strict.Map) Asset {
	m.Require("id")
	m.Require("nature")
	a := Asset{
		ID:                  m.Text("id"),
		Name:                m.Text("name"),
		Device:              m.Text("device"),
		MaxApparentPowerVA:  magnitude(m, "max_apparent_power_va"),
		MaxActivePowerWatts: magnitude(m, "max_active_power_watts"),
		CapacityWh:          magnitude(m, "capacity_wh"),
		HasSafeState:        m.Has("safe_state"),
		SafeState:           unit.Power(m.Whole("safe_state", 0)),
		Place:               m.Place(),
	}
	natures := make([]string, 0, len(point.Natures()))
	for _, n := range point.Natures() {
		natures = append(natures, string(n))
	}
	a.Nature = point.Nature(m.OneOf("nature", natures...))
	a.MeasuresConnection = m.Flag("measures_connection", a.Nature == point.GridMeter)
	a.Phases = readPhases(m, a.Nature)
	if a.Nature == point.Load || a.Nature == point.EVCS || a.Nature == point.Generator {
		a.HasRest, a.Rest = m.Has("rest_watts"), unit.Power(m.Whole("rest_watts", 0))
	}
	a.Output = readOutput(m)
	if a.Nature == point.ESS {
		a.PerPhase = m.Flag("per_phase", false)
		a.Battery = readBattery(m)
		a.EfficiencyPercent = m.Number("efficiency_percent", 0)
		if a.EfficiencyPercent < 0 || a.EfficiencyPercent >= 100 {
			m.Invalid("efficiency_percent", "0, which is unknown, to less than 100")
		}
		a.LeastWatts = magnitude(m, "least_watts")
	}
	if a.Nature == point.Switch && a.SafeState != 0 && a.SafeState != 1 {
		m.Invalid("safe_state", "1 for closed or 0 for open")
	}
	if a.Name == "" {
		a.Name = a.ID
	}
	m.Done()
	return a
}

// readPhases reads how many phases a charger has; three where it does not say.
func readPhases(m *strict.Map, n point.Nature) int {
	if n != point.EVCS {
		return 0
	}
	phases := m.Whole("phases", 3)
	if phases < 1 || phases > 3 {
		m.Invalid("phases", "1 to 3")
		return 3
	}
	return int(phases)
}

// readOutput reads how an asset's set-point may change; any way where nothing is said.
func readOutput(m *strict.Map) arbitration.Output {
	field := m.Map("output")
	gain := func(m *strict.Map, name string) float64 {
		v := m.Number(name, 0)
		if v < 0 || v > 1000 {
			m.Invalid(name, "0 to 1000")
		}
		return v
	}
	o := arbitration.Output{
		Ramp:      unit.Power(magnitude(field, "ramp_watts_per_s")),
		Smoothing: field.Duration("smoothing", 0),
	}
	pid := field.Map("pid")
	o.PID = arbitration.PID{P: gain(pid, "p"), I: gain(pid, "i_per_s"), D: gain(pid, "d_s")}
	if field.Has("pid") && pid.Require("i_per_s") && o.PID.I == 0 {
		pid.Invalid("i_per_s", "more than 0")
	}
	pid.Done()
	field.Done()
	return o
}

func magnitude(m *strict.Map, field string) int64 {
	v := m.Whole(field, 0)
	if v < 0 {
		m.Invalid(field, "a magnitude, not negative")
		return 0
	}
	if v > control.MostWatts {
		m.Invalid(field, "at most 1000000000")
		return 0
	}
	return v
}
