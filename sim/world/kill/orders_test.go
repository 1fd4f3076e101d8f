package kill_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var sweep = flag.Int("sweep", 15, "how often an edge with orders is killed")

// demoCycle is the period of the demo's edge.
const demoCycle = 200 * time.Millisecond

// operator gives orders to the world's edge and knows what has to stand.
type operator struct {
	*world
	token, site string
	standing    float64 // W that the battery is held at
	given       []string
	late        []string // of those, what expired before the edge could have it
}

// An edge that is killed at any moment of its cycle, or while it notes an order, is afterwards in the
// state it was in, with the override that was in force; every order is answered once and for all, and
// one that has expired meanwhile is not done.
func TestOrdersSurviveAKillAtAnyMoment(t *testing.T) {
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run '%s' -sweep %d -seed %d", t.Name(), *sweep, drawn)
	o := &operator{world: newWorld(t, setup{seed: drawn, inside: true}), standing: -700}
	o.login()
	o.until("it runs", func() bool { return o.state(time.Time{}) == "RUN" })
	first := o.order("OVERRIDE", "battery0", power(o.standing), time.Hour)
	o.until("the override is at work", func() bool { return o.settled(first, "EXECUTED", "CLAMPED") && o.holds() })
	rounds := []func(){o.idle, o.noting, o.expiring, o.disabled}
	for n := range *sweep {
		rounds[n%len(rounds)]()
	}
	o.audit()
}

// idle kills somewhere in a cycle in which nothing is ordered.
func (o *operator) idle() {
	time.Sleep(o.upTo(demoCycle))
	o.again("RUN", 0)
}

// noting kills around the moment at which a command is written to the journal.
func (o *operator) noting() {
	mode := []string{"SELF_CONSUMPTION", "PEAK_SHAVING"}[o.rng.IntN(2)]
	id := o.order("MODE", "", fmt.Sprintf(`{"mode":%q}`, mode), time.Hour)
	time.Sleep(o.upTo(30 * time.Millisecond))
	o.again("RUN", 0)
	o.until("the command is answered", func() bool { return o.settled(id, "EXECUTED") })
}

// expiring kills an edge that a command is on its way to, which expires before the edge lives again.
func (o *operator) expiring() {
	o.link.sever()
	id, life := o.brief(func(life time.Duration) (string, error) {
		return o.give("OVERRIDE", "battery0", power(-o.standing), life)
	})
	time.Sleep(o.upTo(demoCycle))
	o.edge.kill()
	o.link.mend()
	o.late = append(o.late, id)
	o.again("RUN", life+demoCycle)
}

// disabled kills an edge whose control was switched off, which it must remember.
func (o *operator) disabled() {
	id := o.order("ENABLE", "", `{"enabled":false}`, time.Hour)
	o.until("control is off", func() bool { return o.settled(id, "EXECUTED") })
	time.Sleep(o.upTo(demoCycle))
	o.again("STANDBY", 0)
	if o.holds() {
		o.Errorf("without control the battery is held at %v W", o.standing)
	}
	id = o.order("ENABLE", "", `{"enabled":true}`, time.Hour)
	o.until("control is on and the override at work", func() bool { return o.settled(id, "EXECUTED") && o.holds() })
}

// again kills the edge, starts it after a while, and waits until it is in this state again, and with it
// what was ordered.
func (o *operator) again(state string, down time.Duration) {
	o.Helper()
	o.edge.kill()
	time.Sleep(down)
	began := time.Now()
	o.edge.start()
	o.until("the edge is in "+state+" again", func() bool {
		if at := o.devices.Truth().Battery.SetpointWatts; math.Abs(at+o.standing) < 1 {
			o.Fatalf("an order that has expired is at work: %v W", at)
		}
		return o.state(began) == state && (state != "RUN" || o.holds())
	})
}

func (o *operator) upTo(d time.Duration) time.Duration { return time.Duration(o.rng.Int64N(int64(d))) }

// holds reports whether the battery is held at what stands.
func (o *operator) holds() bool {
	b := o.devices.Truth().Battery
	return b.External && math.Abs(b.SetpointWatts-o.standing) < 1
}

