package site_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/field/cell"
)

func battery(fields string) string {
	return "site: {name: house}\nassets:\n  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, battery: {" + fields + "}}\n"
}

func TestABatteryNamesItsCells(t *testing.T) {
	c, err := site.Parse("house.yaml", []byte(battery("cell: sony-us26650, series: 16, parallel: 20, leads_ohm: 0.002")))
	if err != nil {
		t.Fatal(err)
	}
	p := c.Assets[0].Battery
	if p == nil || p.Series != 16 || p.Parallel != 20 || p.LeadsOhm != 0.002 || p.CapacityAh() != 60 {
		t.Errorf("%+v", p)
	}
}

func TestACellFileLiesBesideTheSiteFile(t *testing.T) {
	folder := t.TempDir()
	m, err := cell.Named("sony-us26650")
	if err != nil {
		t.Fatal(err)
	}
	m.Series = 4
	if err := os.WriteFile(filepath.Join(folder, "ours.yaml"), cell.Write(m), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := site.Parse(filepath.Join(folder, "house.yaml"), []byte(battery("cell: ours.yaml, series: 2")))
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Assets[0].Battery; p == nil || p.Series != 8 {
		t.Errorf("%+v", p)
	}
}

func TestABatteryThatCannotBeIsRefused(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"no cell":                     {battery("series: 3"), "house.yaml:3: MISSING_FIELD: assets[0].battery.cell is missing"},
		"a cell that does not exist":  {battery("cell: nosuch"), "house.yaml:3: INVALID_VALUE: assets[0].battery.cell is \"nosuch\", want one of a123-anr26650"},
		"a cell file that is not":     {battery("cell: nosuch.yaml"), "or a cell file that can be used: read cell file"},
		"no cells in series":          {battery("cell: sony-us26650, series: 0"), "assets[0].battery.series is \"0\", want 1 to 10000"},
		"a resistance below nothing":  {battery("cell: sony-us26650, leads_ohm: -1"), "want not negative"},
		"a field that does not exist": {battery("cell: sony-us26650, cells: 3"), "UNKNOWN_FIELD: unknown field assets[0].battery.cells"},
		"cells of a meter":            {strings.Replace(battery("cell: sony-us26650"), "nature: ESS", "nature: METER", 1), "UNKNOWN_FIELD: unknown field assets[0].battery"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := site.Parse("house.yaml", []byte(tt.text))
			if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestABatteryWithoutCurrentOrVoltageCannotBeEstimated(t *testing.T) {
	c, err := site.Parse("house.yaml", []byte(battery("cell: sony-us26650")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = site.Build(c, func(site.Asset) []site.Offer { return []site.Offer{{Channel: point.Voltage}} })
	if err == nil || !strings.Contains(err.Error(), "house.yaml:3: UNKNOWN_CHANNEL: there is no channel ess0.Current") {
		t.Errorf("%v", err)
	}
	s, err := site.Build(c, func(site.Asset) []site.Offer { return []site.Offer{{Channel: point.Voltage}, {Channel: point.Current}} })
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []string{point.SOC, point.SOCEstimated, point.SOCSigma} {
		if s.Layout.Lookup("ess0", channel) < 0 {
			t.Errorf("%s is not laid out", channel)
		}
	}
}
