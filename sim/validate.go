package sim

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

// Forms of the texts that stand for times.
const (
	clockLayout = "15:04"
	dayLayout   = time.DateOnly
)

// Validate lists every fault of the configuration, each a *reason.Error whose parameter "field" is
// the field's path.
func (c Config) Validate() error { return errors.Join(c.faults()...) }

func (c Config) faults() []error {
	var faults []error
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" {
		faults = append(faults, plant.Invalid("time_zone", strconv.Quote(c.Zone), "an IANA time zone such as Europe/Berlin"))
	}
	if _, err := time.Parse(clockLayout, c.Start); c.Start != "" && err != nil {
		faults = append(faults, plant.Invalid("start", strconv.Quote(c.Start), "a time of day such as 07:30"))
	}
	faults = append(faults, c.siteFaults()...)
	faults = append(faults, c.deviceFaults()...)
	for i, f := range c.Faults {
		faults = append(faults, c.faultFaults("faults["+strconv.Itoa(i)+"].", f)...)
	}
	return faults
}

// siteFaults checks the series and, where both are known, the physics.
func (c Config) siteFaults() []error {
	var faults []error
	site, err := c.physics()
	if err != nil {
		return []error{err}
	}
	if site.Load, err = recorded("load", c.Load.Series, c.Load.Day); err != nil {
		faults = append(faults, err)
	}
	if site.PV, err = recorded("pv", c.PV.Series, c.PV.Day); err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 { // already complained about; two values keep the physics quiet
		site.Load.Values, site.PV.Values = make([]float64, 2), make([]float64, 2)
	}
	if joined, ok := site.Validate().(interface{ Unwrap() []error }); ok {
		faults = append(faults, joined.Unwrap()...)
	}
	return faults
}

// chargerAmperes is what a charging point and its vehicles can take: the smaller of the usual ones.
const chargerAmperes = 16

// physics is what the configuration says of the plant, but for the series. A watchdog of 0 becomes
// the one that the battery inverter's profile states.
func (c Config) physics() (plant.Config, error) {
	battery := c.Battery
	if battery.Watchdog == 0 {
		var err error
		if battery.Watchdog, err = face.BatteryWatchdog(); err != nil {
			return plant.Config{}, err
		}
	}
	var chargers []plant.ChargerConfig
	for _, d := range c.Devices {
		if d.Role == Charger {
			chargers = append(chargers, plant.ChargerConfig{Phase: len(chargers) % 3, MaxWatts: chargerAmperes * plant.NominalVolts})
		}
	}
	return plant.Config{
		Seed: c.Seed, Speed: c.Speed, LoadScale: c.Load.Scale,
		PVScale: c.PV.Scale, PVRatingWatts: c.PV.RatingWatts, Battery: battery, Chargers: chargers,
		ResistanceOhm: c.Connection.ResistanceOhm, ReactanceOhm: c.Connection.ReactanceOhm,
	}, nil
}

// recorded is the series of this name, refused where it is unknown or does not hold the day.
func recorded(field, name, day string) (plant.Series, error) {
	if !slices.Contains(plant.SeriesNames(), name) {
		return plant.Series{}, unknown(field+".series", name, plant.SeriesNames())
	}
	series, err := plant.LoadSeries(name)
	if err != nil {
		return plant.Series{}, err
	}
	start, end := series.Start, series.Start.Add(time.Duration(len(series.Values))*series.Step)
	at, err := time.Parse(dayLayout, day)
	if err != nil || at.Before(start) || at.Add(24*time.Hour).After(end) {
		want := fmt.Sprintf("a day of the series, %s to %s", start.Add(24*time.Hour).Format(dayLayout), end.Add(-24*time.Hour).Format(dayLayout))
		return series, plant.Invalid(field+".day", strconv.Quote(day), want)
	}
	return series, nil
}

func (c Config) deviceFaults() []error {
	var faults []error
	if len(c.Devices) == 0 {
		faults = append(faults, reason.New(reason.MissingField, reason.Params{"field": "devices"}))
	}
	keys, places := map[string]bool{}, map[string]bool{}
	for i, d := range c.Devices {
		field := "devices[" + strconv.Itoa(i) + "]."
		if d.Key == "" {
			faults = append(faults, reason.New(reason.MissingField, reason.Params{"field": field + "key"}))
		}
		if keys[d.Key] {
			faults = append(faults, twice(field+"key", d.Key))
		}
		keys[d.Key] = true
		if !slices.Contains(Roles(), d.Role) {
			faults = append(faults, plant.Invalid(field+"role", strconv.Quote(string(d.Role)), "one of "+list(Roles())))
		}
		_, port, err := net.SplitHostPort(d.Listen)
		if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
			faults = append(faults, plant.Invalid(field+"listen", strconv.Quote(d.Listen), "host:port such as 127.0.0.1:15020, port 0 for a free one"))
			continue
		}
		if port != "0" && places[d.Listen] {
			faults = append(faults, twice(field+"listen", d.Listen))
		}
		places[d.Listen] = true
	}
	return faults
}

func (c Config) faultFaults(field string, f Fault) []error {
	var faults []error
	if !slices.ContainsFunc(c.Devices, func(d Device) bool { return d.Key == f.Device }) {
		var keys []string
		for _, d := range c.Devices {
			keys = append(keys, d.Key)
		}
		faults = append(faults, unknown(field+"device", f.Device, keys))
	}
	if _, ok := face.ParseFault(string(f.Kind)); !ok {
		faults = append(faults, plant.Invalid(field+"kind", strconv.Quote(string(f.Kind)), "one of "+list(face.Faults())))
	}
	for name, span := range map[string]time.Duration{"at": f.At, "for": f.For, "delay": f.Delay} {
		if span < 0 {
			faults = append(faults, plant.Invalid(field+name, span, "a time span of 0 s or more"))
		}
	}
	return faults
}

func unknown(field, name string, known []string) error {
	return reason.New(reason.UnknownName, reason.Params{"field": field, "name": strconv.Quote(name), "known": strings.Join(known, ", ")})
}

func twice(field, name string) error {
	return reason.New(reason.DuplicateName, reason.Params{"field": field, "name": name})
}

func list[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}
