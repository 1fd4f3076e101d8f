package gridcode

import (
	"time"

	"ohmstead/energy/unit"
)

// Nominal frequencies of the two families of grids.
const (
	fifty = 50 * unit.Hertz
	sixty = 60 * unit.Hertz
)

// The maker's profiles print volts of 230 V nominal: 195.5 V is 850 ‰, 253 V is 1,100 ‰.

func en50549() Code {
	window := Window{850, 1100, 49_500, 50_200, time.Minute, HoymilesNF}
	return Code{
		Name: "EN_50549", Title: "EN 50549-1:2019 with the French settings (NF EN 50549-1)", Nominal: fifty,
		Stages: []Stage{
			{"U<", Voltage, false, 850, 0, 1500 * time.Millisecond, HoymilesNF},
			{"U<<", Voltage, false, 700, 0, 200 * time.Millisecond, HoymilesNF},
			{"U>", Voltage, true, 1100, 0, 3 * time.Second, HoymilesNF},
			{"U>>", Voltage, true, 1150, 0, 200 * time.Millisecond, HoymilesNF},
			{"U>>>", Voltage, true, 1200, 0, 100 * time.Millisecond, HoymilesNF},
			{"U> 10 min", MeanVoltage, true, 1100, 0, 0, HoymilesNF},
			{"f<", Frequency, false, 0, 47_500, 2 * time.Second, Sungrow},
			{"f<<", Frequency, false, 0, 47_000, 100 * time.Millisecond, Sungrow},
			{"f>", Frequency, true, 0, 51_500, 2 * time.Second, Sungrow},
			{"f>>", Frequency, true, 0, 52_000, 100 * time.Millisecond, Sungrow},
		},
		Connect: window, Reconnect: window,
		Ramp:          Ramp{96, HoymilesNF}, // 0.16 % a second
		FrequencyWatt: FrequencyWatt{49_800, 50_200, 400, Engineering},
		Notes:         "The standard names ranges and leaves the settings to each country; these are one country's. Voltage and frequency come from two makers.",
	}
}

func vde4105() Code {
	window := Window{850, 1100, 47_500, 50_100, time.Minute, Hoymiles}
	return Code{
		Name: "VDE_AR_N_4105", Title: "VDE-AR-N 4105:2018-11, low voltage, Germany", Nominal: fifty,
		Stages: []Stage{
			{"U<", Voltage, false, 800, 0, 3 * time.Second, Hoymiles},
			{"U<<", Voltage, false, 450, 0, 300 * time.Millisecond, Hoymiles},
			{"U>>", Voltage, true, 1250, 0, 100 * time.Millisecond, Hoymiles},
			{"U> 10 min", MeanVoltage, true, 1100, 0, 0, Hoymiles},
			{"f<", Frequency, false, 0, 47_500, 100 * time.Millisecond, Hoymiles},
			{"f>", Frequency, true, 0, 51_500, 100 * time.Millisecond, Hoymiles},
		},
		Connect: window, Reconnect: window,
		Ramp:          Ramp{96, Hoymiles}, // 0.16 % a second
		FrequencyWatt: FrequencyWatt{49_800, 50_200, 400, Hoymiles},
		VoltVar: VoltVar{
			Points:   []VarPoint{{930, Supplied(300)}, {970, 0}, {1030, 0}, {1070, Absorbed(300)}},
			Response: Response{10 * time.Second, 950}, Source: Hoymiles,
		},
		Notes: "A later edition of this rule (2026-03) exists; no source for its numbers was at hand, so a plant that falls under it names its stages itself. " +
			"The response of the volt-var characteristic (10 s for 95 %) is engineering knowledge.",
	}
}

func vde4110() Code {
	window := Window{950, 1100, 49_900, 50_100, 10 * time.Minute, Beckhoff}
	return Code{
		Name: "VDE_AR_N_4110", Title: "VDE-AR-N 4110, medium voltage, Germany", Nominal: fifty,
		Connect: window, Reconnect: window,
		Ramp:          Ramp{100, Beckhoff}, // 0.167 % a second
		FrequencyWatt: FrequencyWatt{49_800, 50_200, 400, Beckhoff},
		Notes:         "The grid operator sets the protection of each plant: a site file that names this rule lists its stages. The window is the one after a trip; it is used for the first connection too.",
	}
}

