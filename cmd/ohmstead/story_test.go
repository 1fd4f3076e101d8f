package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/energy/envelope"
	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

// story is `ohmstead up` watched from inside, with the API and the database beside it.
type story struct {
	*testing.T
	parts
	token string
	site  string
}

// begin starts everything with a simulated world and returns once it runs. It is stopped, and must have
// stopped, at the end of the test.
func begin(t *testing.T, siteFile []byte, simulator string) *story {
	t.Helper()
	return beginBy(t, siteFile, simulator, time.Now)
}

// standing is the clock of a world in which nothing happens until it is let go. From then on it goes with real
// time, but waits for whoever is to see and to control the world: little passes between two looks at the clock, and
// nothing while the edge runs no cycle. So a machine that stands still has the world stand still as well.
type standing struct {
	mu   sync.Mutex
	at   time.Time
	seen time.Time // when it was looked at last; zero while it stands
	edge *cycle.Loop
}

// The most that passes between two looks, of which there are ten a second at least, and how old the edge's last cycle
// may be meanwhile.
const (
	mostBetween = 2 * plant.Tick
	mostCycle   = time.Second
)

func (c *standing) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen.IsZero() {
		return c.at
	}
	now := time.Now()
	if now.Sub(c.edge.Status().At) < mostCycle {
		c.at = c.at.Add(min(now.Sub(c.seen), mostBetween))
	}
	c.seen = now
	return c.at
}

func (c *standing) letGo(s *story) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen, c.edge = time.Now(), s.loop
}

// hold has the world stand again.
func (c *standing) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = time.Time{}
}

// beginStanding is begin with a world that stands still until it is let go, so that all that happens in it is
// seen however long everything takes to start.
func beginStanding(t *testing.T, siteFile []byte, simulator string) (*story, *standing) {
	t.Helper()
	clock := &standing{at: time.Now()}
	return beginBy(t, siteFile, simulator, clock.now), clock
}

// beginControlled is a world that is let go once the edge controls its battery.
func beginControlled(t *testing.T, siteFile []byte, simulator string) *story {
	t.Helper()
	s, world := beginStanding(t, siteFile, simulator)
	s.until("the edge asks for something of the battery", func() bool { return s.asked("battery0") })
	world.letGo(s)
	s.until("the battery is under control", func() bool { return s.devices.Truth().Battery.External })
	return s
}

func beginBy(t *testing.T, siteFile []byte, simulator string, clock func() time.Time) *story {
	t.Helper()
	dir := dataDir(t)
	simulated := filepath.Join(dir, "sim.yaml")
	write(t, simulated, []byte(simulator))
	write(t, filepath.Join(dir, "site.yaml"), siteFile)
	ready, done := make(chan parts, 1), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	o := upOptions{dir: dir, http: "127.0.0.1:0", simFile: simulated, speed: 1, level: "error", clock: clock, watch: func(p parts) { ready <- p }}
	go func() { done <- up(ctx, o, console{io.Discard, os.Stderr}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stopping said: %v", err)
		}
	})
	select {
	case p := <-ready:
		s := &story{T: t, parts: p}
		s.login()
		return s
	case err := <-done:
		done <- nil
		t.Fatalf("did not start: %v", err)
	}
	return nil
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// dataDir is a directory that the account of the database can reach.
func dataDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ohmstead-story-") //nolint:usetesting // t.TempDir cannot be reached by that account
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (s *story) login() {
	s.Helper()
	var answer struct{ Token string }
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, s.owner.Email, s.owner.Password)
	s.call(http.MethodPost, "/api/login", body, &answer)
	s.token = answer.Token
	var sites struct{ Items []struct{ ID string } }
	s.call(http.MethodGet, "/api/sites", "", &sites)
	s.site = sites.Items[0].ID
}

func (s *story) call(method, path, body string, into any) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.Fatalf("%s %s: %s %v\n%s", method, path, response.Status, err, data)
	}
	if err := json.Unmarshal(data, into); err != nil {
		s.Fatalf("%s %s: %v\n%s", method, path, err, data)
	}
}

// sql asks the database itself, as its owner, one value per line.
func (s *story) sql(query string) []string {
	s.Helper()
	psql, err := exec.LookPath("psql")
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/psql"); err != nil && len(found) > 0 {
		psql = found[len(found)-1]
	}
	out, err := exec.CommandContext(s.Context(), psql, s.database.Owner, "-AtX", "-c", query).CombinedOutput()
	if err != nil {
		s.Fatalf("psql: %v\n%s", err, out)
	}
	return strings.Fields(string(out))
}

