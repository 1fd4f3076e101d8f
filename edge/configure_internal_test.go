package edge

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

const (
	bareSite  = "site: {name: barn}\n"
	meterSite = "site: {name: barn}\nassets:\n  - {id: grid0, nature: GRID_METER}\n"
	// fullSite has a device that nothing answers for: its asset is there all the same.
	fullSite = "site: {name: barn}\ndevices:\n  - {key: pv, profile: sunspec, address: \"127.0.0.1:9\", required: false}\n" +
		"assets:\n  - {id: pv0, nature: PV, device: pv, max_active_power_watts: 8000}\n"
)

func configuration(text string) wire.Configuration {
	return wire.Configuration{Version: 1, Hash: wire.ConfigurationHash(text), Text: text}
}

// onSite is an edge's configuration with its site file in a directory of its own.
func onSite(t *testing.T, text string) Config {
	t.Helper()
	dir := t.TempDir()
	file := SiteFile(dir)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := site.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return Config{Site: c, SiteFile: file, Dir: dir, Software: "test", Log: slog.New(slog.DiscardHandler)}
}

func inPlace(t *testing.T, c Config) string {
	t.Helper()
	data, err := os.ReadFile(c.SiteFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAConfigurationIsRefusedWholeWithEveryProblem(t *testing.T) {
	known, err := loadDevices()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		running, text, replaces string
		code                    reason.Code
		want                    []string
	}{
		"two faults are both named":          {bareSite, "site: {name: barn}\ncycle: 1h\nassets:\n  - {id: a, nature: WIND}\n", "", reason.ConfigurationRefused, []string{"site.yaml:2", "cycle", "site.yaml:4", "WIND"}},
		"a profile that nobody knows":        {bareSite, strings.Replace(fullSite, "sunspec", "sunspecs", 1), "", reason.ConfigurationRefused, []string{"sunspecs"}},
		"what cannot be built":               {bareSite, "site: {name: barn}\ncontrollers:\n  - {id: ps, type: PEAK_SHAVING, ess: none, meter: none, peak_watts: 1}\n", "", reason.ConfigurationRefused, []string{"none"}},
		"what was changed on site":           {meterSite, fullSite, wire.ConfigurationHash(bareSite), reason.ConfigurationChangedOnSite, []string{wire.ConfigurationHash(meterSite)[:12]}},
		"what replaces nothing that is lost": {bareSite, fullSite, wire.ConfigurationHash(meterSite), "", nil},
		"what was written from what runs":    {meterSite, fullSite, wire.ConfigurationHash(meterSite), "", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := onSite(t, tt.running)
			left := false
			taker := &takeover{devices: known, file: c.SiteFile, running: c.Site, leave: func() { left = true }}
			wanted := configuration(tt.text)
			if tt.replaces != "" {
				wanted.Replaces = []string{"another", tt.replaces}
			}
			err := taker.take(t.Context(), wanted)
			if tt.code == "" {
				if err != nil || !left || taker.taken() == nil || inPlace(t, c) != tt.text {
					t.Errorf("taken: %v, left %v, in place %q", err, left, inPlace(t, c))
				}
				former, err := os.ReadFile(filepath.Join(c.Dir, formerFile))
				if err != nil || string(former) != tt.running {
					t.Errorf("the former file is %q, %v", former, err)
				}
				return
			}
			if !errors.Is(err, reason.New(tt.code, nil)) || left || taker.taken() != nil || inPlace(t, c) != tt.running {
				t.Fatalf("got %v, left %v, in place %q", err, left, inPlace(t, c))
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v does not say %s", err, want)
				}
			}
		})
	}
}

func TestAnEdgeThatRunsGoesOnWithAnotherConfiguration(t *testing.T) {
	c := onSite(t, bareSite)
	ctx, cancel := context.WithCancel(t.Context())
	var ran []string
	generations := func(c Config, ctx context.Context, taker *takeover, undone error) (bool, error) {
		c.Ready = func(*cycle.Loop) {
			ran = append(ran, string(c.Site.Text))
			if len(ran) == 1 {
				if err := taker.take(ctx, configuration(fullSite)); err != nil {
					t.Error(err)
				}
				return
			}
			cancel()
		}
		return c.begin(ctx, taker, undone)
	}
	known, err := loadDevices()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.succession(ctx, known, generations); err != nil {
		t.Fatal(err)
	}
	if len(ran) != 2 || ran[0] != bareSite || ran[1] != fullSite {
		t.Errorf("ran %q", ran)
	}
}

func TestAConfigurationWithWhichNothingBeginsIsTakenBack(t *testing.T) {
	c := onSite(t, bareSite)
	known, err := loadDevices()
	if err != nil {
		t.Fatal(err)
	}
	fault := errors.New("no room on the disk")
	var ran []string
	var told error
	generations := func(c Config, ctx context.Context, taker *takeover, undone error) (bool, error) {
		ran = append(ran, string(c.Site.Text))
		taker.leave = func() {}
		switch len(ran) {
		case 1:
			return true, taker.take(ctx, configuration(fullSite))
		case 2:
			return false, fault
		}
		told = undone
		return true, nil
	}
	if err := c.succession(t.Context(), known, generations); err != nil {
		t.Fatal(err)
	}
	if len(ran) != 3 || ran[2] != bareSite || !errors.Is(told, fault) || inPlace(t, c) != bareSite {
		t.Errorf("ran %q, told %v, in place %q", ran, told, inPlace(t, c))
	}
	// Without one before it the fault ends the edge.
	ran = ran[:1]
	if err := c.succession(t.Context(), known, generations); !errors.Is(err, fault) {
		t.Errorf("ended with %v", err)
	}
}