func torErzeuger() Code {
	window := Window{850, 1090, 47_500, 50_100, time.Minute, Hoymiles}
	return Code{
		Name: "AT_TOR", Title: "TOR Erzeuger type A, low voltage, Austria", Nominal: fifty,
		Stages: []Stage{
			{"U<", Voltage, false, 800, 0, 1500 * time.Millisecond, Hoymiles},
			{"U<<", Voltage, false, 250, 0, 500 * time.Millisecond, Hoymiles},
			{"U>", Voltage, true, 1110, 0, 100 * time.Millisecond, Hoymiles},
			{"U>>", Voltage, true, 1150, 0, 80 * time.Millisecond, Hoymiles},
			{"U> 10 min", MeanVoltage, true, 1110, 0, 0, Hoymiles},
			{"f<", Frequency, false, 0, 47_500, 100 * time.Millisecond, Hoymiles},
			{"f>", Frequency, true, 0, 51_500, 100 * time.Millisecond, Hoymiles},
		},
		Connect: window, Reconnect: window,
		Ramp:          Ramp{96, Hoymiles}, // 0.16 % a second
		FrequencyWatt: FrequencyWatt{49_800, 50_200, 400, Hoymiles},
		VoltVar: VoltVar{
			Points:   []VarPoint{{920, Supplied(300)}, {960, 0}, {1050, 0}, {1080, Absorbed(300)}},
			Response: Response{10 * time.Second, 950}, Source: Hoymiles,
		},
		VoltWatt: VoltWatt{
			Points:   []WattPoint{{1100, Whole}, {1120, 0}},
			Response: Response{10 * time.Second, 950}, Source: Hoymiles,
		},
		Notes: "The first overvoltage stage is printed at 255.3 V with 0.1 s, the threshold of the mean value: it is taken over as printed. The responses of the characteristics are engineering knowledge.",
	}
}

func ieee1547() Code {
	window := Window{917, 1050, 59_500, 60_100, 5 * time.Minute, OpenDER}
	return Code{
		Name: "IEEE_1547_III", Title: "IEEE 1547-2018, abnormal operation category III, normal operation category B", Nominal: sixty,
		Stages: []Stage{
			{"UV1", Voltage, false, 880, 0, 21 * time.Second, OpenDER},
			{"UV2", Voltage, false, 500, 0, 2 * time.Second, OpenDER},
			{"OV1", Voltage, true, 1100, 0, 13 * time.Second, OpenDER},
			{"OV2", Voltage, true, 1200, 0, 160 * time.Millisecond, OpenDER},
			{"UF1", Frequency, false, 0, 58_500, 300 * time.Second, OpenDER},
			{"UF2", Frequency, false, 0, 56_500, 160 * time.Millisecond, OpenDER},
			{"OF1", Frequency, true, 0, 61_200, 300 * time.Second, OpenDER},
			{"OF2", Frequency, true, 0, 62_000, 160 * time.Millisecond, OpenDER},
		},
		Connect: window, Reconnect: window,
		Ramp:          Ramp{200, OpenDER}, // all of it in 300 s
		FrequencyWatt: FrequencyWatt{59_964, 60_036, 333, OpenDER},
		VoltVar: VoltVar{
			Points:   []VarPoint{{920, Supplied(440)}, {980, 0}, {1020, 0}, {1080, Absorbed(440)}},
			Response: Response{5 * time.Second, 900}, Source: OpenDER,
		},
		VoltWatt: VoltWatt{
			Points:   []WattPoint{{1060, Whole}, {1100, 0}},
			Response: Response{10 * time.Second, 900}, Source: OpenDER,
		},
		Notes: "Nominal voltage has to be given: 120 V, 277 V or what the service has. The droop of 5 % is written as 333 ‰ of rated power per hertz.",
	}
}
