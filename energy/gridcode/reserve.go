package gridcode

import (
	"slices"
	"time"

	"ohmstead/energy/unit"
)

// FCR is what a synchronous area asks of frequency containment reserve.
type FCR struct {
	Name    string // as a site file writes it
	Title   string
	Nominal unit.Frequency
	// Full is the deviation at which all of the capacity is activated, Within how long that may
	// take.
	Full   unit.Frequency
	Within time.Duration
	// Insensitivity is the most that insensitivity and deadband may be together.
	Insensitivity unit.Frequency
	// Accuracy is how finely the frequency must be measured.
	Accuracy unit.Frequency
	Source   Source
}

// FCRs lists the profiles of the synchronous areas.
func FCRs() []FCR {
	return []FCR{
		{"CE", "Continental Europe", fifty, 200, 30 * time.Second, 10, 10, SOGL},
		{"GB", "Great Britain", fifty, 500, 10 * time.Second, 15, 10, SOGL},
		{"IE", "Ireland and Northern Ireland, dynamic FCR", fifty, 500, 15 * time.Second, 15, 10, SOGL},
		{"NORDIC", "Nordic", fifty, 500, 30 * time.Second, 10, 10, SOGL},
	}
}

// LookupFCR is the profile of a name; false for one that is not listed.
func LookupFCR(name string) (FCR, bool) {
	all := FCRs()
	i := slices.IndexFunc(all, func(f FCR) bool { return f.Name == name })
	if i < 0 {
		return FCR{}, false
	}
	return all[i], true
}

// FFR is one of the alternatives of Nordic fast frequency reserve: below Trigger all of the
// capacity has to be given Within the time.
type FFR struct {
	Name    string
	Trigger unit.Frequency
	Within  time.Duration
	Source  Source
}

// FFRs lists the alternatives, from late and slow to early and fast.
func FFRs() []FFR {
	return []FFR{
		{"49.7", 49_700, 1300 * time.Millisecond, Fingrid},
		{"49.6", 49_600, 1000 * time.Millisecond, Fingrid},
		{"49.5", 49_500, 700 * time.Millisecond, Fingrid},
	}
}

// LookupFFR is the alternative of a name; false for one that is not listed.
func LookupFFR(name string) (FFR, bool) {
	all := FFRs()
	i := slices.IndexFunc(all, func(f FFR) bool { return f.Name == name })
	if i < 0 {
		return FFR{}, false
	}
	return all[i], true
}

// Support is how long fast frequency reserve holds and how fast it may go back.
type Support struct {
	Name string
	Hold time.Duration
	// ReleasePerSecond bounds how fast the power goes back; 0 for no bound.
	ReleasePerSecond Share
	Source           Source
}

// Supports lists the two kinds of support.
func Supports() []Support {
	return []Support{
		{"SHORT", 5 * time.Second, 200, Fingrid},
		{"LONG", 30 * time.Second, 0, Fingrid},
	}
}

// LookupSupport is the kind of support of a name; false for one that is not listed.
func LookupSupport(name string) (Support, bool) {
	all := Supports()
	i := slices.IndexFunc(all, func(s Support) bool { return s.Name == name })
	if i < 0 {
		return Support{}, false
	}
	return all[i], true
}

// FFRReadyAgain is how long after an activation the reserve has to be ready again. Source: Fingrid.
const FFRReadyAgain = 15 * time.Minute

// Sync is a window in which two live sides may be connected.
type Sync struct {
	Name    string
	Most    unit.ApparentPower // the largest plant it holds for; 0 for any
	Volts   Share              // difference of voltage, of nominal
	Hertz   unit.Frequency     // difference of frequency
	Degrees int64              // difference of phase
	Source  Source
}

// Syncs lists the windows, the 50 Hz one first.
func Syncs() []Sync {
	const megavoltampere = 1_000_000 * unit.VoltAmpere
	return []Sync{
		{"VDE", 0, 100, 500, 10, Engineering},
		{"IEEE 1547, up to 500 kVA", megavoltampere / 2, 100, 300, 20, Engineering},
		{"IEEE 1547, up to 1.5 MVA", 3 * megavoltampere / 2, 50, 200, 15, Engineering},
		{"IEEE 1547, above", 0, 30, 100, 10, Engineering},
	}
}

// Dimming is what a German grid operator may reduce controllable loads to and what holds when its
// box falls silent.
type Dimming struct {
	LeastPerDevice unit.Power
	Power          Source        // where LeastPerDevice comes from
	BeatEvery      time.Duration // a heartbeat that stays away this long is lost
	FailSafeFor    time.Duration // the fail-safe limit holds at least so long
	LimitWithin    time.Duration // after the heartbeat is back a limit has to come within this time
	Silence        Source        // where these three come from
}

// Section14a is dimming by § 14a EnWG, and silence as the EEBus use case "limitation of power
// consumption" has it.
func Section14a() Dimming {
	return Dimming{4200 * unit.Watt, BNetzA, 2 * time.Minute, 2 * time.Hour, 2 * time.Minute, EVCC}
}
