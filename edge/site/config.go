package site

import (
	"fmt"
	"os"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
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
	Controllers []Controller

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
	MeasuresConnection  bool
	// SafeState, in W with its sign, is where the asset is driven when blind and on shutdown.
	SafeState    unit.Power
	HasSafeState bool
	Place        strict.Place
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
	var c Config
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
	if a.Name == "" {
		a.Name = a.ID
	}
	m.Done()
	return a
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
