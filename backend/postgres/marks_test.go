package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/postgres"
)

// delayed has every transaction that writes to a table wait, right before it is committed, until release
// is called. waiting returns when one does.
func (w *world) delayed(table string) (waiting, release func()) {
	w.t.Helper()
	exec := func(sql string) {
		w.t.Helper()
		if _, err := w.super.Exec(w.t.Context(), sql); err != nil {
			w.t.Fatal(err)
		}
	}
	exec(`CREATE FUNCTION public.wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$`)
	exec(`CREATE CONSTRAINT TRIGGER wait_here AFTER INSERT OR UPDATE ON ` + table + ` DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.wait_here()`)
	exec("SELECT pg_advisory_lock(4711)")
	waiting = func() {
		w.t.Helper()
		w.until("somebody waits", "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted AND "+ofThisDatabase+")")
	}
	return waiting, func() { exec("SELECT pg_advisory_unlock(4711)") }
}

// A roller that comes between the mark of new settings and their commit would count by the old ones, take
// the mark away, and nobody would count by the new ones.
func TestMarks_OfSettingsThatAreNotCommittedStay(t *testing.T) {
	w := withCounter(t)
	w.write(w.sample(counterChannel, noon(), 99_900), w.sample(counterChannel, noon().Add(15*time.Minute), 1150))
	w.roll()
	// The counter is marked already when its settings change.
	if _, err := w.super.Exec(t.Context(), "INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from) VALUES ($1, $2, $3, 'counted', $4)",
		w.tenant.Key, w.site.Key, w.channels[counterChannel].Key, noon()); err != nil {
		t.Fatal(err)
	}
	waiting, release := w.delayed("channel_settings")
	said := make(chan error, 1)
	go func() {
		_, err := w.SetChannelSettings(t.Context(), w.scope, w.site, cleaning.Settings{Channel: w.channels[counterChannel], Limits: cleaning.Limits{Rollover: new(100_000.0)}})
		said <- err
	}()
	waiting()
	w.roll()
	release()
	if err := <-said; err != nil {
		t.Fatal(err)
	}
	w.roll()
	if got := w.counted(noon(), 1); got[0] != 1250 {
		t.Errorf("with the register's end it is %d Wh, want 1250", got[0])
	}
}

// A virtual channel that is set up again while marks of the one before are left is computed.
func TestMarks_OfAVirtualChannelThatIsNotCommittedStay(t *testing.T) {
	w := newWorld(t)
	inputs := map[string]string{"grid": "meter0.ActivePower"}
	c := w.compute("meter0.Double", "2 * grid", noon(), inputs)
	w.end(c)
	w.write(w.sample("meter0.ActivePower", noon().Add(time.Minute), 10))
	if _, err := w.super.Exec(t.Context(), "INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from) VALUES ($1, $2, $3, 'virtual', $4) ON CONFLICT DO NOTHING",
		w.tenant.Key, w.site.Key, w.channels["meter0.Double"].Key, noon()); err != nil {
		t.Fatal(err)
	}
	// Nothing else marks it once more.
	if _, err := w.super.Exec(t.Context(), "DELETE FROM rollup_marks WHERE period <> 'virtual'"); err != nil {
		t.Fatal(err)
	}
	waiting, release := w.delayed("virtual_channels")
	added := make(chan error, 1)
	kept := w.ready("meter0.Double", "2 * grid", noon(), inputs)
	go func() {
		_, err := w.AddVirtualChannel(t.Context(), w.scope, w.site, kept)
		added <- err
	}()
	waiting()
	w.roll()
	release()
	if err := <-added; err != nil {
		t.Fatal(err)
	}
	w.roll()
	if got := w.story("meter0.Double"); got != "1:20 GOOD" {
		t.Errorf("it is computed as %q", got)
	}
}

// A lap of one period reads its own marks alone, from where it has come to.
func TestMarks_ALapReadsTheMarksOfItsPeriodAlone(t *testing.T) {
	w := newWorld(t)
	_, err := w.super.Exec(t.Context(), `INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
		SELECT $1, $2, c, p.period, $3::timestamptz - n * interval '15 minutes'
		FROM generate_series(100001, 100100) c, generate_series(1, 30) n, (VALUES ('15m'), ('counted'), ('virtual'), ('1h'), ('1d')) AS p (period)`, w.tenant.Key, w.site.Key, noon())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.super.Exec(t.Context(), "ANALYZE rollup_marks"); err != nil {
		t.Fatal(err)
	}
	rows, err := w.super.Query(t.Context(), "EXPLAIN (COSTS OFF) "+postgres.MarksBehind, 10, "1h", w.tenant.Key, 100_050, noon())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(plan, "\n")
	if !strings.Contains(said, "Index Scan using rollup_marks_by_period") || !strings.Contains(said, "(period = ") || !strings.Contains(said, "ROW(period, tenant_id, channel_id, slot_from) > ROW(") ||
		strings.Contains(said, "Filter:") || strings.Contains(said, "Sort") {
		t.Errorf("a lap reads marks by\n%s", said)
	}
}
