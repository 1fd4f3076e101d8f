package sim

import (
	"errors"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

// Load reads a configuration from YAML. What the file does not name stays as Default has it; a
// list of devices or faults replaces the default's. Every fault is refused at once, with file,
// line, field and what would be right.
func Load(file string, data []byte) (Config, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return Config{}, err
	}
	r := reader{doc: doc, places: map[string]strict.Place{}}
	c := r.config(doc.Root())
	if err := doc.Err(); err != nil {
		return Config{}, err
	}
	for _, fault := range c.faults() {
		doc.Complain(r.placeOf(fault), fault)
	}
	return c, doc.Err()
}

// reader fills a Config and remembers where each mapping stands.
type reader struct {
	doc    *strict.Document
	places map[string]strict.Place
}

// placeOf is where the field stands that a fault names.
func (r *reader) placeOf(fault error) strict.Place {
	if refusal, ok := errors.AsType[*reason.Error](fault); ok {
		if field, ok := refusal.Params["field"].(string); ok {
			return r.places[field]
		}
	}
	return strict.Place{Line: 1}
}

// seen remembers the places of a mapping's fields, given or not.
func (r *reader) seen(m *strict.Map, fields ...string) {
	prefix := m.Path()
	if prefix != "" {
		prefix += "."
	}
	for _, f := range fields {
		r.places[prefix+f] = m.At(f)
	}
}

func (r *reader) config(m *strict.Map) Config {
	c := Default()
	r.seen(m, "seed", "speed", "time_zone", "start", "devices", "faults")
	c.Seed = uint64(m.Whole("seed", int64(c.Seed)))
	c.Speed = m.Number("speed", c.Speed)
	c.Zone = text(m, "time_zone", c.Zone)
	c.Start = text(m, "start", c.Start)
	r.load(m.Map("load"), &c.Load)
	r.pv(m.Map("pv"), &c.PV)
	r.battery(m.Map("battery"), &c.Battery)
	r.connection(m.Map("connection"), &c.Connection)
	if m.Has("devices") {
		c.Devices = r.devices(m.Maps("devices"))
	}
	c.Faults = r.faults(m.Maps("faults"))
	m.Done()
	return c
}

func text(m *strict.Map, name, standard string) string {
	if !m.Has(name) {
		return standard
	}
	return m.Text(name)
}

func (r *reader) load(m *strict.Map, l *Consumption) {
	r.seen(m, "series", "day", "scale")
	l.Series, l.Day = text(m, "series", l.Series), text(m, "day", l.Day)
	l.Scale = m.Number("scale", l.Scale)
	m.Done()
}

func (r *reader) pv(m *strict.Map, p *PV) {
	r.seen(m, "series", "day", "scale", "rating_watts")
	p.Series, p.Day = text(m, "series", p.Series), text(m, "day", p.Day)
	p.Scale, p.RatingWatts = m.Number("scale", p.Scale), m.Number("rating_watts", p.RatingWatts)
	m.Done()
}

func (r *reader) battery(m *strict.Map, b *plant.BatteryConfig) {
	r.seen(m, "capacity_wh", "soc_percent", "max_charge_watts", "max_discharge_watts",
		"charge_efficiency", "discharge_efficiency", "time_constant", "watchdog", "on_loss")
	b.CapacityWattHours = m.Number("capacity_wh", b.CapacityWattHours)
	b.SOCPercent = m.Number("soc_percent", b.SOCPercent)
	b.MaxChargeWatts = m.Number("max_charge_watts", b.MaxChargeWatts)
	b.MaxDischargeWatts = m.Number("max_discharge_watts", b.MaxDischargeWatts)
	b.ChargeEfficiency = m.Number("charge_efficiency", b.ChargeEfficiency)
	b.DischargeEfficiency = m.Number("discharge_efficiency", b.DischargeEfficiency)
	b.TimeConstant = m.Duration("time_constant", b.TimeConstant)
	b.Watchdog = m.Duration("watchdog", b.Watchdog)
	b.OnLoss = plant.OnLoss(text(m, "on_loss", string(b.OnLoss)))
	m.Done()
}

func (r *reader) connection(m *strict.Map, c *Connection) {
	r.seen(m, "resistance_ohm", "reactance_ohm")
	c.ResistanceOhm = m.Number("resistance_ohm", c.ResistanceOhm)
	c.ReactanceOhm = m.Number("reactance_ohm", c.ReactanceOhm)
	m.Done()
}

func (r *reader) devices(maps []*strict.Map) []Device {
	var devices []Device
	for _, m := range maps {
		r.seen(m, "key", "role", "listen")
		devices = append(devices, Device{
			Key: m.Text("key"), Role: Role(m.Text("role")), Listen: text(m, "listen", "127.0.0.1:0"),
		})
		m.Done()
	}
	return devices
}

func (r *reader) faults(maps []*strict.Map) []Fault {
	var faults []Fault
	for _, m := range maps {
		r.seen(m, "at", "for", "device", "kind", "delay")
		faults = append(faults, Fault{
			At: m.Duration("at", 0), For: m.Duration("for", 0), Delay: m.Duration("delay", 0),
			Device: m.Text("device"), Kind: face.Fault(m.Text("kind")),
		})
		m.Done()
	}
	return faults
}

// seriesStart is the instant of a series that falls on the site's start: the recorded day at the
// site's time of day, in the series' own zone.
func seriesStart(s plant.Series, day string, site time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.Time{}, err
	}
	d, err := time.Parse(dayLayout, day)
	if err != nil {
		return time.Time{}, err
	}
	return time.Date(d.Year(), d.Month(), d.Day(), site.Hour(), site.Minute(), site.Second(), site.Nanosecond(), zone), nil
}
