package plant

import "time"

// Truth is the plant's state at one tick, as no meter sees it: exact, and of one instant. Powers
// are positive away from the grid.
type Truth struct {
	// At is the wall time of the tick, World the world time since the start.
	At      time.Time
	World   time.Duration
	Grid    GridTruth
	Load    LoadTruth
	PV      PVTruth
	Battery BatteryTruth
	// Chargers are the charging points in the configuration's order.
	Chargers []ChargerTruth
}

// GridTruth is the state at the connection; import is positive.
type GridTruth struct {
	Flow
	Hertz    float64
	Volts    [3]float64
	Counters Counters
}

// LoadTruth is what the site consumes.
type LoadTruth struct {
	Flow
	Counters Counters
}

// PVTruth is the state of the PV plant; its flow is never positive.
type PVTruth struct {
	Flow
	// AvailableWatts is what the sun offers, BoundWatts the curtailment in force; magnitudes.
	AvailableWatts, BoundWatts, RatingWatts float64
	Limit                                   PVLimit
	Generated                               Microjoules
}

// BatteryTruth is the state of the battery; charge is positive.
type BatteryTruth struct {
	Flow
	SOCPercent               float64
	Capacity, Stored, Losses Microjoules
	// Charged and Discharged are counted on the AC side.
	Charged, Discharged Microjoules
	// AllowedChargeWatts and AllowedDischargeWatts are magnitudes.
	AllowedChargeWatts, AllowedDischargeWatts float64
	Limits                                    BatteryLimits
	// SetpointWatts is the last one written; External says whether it is alive and rules.
	SetpointWatts float64
	External      bool
}

// Truth is the state at the present tick.
func (p *Plant) Truth() Truth {
	chargers := make([]ChargerTruth, len(p.chargers))
	for i := range p.chargers {
		chargers[i] = p.chargers[i].truth()
	}
	return Truth{
		At:    p.now(),
		World: p.World(),
		Grid:  GridTruth{p.grid.flow, p.grid.hertz, p.grid.volts, p.grid.counters},
		Load:  LoadTruth{p.loadFlow, p.consumed},
		PV: PVTruth{
			Flow:           p.pvFlow(),
			AvailableWatts: p.pv.available.Watts(),
			BoundWatts:     p.pv.bound.Watts(),
			RatingWatts:    p.pv.rating,
			Limit:          p.pv.limit,
			Generated:      p.pv.generated,
		},
		Battery:  p.battery.truth(p.batteryFlow()),
		Chargers: chargers,
	}
}

func (b *battery) truth(flow Flow) BatteryTruth {
	charge, discharge := b.allowed()
	return BatteryTruth{
		Flow:       flow,
		SOCPercent: b.soc(),
		Capacity:   b.capacity, Stored: b.stored, Losses: b.losses,
		Charged: b.charged, Discharged: b.discharged,
		AllowedChargeWatts: charge, AllowedDischargeWatts: discharge,
		Limits:        b.limits,
		SetpointWatts: b.setpoint.Watts(), External: b.external,
	}
}
