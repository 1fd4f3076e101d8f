package kill_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/bus/bustest"
)

var eventKills = flag.Int("event-kills", 18, "how often a process is killed while events are relayed")

// told is what the test reads of an event.
type told struct {
	ID   uuid.UUID
	Seq  int64
	Kind string
	Data struct {
		ID        string
		CommandID string `json:"command_id"`
		Seal      int64
	}
}

// Whatever of backend, PostgreSQL and NATS is killed, every change of the database that makes an event
// is in its stream once, and every event there is of a change in the database.
func TestEventsAreToldOnceOverKills(t *testing.T) {
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run '%s' -event-kills %d -seed %d", t.Name(), *eventKills, drawn)
	o := &operator{world: newWorld(t, setup{seed: drawn, external: true, inside: true})}
	o.login()
	killed := map[string]int{}
	for n := range *eventKills {
		for range 1 + o.rng.IntN(3) {
			mode := []string{"SELF_CONSUMPTION", "PEAK_SHAVING"}[o.rng.IntN(2)]
			body := fmt.Appendf(nil, `{"site_id":%q,"kind":"MODE","payload":{"mode":%q},"reason":"the sweep","expires_at":%q}`,
				o.site, mode, time.Now().Add(time.Hour).UTC().Format(time.RFC3339Nano))
			o.until("a command is taken", func() bool { return o.try(http.MethodPost, "/api/commands", body, new(struct{})) == nil })
		}
		time.Sleep(o.upTo(400 * time.Millisecond))
		what := []string{"backend", "PostgreSQL", "NATS"}[n%3]
		killed[what]++
		switch what {
		case "backend":
			o.backend.kill()
			time.Sleep(o.upTo(300 * time.Millisecond))
			o.backend.start()
		case "PostgreSQL":
			o.until("PostgreSQL is killed", o.killPostmaster)
		case "NATS":
			o.nats.kill()
			time.Sleep(o.upTo(time.Second))
			o.nats.start()
		}
		o.until("the backend answers again", o.ready)
	}
	o.until("every command is answered", func() bool {
		rows, err := o.psql("SELECT count(*) FROM commands WHERE state IN ('ISSUED', 'ACCEPTED', 'CLAMPED')")
		return err == nil && rows[0][0] == "0"
	})
	o.until("nothing waits to be told", func() bool {
		rows, err := o.psql("SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL) + (SELECT count(*) FROM audit_queue)")
		return err == nil && rows[0][0] == "0"
	})
	total := 0
	for stream, ask := range map[string]string{
		"COMMANDS":    `SELECT 'COMMAND_ISSUED ' || id FROM commands UNION ALL SELECT 'COMMAND_ANSWERED ' || command_id FROM command_acks`,
		"TRANSITIONS": `SELECT 'STATE_TRANSITION ' || id FROM events WHERE kind = 'STATE_TRANSITION'`,
		"CONTROL":     `SELECT kind || ' ' || id FROM events WHERE kind IN ('DOMAIN', 'OPERATOR_ACTION')`,
		"ALERTS":      `SELECT 'ALARM_RAISED ' || id FROM events WHERE kind = 'ALARM' UNION ALL SELECT 'ALARM_CLEARED ' || id FROM events WHERE kind = 'ALARM' AND cleared_at IS NOT NULL`,
		"AUDIT":       `SELECT 'CHANGE_SEALED ' || seq FROM audit_seals`,
	} {
		total += o.sameEvents(stream, ask)
	}
	t.Logf("killed %v; %d events, each once", killed, total)
}

// sameEvents compares a stream with what the database answers, and counts the events.
func (o *operator) sameEvents(stream, ask string) int {
	o.Helper()
	rows, err := o.psql(ask)
	if err != nil {
		o.Fatal(err)
	}
	want := map[string]int{}
	for _, r := range rows {
		want[r[0]]++
	}
	events := o.told(stream)
	for i, e := range events {
		if e.Seq != int64(i+1) {
			o.Errorf("place %d of %s has the number %d", i+1, stream, e.Seq)
		}
		of := e.Data.ID + e.Data.CommandID
		if e.Kind == "CHANGE_SEALED" {
			of = fmt.Sprint(e.Data.Seal)
		}
		want[e.Kind+" "+of]--
	}
	for change, missing := range want {
		if missing != 0 {
			o.Errorf("%s: %s is missing %d times", stream, change, missing)
		}
	}
	return len(events)
}

// told reads a whole stream.
func (o *operator) told(stream string) []told {
	o.Helper()
	theirs := bustest.Elsewhere{Port: o.port}
	messages, err := theirs.Messages(o.Context(), stream)
	if err != nil {
		o.Fatal(err)
	}
	all := make([]told, len(messages))
	for i, m := range messages {
		if err := json.Unmarshal(m, &all[i]); err != nil {
			o.Fatalf("message %d of %s: %v", i+1, stream, err)
		}
	}
	return all
}