// state is where the newest changes since an instant have led; "" for nowhere yet. Changes of one cycle
// have one instant: the last of them is the one from whose end none goes on.
func (o *operator) state(since time.Time) string {
	rows, err := o.psql(fmt.Sprintf(`WITH changes AS (SELECT raised_at, params->>'from' AS began, params->>'to' AS ended FROM events WHERE code = 'STATE_CHANGED'),
		newest AS (SELECT * FROM changes WHERE raised_at = (SELECT max(raised_at) FROM changes) AND raised_at > '%s')
		SELECT ended FROM newest WHERE ended NOT IN (SELECT began FROM newest)`, since.UTC().Format(time.RFC3339Nano)))
	if err != nil || len(rows) != 1 {
		return ""
	}
	return rows[0][0]
}

// settled reports whether a command is in one of these states.
func (o *operator) settled(id string, states ...string) bool {
	rows, err := o.psql("SELECT state FROM commands WHERE id = '" + id + "'")
	return err == nil && len(rows) == 1 && slices.Contains(states, rows[0][0])
}

// audit holds all answers against each other: one end for each command, and of those that expired no
// sign of work.
func (o *operator) audit() {
	o.Helper()
	rows, err := o.psql(`SELECT c.id, c.state, coalesce(string_agg(a.state, ' ' ORDER BY a.at), '') FROM commands c
		LEFT JOIN command_acks a ON a.tenant_id = c.tenant_id AND a.command_id = c.id GROUP BY c.id, c.state`)
	if err != nil {
		o.Fatal(err)
	}
	if len(rows) != len(o.given) {
		o.Errorf("%d commands are stored of %d that were given", len(rows), len(o.given))
	}
	ends := map[string]int{}
	for _, r := range rows {
		final := 0
		for answer := range strings.FieldsSeq(r[2]) {
			if answer != "ACCEPTED" && answer != "CLAMPED" {
				final++
			}
		}
		if late := slices.Contains(o.late, r[0]); final > 1 || late && r[2] != "" && r[2] != "EXPIRED" || !late && r[1] == "ISSUED" {
			o.Errorf("command %s is %s and was answered %s", r[0], r[1], r[2])
		}
		ends[r[1]]++
	}
	o.Logf("commands by how they ended: %v", ends)
}

func power(watts float64) string { return fmt.Sprintf(`{"active_power_watts":%.0f}`, watts) }

func (o *operator) order(kind, asset, payload string, life time.Duration) string {
	o.Helper()
	id, err := o.give(kind, asset, payload, life)
	if err != nil {
		o.Fatal(err)
	}
	return id
}

// brief gives an order that is to expire soon. The backend takes none that has expired when it has read it: where a
// machine was held up for that long the order is given once more, with a longer life.
func (o *operator) brief(give func(life time.Duration) (id string, err error)) (id string, life time.Duration) {
	o.Helper()
	for life = 5 * time.Second; ; life *= 2 {
		id, err := give(life)
		if err == nil {
			return id, life
		}
		if life > time.Minute {
			o.Fatal(err)
		}
	}
}

func (o *operator) give(kind, asset, payload string, life time.Duration) (id string, err error) {
	o.Helper()
	body, err := json.Marshal(map[string]any{
		"site_id": o.site, "kind": kind, "asset": asset, "payload": json.RawMessage(payload),
		"reason": "the sweep", "expires_at": time.Now().Add(life).UTC().Format(time.RFC3339Nano),
	})
	if err != nil {
		o.Fatal(err)
	}
	var c struct{ ID string }
	if err := o.try(http.MethodPost, "/api/commands", body, &c); err != nil {
		return "", err
	}
	o.given = append(o.given, c.ID)
	return c.ID, nil
}

func (o *operator) login() {
	o.Helper()
	body, err := os.ReadFile(o.path("backend/first-login.json"))
	if err != nil {
		o.Fatal(err)
	}
	var file struct{ Email, Password string }
	if err := json.Unmarshal(body, &file); err != nil {
		o.Fatal(err)
	}
	var in struct{ Token string }
	o.ask(http.MethodPost, "/api/login", fmt.Appendf(nil, `{"email":%q,"password":%q}`, file.Email, file.Password), &in)
	o.token = in.Token
	var sites struct{ Items []struct{ ID string } }
	o.ask(http.MethodGet, "/api/sites", nil, &sites)
	o.site = sites.Items[0].ID
}

// ask asks the backend, which nobody kills here.
func (o *operator) ask(method, path string, body []byte, into any) {
	o.Helper()
	if err := o.try(method, path, body, into); err != nil {
		o.Fatal(err)
	}
}

// try asks the backend once.
func (o *operator) try(method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(o.Context(), method, o.page+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if o.token != "" {
		request.Header.Set("Authorization", "Bearer "+o.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s, %w\n%s", method, path, response.Status, err, data)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", method, path, err, data)
	}
	return nil
}
