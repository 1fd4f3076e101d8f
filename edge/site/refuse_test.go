package site_test

import (
	"strings"
	"testing"
)

// one is a place of the good file and what stands there instead.
type one struct{ place, instead, want string }

func TestBadInputIsRefusedInOneLine(t *testing.T) {
	tests := map[string]one{
		"an unknown key":                          {"mode: ", "mood: ", "house.yaml:5: UNKNOWN_FIELD: unknown field mood; known are assets, clusters, controllers, cycle, devices, max_age, mode, site"},
		"an unknown key of a device":              {"poll:", "pole:", "house.yaml:8: UNKNOWN_FIELD: unknown field devices[0].pole; known are address, bit_rate, ca_file, key, params, password_file, poll, profile, required, serial, server_name, timeout, token_file, transport, unit, user, variant"},
		"an unknown key of an asset":              {"capacity_wh", "capacity_kwh", "house.yaml:12: UNKNOWN_FIELD: unknown field assets[1].capacity_kwh; known are battery, capacity_wh, device, efficiency_percent, id, least_watts, max_active_power_watts, max_apparent_power_va, measures_connection, name, nature, output, per_phase, safe_state"},
		"a parameter the controller has not":      {"recharge_watts", "reload_watts", "house.yaml:17: UNKNOWN_FIELD: unknown field controllers[2].reload_watts; known are ess, id, meter, peak_watts, per_phase, ramp_watts_per_s, recharge_watts, type, weight, windows"},
		"a parameter of another controller":       {"target_grid_watts: -50", "peak_watts: 5", "house.yaml:18: UNKNOWN_FIELD: unknown field controllers[3].peak_watts; known are ess, id, meter, target_grid_watts, type, weight"},
		"no site":                                 {"site:\n  name: house\n  time_zone: Europe/Berlin\n", "", "house.yaml:1: MISSING_FIELD: site is missing"},
		"no name":                                 {"  name: house\n", "", "house.yaml:2: MISSING_FIELD: site.name is missing"},
		"an unknown time zone":                    {"Europe/Berlin", "Europe/Bärlin", `house.yaml:3: INVALID_VALUE: site.time_zone is "Europe/Bärlin", want an IANA time zone such as Europe/Berlin`},
		"a time zone that is a number":            {"Europe/Berlin", "1", `house.yaml:3: INVALID_VALUE: site.time_zone is "1", want a text`},
		"a cycle without unit":                    {"cycle: 200ms", "cycle: 200", `house.yaml:4: INVALID_VALUE: cycle is "200", want a time span such as 200ms, 5s or 1m30s`},
		"a cycle that is a word":                  {"cycle: 200ms", "cycle: often", `house.yaml:4: INVALID_VALUE: cycle is "often", want a time span such as 200ms, 5s or 1m30s`},
		"a cycle that is too short":               {"cycle: 200ms", "cycle: 9ms", `house.yaml:4: INVALID_VALUE: cycle is "9ms", want 10ms to 10s`},
		"a cycle that is too long":                {"cycle: 200ms", "cycle: 11s", `house.yaml:4: INVALID_VALUE: cycle is "11s", want 10ms to 10s`},
		"a max_age shorter than a cycle":          {"max_age: 4s", "max_age: 100ms", `house.yaml:6: INVALID_VALUE: max_age is "100ms", want at least one cycle`},
		"an unknown mode":                         {"PEAK_SHAVING\nmax", "PEEK_SHAVING\nmax", `house.yaml:5: INVALID_VALUE: mode is "PEEK_SHAVING", want one of SELF_CONSUMPTION, PEAK_SHAVING, SCHEDULE, DROOP, BACKUP, ISLAND`},
		"a device without key":                    {"key: meter, ", "", "house.yaml:8: MISSING_FIELD: devices[0].key is missing"},
		"a device without profile":                {"profile: sunspec, ", "", "house.yaml:8: MISSING_FIELD: devices[0].profile is missing"},
		"a device without address":                {`address: "127.0.0.1:1503", `, "", "house.yaml:9: MISSING_FIELD: devices[1].address is missing"},
		"an address without port":                 {"127.0.0.1:1503", "127.0.0.1", `house.yaml:9: INVALID_VALUE: devices[1].address is "127.0.0.1", want host:port such as 192.168.1.20:502 for Modbus, or what begins with http://, mqtt://, socketcan: or slcan:`},
		"a unit id that is too big":               {"unit: 3", "unit: 300", `house.yaml:8: INVALID_VALUE: devices[0].unit is "300", want a Modbus unit id from 0 to 255`},
		"a unit id that is negative":              {"unit: 3", "unit: -1", `house.yaml:8: INVALID_VALUE: devices[0].unit is "-1", want a Modbus unit id from 0 to 255`},
		"a unit id that is no number":             {"unit: 3", "unit: three", `house.yaml:8: INVALID_VALUE: devices[0].unit is "three", want a number`},
		"a unit id that is not whole":             {"unit: 3", "unit: 3.5", `house.yaml:8: INVALID_VALUE: devices[0].unit is "3.5", want a whole number`},
		"a poll that is too short":                {"poll: 200ms", "poll: 1ms", `house.yaml:8: INVALID_VALUE: devices[0].poll is "1ms", want at least 10ms`},
		"a time-out of nothing":                   {"timeout: 1s", "timeout: 0s", `house.yaml:8: INVALID_VALUE: devices[0].timeout is "0s", want more than 0`},
		"a flag that is no flag":                  {"required: false", "required: perhaps", `house.yaml:9: INVALID_VALUE: devices[1].required is "perhaps", want true or false`},
		"two devices of one key":                  {"key: inverter", "key: meter", "house.yaml:9: DUPLICATE_NAME: device key meter stands twice"},
		"an asset without id":                     {"id: meter0, ", "", "house.yaml:11: MISSING_FIELD: assets[0].id is missing"},
		"an asset without nature":                 {"nature: PV, ", "", "house.yaml:13: MISSING_FIELD: assets[2].nature is missing"},
		"an unknown nature":                       {"nature: PV", "nature: SOLAR", `house.yaml:13: INVALID_VALUE: assets[2].nature is "SOLAR", want one of GRID_CONNECTION, GRID_METER, METER, PV, INVERTER, ESS, EVCS, LOAD, GENERATOR, SWITCH`},
		"an asset of an unknown device":           {"device: meter, max_active", "device: metre, max_active", "house.yaml:13: UNKNOWN_NAME: device of pv0 names metre, which does not exist; known are meter, inverter"},
		"two assets of one id":                    {"{id: pv0", "{id: ess0", "house.yaml:13: DUPLICATE_NAME: asset id ess0 stands twice"},
		"an id with a dot":                        {"{id: pv0", "{id: pv.0", "house.yaml:13: INVALID_VALUE: asset id is pv.0, want a letter, then letters, digits, _ or -, at most 63 in all"},
		"an id that is a number":                  {"{id: pv0", "{id: 7", `house.yaml:13: INVALID_VALUE: assets[2].id is "7", want a text`},
		"a rating that is negative":               {"max_apparent_power_va: 5000", "max_apparent_power_va: -5000", `house.yaml:12: INVALID_VALUE: assets[1].max_apparent_power_va is "-5000", want a magnitude, not negative`},
		"a rating that is a text":                 {"max_apparent_power_va: 5000", `max_apparent_power_va: "5000"`, `house.yaml:12: INVALID_VALUE: assets[1].max_apparent_power_va is "5000", want a number without quotes`},
		"a rating in kilo":                        {"max_apparent_power_va: 5000", "max_apparent_power_va: 5kVA", `house.yaml:12: INVALID_VALUE: assets[1].max_apparent_power_va is "5kVA", want a number`},
		"a rating beyond any site":                {"max_apparent_power_va: 5000", "max_apparent_power_va: 1e12", `house.yaml:12: INVALID_VALUE: assets[1].max_apparent_power_va is "1e12", want at most 1000000000`},
		"no rating for a battery":                 {"max_apparent_power_va: 5000, ", "", "house.yaml:12: MISSING_FIELD: max_apparent_power_va of ess0 is missing"},
		"a safe state beyond the rating":          {"safe_state: -200", "safe_state: -9000", "house.yaml:12: INVALID_VALUE: safe_state of ess0 is -9000, want -5000 to 5000 W, what the asset can do"},
		"a safe state that is not whole":          {"safe_state: -200", "safe_state: 0.5", `house.yaml:12: INVALID_VALUE: assets[1].safe_state is "0.5", want a whole number`},
		"a controller without id":                 {"id: soc, ", "", "house.yaml:15: MISSING_FIELD: controllers[0].id is missing"},
		"a controller without type":               {"type: SOC_LIMITS, ", "", "house.yaml:15: MISSING_FIELD: controllers[0].type is missing"},
		"an unknown type":                         {"type: SOC_LIMITS", "type: SOC_LIMIT", `house.yaml:15: INVALID_VALUE: controllers[0].type is "SOC_LIMIT", want a type of docs/controllers.md such as SOC_LIMITS`},
		"two controllers of one id":               {"id: zero", "id: peak", "house.yaml:18: DUPLICATE_NAME: controller id peak stands twice"},
		"a controller called asset":               {"id: zero", "id: asset", "house.yaml:18: INVALID_VALUE: controller id is asset, want another name; this one stands for the asset's own limits"},
		"a controller without battery":            {"SOC_LIMITS, ess: ess0", "SOC_LIMITS", "house.yaml:15: MISSING_FIELD: controllers[0].ess is missing"},
		"an unknown battery":                      {"SOC_LIMITS, ess: ess0", "SOC_LIMITS, ess: ess1", "house.yaml:15: UNKNOWN_NAME: controllers[0].ess names ess1, which does not exist; known are meter0, ess0, pv0"},
		"a meter where the battery belongs":       {"SOC_LIMITS, ess: ess0", "SOC_LIMITS, ess: meter0", `house.yaml:15: INVALID_VALUE: controllers[0].ess is "meter0", want an asset of nature ESS; meter0 is GRID_METER`},
		"a battery where the meter belongs":       {"ess: ess0, meter: meter0, peak", "ess: ess0, meter: ess0, peak", `house.yaml:17: INVALID_VALUE: controllers[2].meter is "ess0", want an asset of nature GRID_METER; ess0 is ESS`},
		"a list where one asset belongs":          {"SOC_LIMITS, ess: ess0", "SOC_LIMITS, ess: [ess0]", `house.yaml:15: INVALID_VALUE: controllers[0].ess is "[ess0]", want a text`},
		"one asset where a list belongs":          {"assets: [ess0, pv0]", "assets: ess0", `house.yaml:16: INVALID_VALUE: controllers[1].assets is "ess0", want a list`},
		"an empty list of assets":                 {"assets: [ess0, pv0]", "assets: []", `house.yaml:16: INVALID_VALUE: controllers[1].assets is "[]", want at least one asset`},
		"an asset twice in a list":                {"assets: [ess0, pv0]", "assets: [ess0, ess0]", "house.yaml:16: DUPLICATE_NAME: controllers[1].assets ess0 stands twice"},
		"no rating for PV that is guarded":        {", max_active_power_watts: 8000", "", "house.yaml:16: controller guard: MISSING_FIELD: max_apparent_power_va of pv0 is missing"},
		"no peak":                                 {"peak_watts: 4000, ", "", "house.yaml:17: MISSING_FIELD: controllers[2].peak_watts is missing"},
		"a peak that is negative":                 {"peak_watts: 4000", "peak_watts: -4000", `house.yaml:17: INVALID_VALUE: controllers[2].peak_watts is "-4000", want 0 to 1000000000 W`},
		"a peak that is not a number":             {"peak_watts: 4000", "peak_watts: .nan", `house.yaml:17: INVALID_VALUE: controllers[2].peak_watts is ".nan", want a number`},
		"a peak in kW":                            {"peak_watts: 4000", "peak_watts: 4 kW", `house.yaml:17: INVALID_VALUE: controllers[2].peak_watts is "4 kW", want a number`},
		"a recharge above the peak":               {"recharge_watts: 1000", "recharge_watts: 4001", "house.yaml:17: controller peak: INVALID_VALUE: recharge_watts is 4001, want at most peak_watts"},
		"a target beyond any site":                {"target_grid_watts: -50", "target_grid_watts: -1e10", `house.yaml:18: INVALID_VALUE: controllers[3].target_grid_watts is "-1e10", want -1000000000 to 1000000000 W`},
		"a percentage above 100":                  {"soc_max_percent: 90", "soc_max_percent: 101", `house.yaml:15: INVALID_VALUE: controllers[0].soc_max_percent is "101", want 0 to 100 %`},
		"SOC limits that leave no band":           {"soc_max_percent: 90", "soc_max_percent: 13", "house.yaml:15: controller soc: INVALID_VALUE: soc_min_percent is 10, want at least twice hysteresis_percent below soc_max_percent"},
		"a critical SOC above the lower limit":    {"soc_critical_percent: 5", "soc_critical_percent: 11", "house.yaml:15: controller soc: INVALID_VALUE: soc_critical_percent is 11, want at most soc_min_percent"},
		"a ramp of nothing":                       {"ramp_watts_per_s: 1000", "ramp_watts_per_s: 0", `house.yaml:16: INVALID_VALUE: controllers[1].ramp_watts_per_s is "0", want 1 to 1000000000 W/s`},
		"a controller's max_age above the site's": {"max_age: 3s", "max_age: 5s", `house.yaml:16: INVALID_VALUE: controllers[1].max_age is "5s", want at most the site's max_age, 4s`},
		"a max_age that is negative":              {"max_age: 3s", "max_age: -3s", `house.yaml:16: INVALID_VALUE: controllers[1].max_age is "-3s", want a time span such as 200ms, 5s or 1m30s`},
		"assets that are no list":                 {"assets:\n  - {id: meter0, nature: GRID_METER, device: meter}\n" + cellar + roof, "assets: 3\n", `house.yaml:10: INVALID_VALUE: assets is "3", want a list`},
		"a key twice":                             {"cycle: 200ms", "cycle: 200ms\ncycle: 100ms", `house.yaml:5: SYNTAX_ERROR: cannot be read: mapping key "cycle" already defined at [4:1]`},
		"a bracket that stays open":               {"[ess0, pv0]", "[ess0", "house.yaml:16: SYNTAX_ERROR: cannot be read: value is not allowed in this context. map key-value is pre-defined"},
		"a tab for indentation":                   {"  name: house", "\tname: house", "house.yaml:2: SYNTAX_ERROR: cannot be read: found character '	' that cannot start any token"},
		"a second document":                       {"devices:", "---\ndevices:", "house.yaml:7: SYNTAX_ERROR: cannot be read: the file holds more than one document"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if strings.Count(house, tt.place) != 1 {
				t.Fatalf("%q stands %d times in the good file", tt.place, strings.Count(house, tt.place))
			}
			s, err := load(strings.Replace(house, tt.place, tt.instead, 1))
			if s != nil || err == nil {
				t.Fatalf("accepted: %+v", s)
			}
			if got := err.Error(); got != tt.want || strings.Contains(got, "\n") {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestTwoBatteriesThatWouldChaseOneMeterAreRefused(t *testing.T) {
	text := strings.Replace(house, "controllers:", "  - {id: ess1, nature: ESS, max_apparent_power_va: 3000}\ncontrollers:", 1) +
		"  - {id: two, type: SELF_CONSUMPTION, ess: ess1, meter: meter0}\n"
	_, err := load(text)
	const want = "house.yaml:20: INVALID_VALUE: meter of two is meter0, want a meter by which no other SELF_CONSUMPTION moves another battery; zero does"
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func TestTwoBatteriesMayGoByOneFrequency(t *testing.T) {
	text := strings.Replace(house, "controllers:", "  - {id: ess1, nature: ESS, max_apparent_power_va: 3000}\ncontrollers:", 1) +
		"  - {id: one, type: FREQUENCY_DROOP, ess: ess0, meter: meter0}\n  - {id: two, type: FREQUENCY_DROOP, ess: ess1, meter: meter0}\n"
	if _, err := load(text); err != nil {
		t.Errorf("refused: %v", err)
	}
}
