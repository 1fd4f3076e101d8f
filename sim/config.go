package sim

import (
	"time"

	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

// Config is a simulated site: its physics, the devices it shows and the faults they have.
type Config struct {
	// Seed makes the variation of load, sun, voltage and frequency; same seed, same course.
	Seed uint64
	// Speed is world time over wall time, 0.01 to 3600: load, sun, the battery's energy and all
	// counters run that much faster; lags, watchdogs and communication stay in wall time.
	Speed float64
	// Zone is the IANA time zone of the site.
	Zone string
	// Start is the site's time of day at the start as "15:04"; empty means the time of day it is.
	Start string

	Load Consumption
	PV   PV
	// Battery's Watchdog 0 is the time-out that the battery inverter's profile states.
	Battery    plant.BatteryConfig
	Connection Connection

	Devices []Device
	Faults  []Fault
}

// Consumption is the recorded series the load follows.
type Consumption struct {
	Series string
	// Day is the recorded day, "2006-01-02" in the series' own zone, that the start falls on.
	Day   string
	Scale float64
}

// PV is the recorded series the PV plant follows, and its inverter's AC rating.
type PV struct {
	Series      string
	Day         string
	Scale       float64
	RatingWatts float64
}

// Connection is the impedance of the grid connection per phase.
type Connection struct {
	ResistanceOhm, ReactanceOhm float64
}

// Device is one twin: its key, what it is and where it listens.
type Device struct {
	Key    string
	Role   Role
	Listen string
}

// Role is what a device measures or drives.
type Role string

// The devices a site can show.
const (
	// GridMeter is a SunSpec three-phase meter (models 1 and 203) at the connection.
	GridMeter Role = "GRID_METER"
	// PVInverter is a SunSpec three-phase inverter (models 1, 103, 120, 121 and 123).
	PVInverter Role = "PV_INVERTER"
	// BatteryInverter speaks the device profile kostal-plenticore.
	BatteryInverter Role = "BATTERY_INVERTER"
	// LoadMeter speaks the device profile eastron-sdm630.
	LoadMeter Role = "LOAD_METER"
	// Charger speaks the device profile abb-terra-ac. There is a charging point for each device of this role, on
	// the phases in turn.
	Charger Role = "CHARGER"
	// BatteryDER is an inverter of the battery with SunSpec's models of IEEE 1547-2018, in the place of
	// BatteryInverter.
	BatteryDER Role = "BATTERY_DER"
)

// Roles lists the roles: those of the standard site's devices in their order, then what may stand in the
// place of one.
func Roles() []Role {
	return []Role{GridMeter, PVInverter, BatteryInverter, LoadMeter, Charger, BatteryDER}
}

// Fault makes a device fail at a time after the start (wall time), for a while; For 0 means to the end.
type Fault struct {
	At, For time.Duration
	Device  string
	Kind    face.Fault
	// Delay is how late a SLOW device answers.
	Delay time.Duration
}

// Default is the demo site: a house with 8 kW of PV, a 10 kWh battery of 5 kW and three-phase loads
// that pass 4 kW at the connection a few times a day, on the recorded summer day 2024-07-31, whose
// sun is broken by clouds, and two charging points of one phase and 16 A in its garage. Its devices listen on
// the loopback ports 15020 to 15025.
func Default() Config {
	return Config{
		Seed: 1, Speed: 1, Zone: "Europe/Berlin",
		Load: Consumption{Series: "house-load", Day: "2024-07-31", Scale: 1.8},
		PV:   PV{Series: "house-pv", Day: "2024-07-31", Scale: 1.8, RatingWatts: 8000},
		Battery: plant.BatteryConfig{
			CapacityWattHours: 10_000, SOCPercent: 55,
			MaxChargeWatts: 5000, MaxDischargeWatts: 5000,
			ChargeEfficiency: 0.96, DischargeEfficiency: 0.96,
			TimeConstant: 300 * time.Millisecond, OnLoss: plant.Idle,
		},
		Connection: Connection{plant.ReferenceResistanceOhm, plant.ReferenceReactanceOhm},
		Devices: []Device{
			{"grid-meter", GridMeter, "127.0.0.1:15020"},
			{"pv-inverter", PVInverter, "127.0.0.1:15021"},
			{"battery", BatteryInverter, "127.0.0.1:15022"},
			{"load-meter", LoadMeter, "127.0.0.1:15023"},
			{"wallbox-left", Charger, "127.0.0.1:15024"},
			{"wallbox-right", Charger, "127.0.0.1:15025"},
		},
	}
}
