package site_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"ohmstead/edge/site"
)

// The page for those who come from elsewhere names types in capitals; each has to exist, and each
// link has to lead to it.
func TestThePageForThoseWhoComeFromOpenEMSNamesTypesThatExist(t *testing.T) {
	data, err := os.ReadFile("../../docs/from-openems.md")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, s := range site.Catalogue() {
		types[s.Type] = true
	}
	links := regexp.MustCompile(`\[([A-Z0-9_]+)\]\(controllers\.md#([a-z0-9_]+)\)`).FindAllStringSubmatch(string(data), -1)
	if len(links) < 45 {
		t.Errorf("the page has %d links to types", len(links))
	}
	for _, l := range links {
		if !types[l[1]] || strings.ToLower(l[1]) != l[2] {
			t.Errorf("%s: there is no such type, or the link leads to %s", l[0], l[2])
		}
	}
	plain := regexp.MustCompile(`\b[A-Z][A-Z0-9]+(_[A-Z0-9]+)+\b`).FindAllString(string(data), -1)
	for _, name := range plain {
		if !types[name] && name != "AT_LEAST" && name != "MANUAL_OVERRIDE" {
			t.Errorf("%s is no type", name)
		}
	}
}

// All the controllers that OpenEMS has stand on the page, so that nobody looks in vain.
func TestEveryControllerOfOpenEMSHasItsLine(t *testing.T) {
	data, err := os.ReadFile("../../docs/from-openems.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"Api.Backend", "Api.Rest", "Api.ModbusTcp", "Api.ModbusRtu", "Api.MQTT", "Api.Websocket",
		"Asymmetric.BalancingCosPhi", "Asymmetric.FixReactivePower", "Asymmetric.PeakShaving", "Asymmetric.PhaseRectification",
		"ChannelThreshold", "CHP.SoC", "Clever-PV", "Debug.Log", "Debug.DetailedLog",
		"Ess.AcIsland", "Ess.ActivePowerVoltageCharacteristic", "Ess.Cycle", "Ess.DelayCharge", "Ess.DelayedSellToGrid",
		"Ess.EmergencyCapacityReserve", "Ess.FastFrequencyReserve", "Ess.FixActivePower", "Ess.FixStateOfCharge",
		"Ess.GridOptimizedCharge", "Ess.Hybrid.Surplus-Feed-To-Grid", "Ess.Limiter14a", "Ess.LimitTotalDischarge",
		"Ess.LinearPowerBand", "Ess.MinimumDischargePower", "Ess.PrepareBatteryExtension", "Ess.ReactivePowerVoltageCharacteristic",
		"Ess.RippleControlReceiver", "Ess.SellToGridLimit", "Ess.SoH.Cycle", "Ess.Standby", "Ess.Time-Of-Use-Tariff",
		"Evcs", "Evcs.FixActivePower", "Evse.Single", "Evse.Cluster", "Generic.JsonLogic", "HighLoadTimeslot",
		"IO.Alarm", "IO.Analog", "IO.ChannelSingleThreshold", "Io.FixDigitalOutput", "IO.Heating.Room", "IO.HeatingElement",
		"Io.HeatPump.SgReady", "PvInverter.FixPowerLimit", "PvInverter.SellToGridLimit", "Symmetric.Balancing",
		"Symmetric.BalancingSchedule", "Symmetric.FixReactivePower", "Symmetric.LimitActivePower", "Symmetric.PeakShaving",
		"Symmetric.RandomPower", "TimeslotPeakshaving",
	} {
		if !regexp.MustCompile(`(?m)^\|[^|]*\b` + regexp.QuoteMeta(name) + `\b`).Match(data) {
			t.Errorf("%s has no line", name)
		}
	}
}