// until waits for a condition; the bound is generous because the machine may be busy.
func (s *story) until(what string, met func() bool) time.Duration {
	s.Helper()
	began := time.Now()
	for !met() {
		if time.Since(began) > 3*time.Minute {
			s.Fatalf("within three minutes not: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(began)
}

// alarm reports whether a stale-data alarm of a device is open of those that stood between two instants, and how many
// there were: others are of a machine that stood still.
func (s *story) alarm(device string, from, to time.Time) (open bool, times int) {
	s.Helper()
	var events struct {
		Items []struct {
			Code, Device string
			RaisedAt     time.Time  `json:"raised_at"`
			ClearedAt    *time.Time `json:"cleared_at"`
		}
	}
	s.call(http.MethodGet, "/api/events?site="+s.site+"&kind=ALARM", "", &events)
	for _, e := range events.Items {
		if e.Code == "STALE_DATA" && e.Device == device && e.RaisedAt.Before(to) && (e.ClearedAt == nil || e.ClearedAt.After(from)) {
			times++
			open = open || e.ClearedAt == nil
		}
	}
	return open, times
}

// asked reports whether a controller that wants something (GRID, OPTIMIZATION) asked for the asset
// in the last cycle.
func (s *story) asked(asset string) bool {
	for _, r := range s.loop.Status().Requests {
		if r.Asset == asset && r.Level >= envelope.Grid {
			return true
		}
	}
	return false
}

// observe collects the plant's truth while so much time passes in the world.
func (s *story) observe(length time.Duration) (truths []plant.Truth) {
	s.Helper()
	s.until(fmt.Sprintf("%v have passed in the world", length), func() bool {
		truths = append(truths, s.devices.Truth())
		return truths[len(truths)-1].World-truths[0].World >= length
	})
	return truths
}

func mean(truths []plant.Truth, of func(plant.Truth) float64) float64 {
	var sum float64
	for _, t := range truths {
		sum += of(t)
	}
	return sum / float64(len(truths))
}

func span(truths []plant.Truth, of func(plant.Truth) float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, t := range truths {
		low, high = min(low, of(t)), max(high, of(t))
	}
	return high - low
}

// checkQuiet asks the database: between two instants each channel of the asset has exactly one row,
// the STALE mark, and none became zero that never is.
func (s *story) checkQuiet(asset string, from, to time.Time) {
	s.Helper()
	const stamp = "2006-01-02 15:04:05.000000Z07:00"
	rows := fmt.Sprintf(` FROM samples s
		JOIN channels c USING (tenant_id, channel_id)
		JOIN assets a ON (a.tenant_id, a.id) = (c.tenant_id, c.asset_id)
		WHERE a.key = '%s' AND c.kind <> 'setpoint' AND s.ts > '%s' AND s.ts < '%s'`,
		asset, from.UTC().Format(stamp), to.UTC().Format(stamp))
	if got := s.sql("SELECT DISTINCT s.quality" + rows); len(got) != 1 || got[0] != "4" {
		s.Errorf("qualities of the rows of %s while it was gone: %v, want only 4 (STALE)", asset, got)
	}
	if got := s.sql("SELECT c.name" + rows + " GROUP BY 1 HAVING count(*) <> 1"); len(got) > 0 {
		s.Errorf("channels of %s with more than the one STALE mark: %v", asset, got)
	}
	if got := s.sql("SELECT c.name" + rows + " AND s.value = 0 AND c.name ~ '^(SOC|Capacity|Voltage|Frequency)'"); len(got) > 0 {
		s.Errorf("channels of %s that became zero: %v", asset, got)
	}
}

func TestTheSiteIsControlledAndSurvivesTheLossOfItsDevices(t *testing.T) {
	s := beginControlled(t, demoSite, "start: \"10:00\"\nspeed: 60\n")

	t.Log("twenty minutes of a cloudy morning in twenty seconds: the grid stays near zero")
	truths := s.observe(20 * time.Minute)
	grid := func(t plant.Truth) float64 { return t.Grid.Watts() }
	net := func(t plant.Truth) float64 { return t.Load.Watts() + t.PV.Watts() }
	t.Logf("grid mean %.0f W, load and PV mean %.0f W moving over %.0f W, state of charge %.0f %%",
		mean(truths, grid), mean(truths, net), span(truths, net), truths[len(truths)-1].Battery.SOCPercent)
	if span(truths, net) < 500 || math.Abs(mean(truths, grid)) > 0.2*span(truths, net) {
		t.Error("load and PV hardly changed, or the grid did not stay near zero")
	}

	t.Log("the battery's server is gone")
	gone := time.Now()
	if err := s.devices.Fail("battery", face.Offline, 0); err != nil {
		t.Fatal(err)
	}
	s.until("nothing is asked of the battery any more", func() bool { return !s.asked("battery0") })
	t.Logf("no request after %v", time.Since(gone).Round(100*time.Millisecond))
	s.until("its alarm is raised", func() bool { open, _ := s.alarm("battery", gone, time.Now()); return open })
	s.until("its watchdog has let go of the set-point", func() bool { return !s.devices.Truth().Battery.External })
	for time.Since(gone) < 30*time.Second {
		if s.asked("battery0") {
			t.Fatal("a request was filed for a battery that is gone")
		}
		time.Sleep(50 * time.Millisecond)
	}
	back := time.Now()
	if err := s.devices.Fail("battery", face.None, 0); err != nil {
		t.Fatal(err)
	}
	resumed := s.until("the battery is under control again", func() bool { return s.devices.Truth().Battery.External && s.asked("battery0") })
	t.Logf("control resumed after %v", resumed.Round(100*time.Millisecond))
	s.until("its alarm is cleared", func() bool { open, times := s.alarm("battery", gone, back); return !open && times == 1 })
	s.checkQuiet("battery0", gone.Add(500*time.Millisecond), back)

	t.Log("the grid meter's server is gone")
	gone = time.Now()
	if err := s.devices.Fail("grid-meter", face.Offline, 0); err != nil {
		t.Fatal(err)
	}
	safe := s.until("the battery stands at its safe state", func() bool {
		return !s.asked("battery0") && math.Abs(s.devices.Truth().Battery.Watts()) < 20
	})
	t.Logf("at the safe state after %v", safe.Round(100*time.Millisecond))
	s.until("the meter's alarm is raised", func() bool { open, _ := s.alarm("grid-meter", gone, time.Now()); return open })
	back = time.Now()
	if err := s.devices.Fail("grid-meter", face.None, 0); err != nil {
		t.Fatal(err)
	}
	s.until("control resumes", func() bool { return s.asked("battery0") })
	s.until("the meter's alarm is cleared", func() bool { open, _ := s.alarm("grid-meter", gone, back); return !open })
	s.checkQuiet("grid0", gone.Add(500*time.Millisecond), back)
}

// peakSite holds the grid under 1.5 kW and recharges below 0.5 kW.
func peakSite() []byte {
	text := strings.Replace(string(demoSite), "mode: SELF_CONSUMPTION", "mode: PEAK_SHAVING", 1)
	text = strings.Replace(text, "budget_watts: 4000", "budget_watts: 1500", 1) // vehicles stay under the same peak
	return []byte(strings.Replace(text, "peak_watts: 4000", "peak_watts: 1500, recharge_watts: 500", 1))
}

func TestTheGridStaysUnderThePeakWhileTheLoadPassesIt(t *testing.T) {
	s := beginControlled(t, peakSite(), "start: \"00:15\"\nspeed: 60\nload: {series: house-load, day: 2024-07-31, scale: 0.9}\n")
	truths := s.observe(20 * time.Minute)
	grid := mean(truths, func(t plant.Truth) float64 { return t.Grid.Watts() })
	net := mean(truths, func(t plant.Truth) float64 { return t.Load.Watts() + t.PV.Watts() })
	over := 0
	for _, tr := range truths {
		if tr.Grid.Watts() > 1700 {
			over++
		}
	}
	// Sixty times as fast, an appliance switches every quarter of a second, which is faster than any
	// device answers; what is held then is the mean.
	t.Logf("the site without its battery took %.0f W on average, the grid gave %.0f W and was over its limit in %d of %d looks", net, grid, over, len(truths))
	if net < 2000 || grid > 1650 || grid < 500 {
		t.Error("the load never passed the peak, or the grid did not stay under it")
	}
}
